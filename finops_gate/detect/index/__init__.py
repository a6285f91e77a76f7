"""What stands on the shelves of detect, so that a run imports only what it needs. Written by `make gen`.

A file whose size is not the recorded one is imported to be asked; so the index makes a run faster, never different.
"""
