"""Governing YAML, strictly read. The only room that knows pydantic."""
