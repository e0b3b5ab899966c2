"""Tree to meaning: what the names stand for, units and kinds, and whether the whole makes sense."""
