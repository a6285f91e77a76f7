"""Recorded calls, as UsageProfile."""
