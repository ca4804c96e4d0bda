"""pandas: approvals pivoted to a frame of true and false, columns combined with & and |."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bench.peers.masks import OUTCOMES
from bench.problem import Problem

PACKAGE = "pandas"
RULES = True


def tables(asked: Problem, shape: str) -> dict[str, Callable[[Path], pa.Table]]:
    """Parquet to Arrow."""
    return {"pivot": lambda path: pa.Table.from_pandas(_answered(asked, path, shape), preserve_index=False)}


def files(asked: Problem, shape: str) -> dict[str, Callable[[Path, Path], None]]:
    """Parquet to Parquet."""

    def run(path: Path, out: Path) -> None:
        _answered(asked, path, shape).to_parquet(
            out, compression="zstd", compression_level=1, row_group_size=1_048_576
        )

    return {"pivot": run}


def _answered(asked: Problem, path: Path, shape: str) -> pd.DataFrame:
    held = _held(asked, path)
    rules = {name: place for place, name in enumerate(asked.rules)}
    made: dict[str, object] = {"person": held.index}
    parts = []
    for objective in asked.objectives:
        ways = [reduce(and_, (held[code] for code in way.codes)) for way in asked.choices[objective]]
        granted = reduce(or_, ways) if ways else pd.Series(data=False, index=held.index)
        outcome = np.where(held[objective], 1, np.where(granted, 2, 0))
        coded = pd.Categorical.from_codes(outcome, list(OUTCOMES))
        if shape == "grid":
            made[objective] = coded
            continue
        first = np.select(ways, [rules[w.rule] for w in asked.choices[objective]], -1) if ways else -1
        names = pd.Categorical.from_codes(np.where(outcome == 2, first, -1), list(asked.rules))
        code = pd.Categorical.from_codes(
            np.full(len(held), asked.objectives.index(objective)), list(asked.objectives)
        )
        parts.append(pd.DataFrame({"person": held.index, "objective": code, "outcome": coded, "rule": names}))
    return pd.DataFrame(made) if shape == "grid" else pd.concat(parts, ignore_index=True)


def _held(asked: Problem, path: Path) -> pd.DataFrame:
    """A row for each person, a column for each code: whether it is held."""
    rows = pq.read_table(path, read_dictionary=["person", "objective"]).to_pandas(date_as_object=False)
    window = pd.DataFrame(asked.windows, columns=["objective", "start", "end"])
    window["end"] = window["end"].clip(upper=pd.Timestamp("2200-01-01").date())
    for edge in ("start", "end"):
        window[edge] = pd.to_datetime(window[edge]).astype(rows["approved"].dtype)
    codes = list(window["objective"])
    # A column of its own for what no set has, so that the person stays.
    place = pd.Series(range(len(codes)), index=codes).reindex(rows["objective"].cat.categories)
    place = place.fillna(len(codes)).astype("int64").to_numpy()[rows["objective"].cat.codes]
    edges = [np.append(window[e].to_numpy(), window[e].to_numpy()[:1])[place] for e in ("start", "end")]
    counts = (rows["approved"].to_numpy() >= edges[0]) & (rows["approved"].to_numpy() < edges[1])
    keys = pd.DataFrame({"person": rows["person"], "place": np.where(counts, place, len(codes))})
    marked = keys.drop_duplicates().assign(held=True)
    held = marked.pivot(index="person", columns="place", values="held")  # noqa: PD010 - nothing to add up
    held = held.reindex(columns=range(len(codes))).notna()
    held.columns = pd.Index(codes)
    return held
