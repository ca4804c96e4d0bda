"""The language server: one feature per file, each exporting ``FEATURES``."""
