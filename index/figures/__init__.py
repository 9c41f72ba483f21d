"""Every figure of a report as a record: which figures there are, what each counts, of when and where."""
