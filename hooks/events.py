"""MkDocs calls the program, installed or beside this file; a project of one's own has this file too."""

from rectify.mkdocs.events import *  # noqa: F403
