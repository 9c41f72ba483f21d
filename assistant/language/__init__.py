"""Words, figures and synonyms of Chinese administration, of use to every room behind this one."""
