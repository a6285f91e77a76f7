"""Stand-ins for the world outside: real but small, with every answer stated by the test."""
