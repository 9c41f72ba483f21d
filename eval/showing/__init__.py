"""A run for people: in a terminal, and as a page."""
