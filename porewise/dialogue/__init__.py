"""What is said in a turn when one rule is not enough: several questions at once, follow-ups (docs/architecture.md)."""
