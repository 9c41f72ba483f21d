"""Text as such: where sentences end, and how headings are numbered."""
