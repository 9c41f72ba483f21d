"""A statement against the text that it cites: what it says and the text does not."""
