"""Questions that reckon: which figures are asked for, where they stand, and what follows from them."""
