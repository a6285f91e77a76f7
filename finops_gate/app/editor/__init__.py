"""What an editor shows of a document while it is written: prices, history, findings. Knows no protocol."""
