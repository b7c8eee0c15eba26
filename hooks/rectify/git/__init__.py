"""Edits of a record, and the data of an earlier revision, read from git."""
