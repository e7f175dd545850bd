"""What a clinician reads and decides: the review sheet, the table that is read back, approvals, what is due."""
