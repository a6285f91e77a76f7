"""A report that was saved as JSON, told again: whoever posts it need not have made it, and need not believe it."""
