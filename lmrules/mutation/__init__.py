"""How good the examples of a rulebook are: what they never show, and which changes of its rules they miss."""
