"""Hits → Evidence: the clauses that answer, or why none does."""
