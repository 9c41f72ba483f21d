"""How what tells the plan of a question is fitted: questions by hand, the fit, how well it does."""
