"""The places of China: their names, and which of them a text names or is about."""
