"""The command line: one file a command, imported only when asked for. The only room that prints or exits."""
