"""A language model, where one is set up: it words answers, and only what passes `assistant/verify/` is said."""
