"""Every text that a reader or a clerk sees, by language."""
