"""The resolved rulebook: no unresolved name can be expressed in it."""
