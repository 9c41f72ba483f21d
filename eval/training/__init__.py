"""How the reader is trained: questions by hand, the pairs made of them, the training, what is shipped of it."""
