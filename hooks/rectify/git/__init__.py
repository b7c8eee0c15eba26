"""What git knows: the edits of a record, and the data of another revision."""
