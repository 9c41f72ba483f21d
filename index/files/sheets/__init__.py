"""Spreadsheets → lines: one file a format, one for how numbers are shown, one for the tables of a sheet."""
