"""Configuration formats, one file each; each ends in `DETECTOR`."""
