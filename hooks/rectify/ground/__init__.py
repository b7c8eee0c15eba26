"""Shared by every room and free of domain knowledge: characters, plain files, the environment."""
