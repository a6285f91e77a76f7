"""Maintainers' scripts; each is run by a make target."""
