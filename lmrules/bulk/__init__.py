"""Many persons: tables of approvals in, tables of decisions out (``interfaces.md``; the extra ``bulk``).

The only place that imports pyarrow, numpy, duckdb, openpyxl and sqlalchemy. Everything goes by in pieces of
bounded size, so that memory does not grow with the number of persons (:mod:`lmrules.bulk.run`).
"""
