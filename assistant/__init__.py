"""The online half: a question in, an answer with its sources out."""
