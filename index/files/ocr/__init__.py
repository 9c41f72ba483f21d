"""Pictures of text: recognised in place, without a network, and laid out as the lines of print that they show."""
