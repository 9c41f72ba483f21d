"""Looking facts up in a folder, in tables that repeat what the records of the chunks hold."""
