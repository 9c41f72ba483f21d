"""When a figure is of, and whether it is reached or planned: chosen among the times that stand around it."""
