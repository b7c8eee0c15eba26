"""Records and a day to the state of every issue, and all that is counted from it. Pure."""
