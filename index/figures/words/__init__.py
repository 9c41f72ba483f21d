"""The words around a figure: what stands before it taken apart, the noun that it counts."""
