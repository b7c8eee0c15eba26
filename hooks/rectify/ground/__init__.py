"""What every room stands on, and knows nothing of the domain: characters, plain files, the environment."""
