"""How what tells the time and the state of a figure is fitted: figures told by hand, what is seen of them, the fit."""
