"""The functions that build the tree, one for every rule of the grammar."""
