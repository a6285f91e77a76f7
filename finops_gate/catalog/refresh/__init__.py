"""Maintainers only: reads price tables that others publish, and appends what is new in them to `pricing/models/`."""
