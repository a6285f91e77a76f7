"""The ground: errors, text, money, shelves. Imports nothing of ours."""
