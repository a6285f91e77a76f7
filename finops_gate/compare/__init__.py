"""Pairs the sites of two sides: modified, added, removed, hidden; moves and re-spellings cancel."""
