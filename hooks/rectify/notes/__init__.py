"""Markdown that people write: notes, hand-written pages, and the live blocks in both."""
