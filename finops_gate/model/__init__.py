"""The nouns: frozen values that every room speaks in."""
