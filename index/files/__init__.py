"""A file of any format → its text, read where it can do no harm."""
