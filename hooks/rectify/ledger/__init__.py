"""The state of every issue on a day, derived from the records, and all counts of it. Pure functions."""
