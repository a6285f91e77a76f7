"""One file a command; each ends in `COMMAND`, a click command."""
