"""The handbook: chapters, examples of every rule, and their rendering."""
