"""A Word file (.docx, .docm, .dotx) → its text as a reader sees it, and what of it is no text."""
