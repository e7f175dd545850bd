"""Custom actions: what text alone cannot do. One module a task; `base` is what they share."""
