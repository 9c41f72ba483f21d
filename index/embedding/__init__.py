"""Texts → vectors: the protocol, the default model and any other."""
