"""Policy applied to findings."""
