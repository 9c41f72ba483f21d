"""Measured side by side with other systems: what each does in a process of its own, with the same chunks and model."""
