"""lmrules."""
