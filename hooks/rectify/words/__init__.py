"""Message catalogues: every text that a reader or clerk sees, by language."""
