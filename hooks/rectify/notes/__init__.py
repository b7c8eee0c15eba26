"""Hand-written Markdown: notes, pages, and the live blocks in both."""
