"""What the registries stand on: one careful request, one careful reading, the cache, the clients' configuration."""
