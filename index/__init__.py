"""The offline half: files in, an index out. It knows nothing of questions."""
