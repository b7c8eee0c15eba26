"""The handbook: its chapters, the examples of every rule, and what renders them."""
