"""Text → a Report: what it says of itself, its sections with their periods, its chunks."""
