"""Text to tree: the two spellings of the language, and the one clause table that both follow."""
