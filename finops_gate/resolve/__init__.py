"""Joins settings across files: constant to call, environment to code, alias to model."""
