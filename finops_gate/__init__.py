"""finops-gate: the price tag of AI on the pull request."""

__version__ = "0.1.0"
