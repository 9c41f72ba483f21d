"""What of a stored index is no longer as it was stored, and how it is mended."""
