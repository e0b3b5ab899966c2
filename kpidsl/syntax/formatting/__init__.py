"""The formatter: a file that reads without errors, laid out on a sheet, written in the one form of either spelling."""
