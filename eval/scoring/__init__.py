"""How good an answer is, and many of them."""
