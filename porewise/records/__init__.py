"""What is kept beside the conversations, in the same database."""
