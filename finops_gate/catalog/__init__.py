"""The compiled pricing catalog and the matching of identifiers: an id and a day in, a Quote out."""
