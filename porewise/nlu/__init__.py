"""Rasa graph components (docs/components.md)."""
