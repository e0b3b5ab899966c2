"""Opinions about correct specs: one rule, one file, with its words, its doc, its check and two cases."""
