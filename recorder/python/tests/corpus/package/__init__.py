"""A package of the corpus, run by module.py."""
