"""Amounts in text: numbers however they are written, with their units."""
