"""How well the assistant answers: judging, tables, the report and the summary (docs/evaluation.md)."""
