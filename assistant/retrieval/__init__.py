"""A Query → Hits: the chunks that meaning and words find."""
