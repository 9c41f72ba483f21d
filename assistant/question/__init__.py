"""A question and what was asked before it → a Query."""
