"""What answers are worth: question sets, runs, comparisons, the gate. A command a file."""
