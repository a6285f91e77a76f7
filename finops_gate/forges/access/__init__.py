"""What all forges stand on: one careful transport, fields of foreign JSON, one comment kept up to date."""
