"""Measurements; see the modules."""
