"""Rows and targets to judgement. Pure functions on numbers: nothing here reads data, the clock or the locale."""
