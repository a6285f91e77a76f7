"""Programming languages, one file each; each ends in `DETECTOR`."""
