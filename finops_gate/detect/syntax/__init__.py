"""Bounded readers that keep positions; the detectors stand on them."""
