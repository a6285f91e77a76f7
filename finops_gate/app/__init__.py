"""Use cases. Rooms meet only here. No arithmetic, no formats."""
