"""Work over the cores, and results that are kept: nothing here knows the domain."""
