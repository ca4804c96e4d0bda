"""What a user would pick instead of lmrules: one module each, by the same names.

A module has ``PACKAGE`` (what it is installed as) and ``RULES`` (whether it can say which rule decides), and
some of: ``one(asked)``, which gives codes held → what is granted by which rule; ``many(asked, persons)``, the
same for many persons at once; ``tables(asked, shape)``, ways from a Parquet file to Arrow by name; and
``files(asked, shape)``, ways from Parquet file to Parquet file. Rules are written as well as the engine lets
us: set up beforehand, asked warm, and all that can be done outside the timing is.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

ENGINES = (
    "datalogic",
    "regorus",
    "zen",
    "clingo",
    "durable_rules",
    "cedarpy",
    "experta",
)
"""General rule engines, and engines of policies."""
QUERIES = ("duckdb", "polars", "pandas", "sqlite", "spark")
"""Engines of tables, with queries written by hand."""


def peer(name: str) -> ModuleType:
    """The module of a peer; ``ImportError`` where what it rests on is not installed."""
    return import_module(f"bench.peers.{name}_peer")


def version_of(package: str) -> str | None:
    """The version installed; None where there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
