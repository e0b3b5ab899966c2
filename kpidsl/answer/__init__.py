"""Plan and warehouse to numbers: the columns are looked at, the statement is made, run, and its rows are named."""
