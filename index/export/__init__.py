"""Facts written out: as lines, as CSV and as an Excel workbook."""
