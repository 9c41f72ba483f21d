"""PDF files: what of a page is its text, in which order, and which lines are one paragraph."""
