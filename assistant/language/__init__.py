"""Words and figures of Chinese administration, of use to every room behind this one."""
