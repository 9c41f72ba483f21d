"""Who may sign in, and the log of what was done."""
