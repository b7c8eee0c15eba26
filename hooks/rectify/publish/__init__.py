"""Where a site may be written, and how the published one changes place with the next."""
