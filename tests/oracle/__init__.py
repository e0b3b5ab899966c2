"""The independent judge of the numbers: the language's meaning in plain Python, sharing nothing with the compiler."""
