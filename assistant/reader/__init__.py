"""A trained reader: which stretch of a passage answers a question, and whether any does."""
