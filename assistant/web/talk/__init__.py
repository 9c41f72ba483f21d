"""The tab 问答: a chat and its sources."""
