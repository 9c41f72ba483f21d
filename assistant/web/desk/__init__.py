"""The tab 资料: the reports that are served, and what editors do with them."""
