"""The tab 指标: the figures of one thing, places by years, as a table, a chart, targets and an Excel file."""
