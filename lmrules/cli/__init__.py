"""The command line: one verb per file, each exporting its click command as ``COMMAND``."""
