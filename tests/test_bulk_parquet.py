"""Files that we write are read by pyarrow, DuckDB, Polars and pandas as what was written."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmrules.bulk import parquet, parquet_pages, thrift
from lmrules.bulk.arrays import of_texts

INDICES = (pa.int8(), pa.int16(), pa.int32())
WORDS = st.one_of(st.text(max_size=6), st.sampled_from(["", "æøå", "e\u0301", "𝄞", "\0", "x" * 300]))
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@st.composite
def arrays(draw: st.DrawFn, kind: pa.DataType, rows: int) -> pa.Array:
    """A column: nulls nowhere, anywhere or only, and perhaps a slice of a longer one."""
    nulls = draw(st.sampled_from(["none", "some", "all"]))
    before = draw(st.integers(0, 9))
    size = before + rows
    many = draw(st.sampled_from([1, 2, 3, 4, 5, 16, 17, 100]))
    seed = np.random.default_rng(draw(st.integers(0, 2**32)))
    words = draw(st.lists(WORDS, min_size=many, max_size=many))
    if pa.types.is_dictionary(kind):
        # Some words stand nowhere, and some twice.
        values = pa.array(seed.integers(0, many, size), kind.index_type)
    elif pa.types.is_string(kind):
        values = pa.array([words[place] for place in seed.integers(0, many, size)], kind)
    elif pa.types.is_date32(kind):
        some = draw(st.lists(DAYS, min_size=many, max_size=many))
        values = pa.array([some[place] for place in seed.integers(0, many, size)], kind)
    else:
        ends = np.iinfo(kind.to_pandas_dtype())
        values = pa.array(seed.integers(ends.min, ends.max, size, endpoint=True), kind)
    if draw(st.booleans()) and size:
        # One value all along: a run.
        values = pc.take(values, pa.array(np.zeros(size, np.int64)))
    here = {"none": 1.0, "some": 0.6, "all": 0.0}[nulls]
    values = pc.if_else(pa.array(seed.random(size) < here), values, pa.scalar(None, values.type))
    if pa.types.is_dictionary(kind):
        values = pa.DictionaryArray.from_arrays(values, pa.array(words, pa.string()))
    return values.slice(before)


KINDS = (*(pa.dictionary(i, pa.string()) for i in INDICES), pa.string(), pa.date32(), pa.int32(), pa.int64())


@st.composite
def tables(draw: st.DrawFn) -> list[pa.Table]:
    """Some tables of one schema."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    names = draw(
        st.lists(
            st.text(min_size=1, max_size=5), min_size=len(kinds), max_size=len(kinds), unique_by=str.casefold
        )
    )
    about = draw(st.dictionaries(st.text(min_size=1), st.text(), max_size=2))
    made = []
    for _ in range(draw(st.integers(1, 3))):
        rows = draw(st.sampled_from([0, 1, 2, 7, 8, 9, 63, 64, 65, 300]))
        columns = [draw(arrays(kind, rows)) for kind in kinds]
        made.append(pa.table(columns, names=names).replace_schema_metadata(about))
    return made


def plain(table: pa.Table) -> list[list[object]]:
    """The values, column by column."""
    return [column.to_pylist() for column in table.columns]


@settings(max_examples=60, deadline=None)
@given(tables())
def test_what_was_written_is_what_every_reader_reads(some: list[pa.Table]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, theirs = Path(folder) / "ours.parquet", Path(folder) / "theirs.parquet"
        parquet.write_parquet(some, path)
        with pq.ParquetWriter(theirs, some[0].schema) as out:
            for one in some:
                out.write_table(one)
        wanted = [list(chain(*columns)) for columns in zip(*map(plain, some), strict=True)]
        read, other = pq.read_table(path), pq.read_table(theirs)
        read.validate(full=True)
        assert plain(read) == wanted
        assert read.schema.equals(other.schema, check_metadata=True)
        assert [pa.types.is_dictionary(f.type) for f in read.schema] == [
            pa.types.is_dictionary(f.type) for f in some[0].schema
        ]
        by_duckdb = duckdb.read_parquet(str(path)).fetchall()
        assert by_duckdb == list(zip(*wanted, strict=True))
        assert [column.to_list() for column in pl.read_parquet(path).iter_columns()] == wanted


@settings(max_examples=40, deadline=None)
@given(tables())
def test_statistics_hold_every_value_and_say_which_bounds_occur(some: list[pa.Table]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        parquet.write_parquet(some, path)
        with path.open("rb") as file:
            footer, _ = parquet._read_footer(file)
        groups = [table for table in some if table.num_rows]
        assert len(footer[4]) == len(groups)
        with pq.ParquetFile(path) as opened:
            for number, table in enumerate(groups):
                for place, column in enumerate(table.columns):
                    told = opened.metadata.row_group(number).column(place).statistics
                    exact = footer[4][number][1][place][3][12]
                    there = [v for v in column.to_pylist() if v is not None]
                    assert told.null_count == column.null_count
                    if not told.has_min_max:
                        assert not there or any(len(str(v)) > 200 for v in there)
                        continue
                    assert told.min <= min(there) <= max(there) <= told.max
                    assert told.max in there or not exact[7]
                    assert told.min in there or not exact[8]
                    if not pa.types.is_dictionary(column.type):
                        assert exact[7]
                        assert exact[8]


def big() -> pa.Table:
    """Columns of many words and long runs, with nulls, over several pages."""
    rows = parquet_pages.ROWS + 12_345
    chance = np.random.default_rng(1)
    gone = chance.random(rows) < 0.3

    def coded(words: int, places: np.ndarray, nulls: np.ndarray | None = None) -> pa.Array:
        kind = np.min_scalar_type(-words)
        indices = pa.array(places.astype(kind), mask=nulls)
        return pa.DictionaryArray.from_arrays(indices, pa.array([f"o{n}" for n in range(words)]))

    return pa.table(
        {
            "one": coded(1, np.zeros(rows)),
            "two": coded(2, chance.integers(0, 2, rows)),
            "three": coded(3, chance.integers(0, 3, rows), gone),
            "sixteen": coded(16, chance.integers(0, 16, rows), gone),
            "three hundred": coded(300, chance.integers(0, 300, rows), gone),
            "seventy thousand": coded(70_000, chance.integers(0, 70_000, rows)),
            "runs": coded(70_000, np.repeat(np.arange(rows // 74 + 1), 74)[:rows], gone),
            "long runs": coded(70_000, np.repeat(np.arange(rows // 20_000 + 1), 20_000)[:rows]),
            "text": pa.array(chance.integers(0, 10**9, rows).astype(str), mask=gone),
            "day": pa.array(chance.integers(-9_999, 9_999, rows), pa.int32(), mask=gone).cast(pa.date32()),
            "row": pa.array(np.arange(rows)),
        }
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Path]:
    """A large table, and the file it was written to."""
    table, path = big(), tmp_path_factory.mktemp("large") / "large.parquet"
    parquet.write_parquet([table.slice(0, 70_001), table.slice(70_001)], path)
    return table, path


def test_many_words_long_runs_and_several_pages_come_back(large: tuple[pa.Table, Path]) -> None:
    table, path = large
    read = pq.read_table(path)
    for name in table.column_names:
        assert read.column(name).cast(pa.string()).equals(table.column(name).cast(pa.string())), name
    by_polars = pl.read_parquet(path).with_columns(pl.col(pl.Categorical).cast(pl.String))
    assert by_polars.equals(pl.DataFrame(table).with_columns(pl.col(pl.Categorical).cast(pl.String)))
    held = pa.table({n: c.cast(pa.string()) for n, c in zip(table.column_names, table.columns, strict=True)})
    told = duckdb.read_parquet(str(path)).project("columns(*)::varchar").to_arrow_table()
    assert told.cast(held.schema).equals(held)


def test_duckdb_skips_row_groups_by_their_bounds_and_finds_every_row(large: tuple[pa.Table, Path]) -> None:
    table, path = large
    for name, word in (
        ("three", "o1"),
        ("one", "o0"),
        ("one", "o9"),
        ("runs", "o946"),
        ("seventy thousand", "o69999"),
    ):
        wanted = pc.sum(pc.equal(table.column(name), word)).as_py() or 0
        query = f'select count(*) from read_parquet(?) where "{name}" = ?'  # noqa: S608 - names of our own
        assert duckdb.execute(query, [str(path), word]).fetchone() == (wanted,), name
    ends = duckdb.execute(
        'select min("three"), max("three"), min(day), max(row) from read_parquet(?)', [str(path)]
    )
    days = pc.min_max(table.column("day"))
    assert ends.fetchone() == ("o0", "o2", days["min"].as_py(), table.num_rows - 1)


def test_bounds_that_do_not_occur_are_no_answer_for_duckdb(tmp_path: Path) -> None:
    words = of_texts(("b", "z", "a", "c"))
    places = pa.array([0, 3, 0], pa.int8())
    parquet.write_parquet(
        [pa.table({"x": pa.DictionaryArray.from_arrays(places, words)})], tmp_path / "x.parquet"
    )
    answer = duckdb.execute(
        "select min(x), max(x) from read_parquet(?)", [str(tmp_path / "x.parquet")]
    ).fetchone()
    assert answer == ("b", "c")


def test_pandas_reads_it(tmp_path: Path) -> None:
    table = big().slice(0, 5_000)
    parquet.write_parquet([table], tmp_path / "x.parquet")
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(tmp_path / "x.parquet")
    assert frame["three"].isna().sum() == table.column("three").null_count
    assert list(frame["row"]) == list(range(5_000))


def test_parts_put_together_are_the_file_that_was_written_at_once(tmp_path: Path) -> None:
    table = big().slice(0, 30_000)
    some = [table.slice(0, 10_000), table.slice(10_000, 0), table.slice(10_000, 1), table.slice(10_001)]
    paths = [tmp_path / f"{number}.parquet" for number in range(len(some))]
    for one, path in zip(some, paths, strict=True):
        parquet.write_part(one, path)
        assert pq.read_table(path).num_rows == one.num_rows
    parquet.join(paths, tmp_path / "joined.parquet")
    parquet.write_parquet(some, tmp_path / "whole.parquet")
    assert (tmp_path / "joined.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_parts_with_other_columns_or_cut_off_are_refused(tmp_path: Path) -> None:
    one, two = tmp_path / "1.parquet", tmp_path / "2.parquet"
    parquet.write_part(pa.table({"a": ["x"]}), one)
    parquet.write_part(pa.table({"b": ["x"]}), two)
    with pytest.raises(ValueError, match="other columns"):
        parquet.join([one, two], tmp_path / "made")
    two.write_bytes(one.read_bytes()[:-1])
    with pytest.raises(ValueError, match="not a whole Parquet file"):
        parquet.join([one, two], tmp_path / "made")


def test_the_bytes_do_not_depend_on_threads() -> None:
    table = big().slice(0, 50_000)
    out = parquet.Writer(io.BytesIO(), table.schema)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(out.encoded, [table] * 8))
    bytes_of = [b"".join(p.head + bytes(p.body) for g in one for c in g for p in c.pages) for one in made]
    assert len(set(bytes_of)) == 1


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1.5]),
        pa.array([True]),
        pa.array([["a"]]),
        pa.array([1], pa.int16()),
        pa.array(["a"], pa.large_string()),
        pa.array([1, 2]).dictionary_encode(),
    ],
)
def test_a_column_of_another_kind_is_refused_by_name_and_nothing_is_written(
    column: pa.Array, tmp_path: Path
) -> None:
    with pytest.raises(TypeError, match="the column odd is of a kind"):
        parquet.write_parquet([pa.table({"odd": column})], tmp_path / "x.parquet")
    assert not list(tmp_path.iterdir())


def test_tables_must_be_at_least_one_and_alike(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no table"):
        parquet.write_parquet([], tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="other columns"):
        parquet.write_parquet([pa.table({"a": ["x"]}), pa.table({"a": [1]})], tmp_path / "x.parquet")
    assert not list(tmp_path.iterdir())


def test_long_tables_and_long_texts_are_cut(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 1_000)
    monkeypatch.setattr(parquet_pages, "ROWS", 300)
    monkeypatch.setattr(parquet_pages, "TEXT", 500)
    table = big().slice(3, 2_500)
    parquet.write_parquet([table], tmp_path / "x.parquet")
    with pq.ParquetFile(tmp_path / "x.parquet") as opened:
        assert opened.num_row_groups == 3
        assert plain(opened.read()) == plain(table)
    assert duckdb.execute(
        "select sum(row) from read_parquet(?)", [str(tmp_path / "x.parquet")]
    ).fetchone() == (pc.sum(table.column("row")).as_py(),)


def test_a_word_that_is_null_and_words_that_nobody_has(tmp_path: Path) -> None:
    words = pa.array(["a", None, *map(str, range(1_000))])
    some = pa.table({"x": pa.DictionaryArray.from_arrays(pa.array([1, 0, None, 900], pa.int16()), words)})
    parquet.write_parquet([some], tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet").column("x").to_pylist() == [None, "a", None, "898"]
    assert (tmp_path / "x.parquet").stat().st_size < 2_000


def test_a_file_names_who_wrote_it_and_its_columns(tmp_path: Path) -> None:
    table = big().slice(0, 10).replace_schema_metadata({"lmrules.to": "NY"})
    parquet.write_parquet([table], tmp_path / "x.parquet")
    with pq.ParquetFile(tmp_path / "x.parquet") as opened:
        meta = opened.metadata
        assert meta.created_by.startswith("lmrules version ")
        assert meta.metadata[b"lmrules.to"] == b"NY"
        logical = [str(opened.schema.column(n).logical_type) for n in range(meta.num_columns)]
        assert logical == ["String"] * 9 + ["Date", "None"]
        column = meta.row_group(0).column(2)
        assert column.compression == "ZSTD"
        assert set(column.encodings) == {"PLAIN", "RLE", "RLE_DICTIONARY"}
        assert column.has_dictionary_page


VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-128, 127).map(thrift.I8),
        st.integers(-(2**15), 2**15 - 1).map(thrift.I16),
        st.integers(-(2**31), 2**31 - 1).map(thrift.I32),
        st.integers(-(2**63), 2**63 - 1).map(thrift.I64),
        st.binary(max_size=200),
    ),
    lambda inner: st.one_of(
        st.dictionaries(st.integers(1, 2**15 - 1), inner, max_size=4).map(lambda d: dict(sorted(d.items()))),
        st.lists(st.binary(), max_size=20),
        st.lists(st.integers(-9, 9).map(thrift.I64), max_size=20),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.integers(1, 40), VALUES, max_size=6).map(lambda d: dict(sorted(d.items()))))
def test_what_thrift_wrote_is_what_it_reads(struct: thrift.Struct) -> None:
    data = thrift.encoded(struct)
    assert thrift.decoded(data) == struct
    assert thrift.encoded(thrift.decoded(data)) == data
    for end in range(len(data)):
        with pytest.raises(ValueError, match="the end came too soon"):
            thrift.decoded(data[:end])


def test_thrift_has_the_bytes_of_its_own_document() -> None:
    assert thrift.varint(50399) == b"\xdf\x89\x03"
    assert thrift.encoded({1: thrift.I32(-1), 20: True, 21: False, 22: None}) == b"\x15\x01\x01\x28\x12\x00"
    with pytest.raises(ValueError, match="ascending"):
        thrift.encoded({2: True, 1: True})
    with pytest.raises(TypeError, match="truth values"):
        thrift.encoded({1: [True]})
    with pytest.raises(ValueError, match="no values of type 7"):
        thrift.decoded(b"\x17")


@given(
    st.lists(st.integers(0, 2**31 - 1), max_size=70),
    st.sampled_from([1, 2, 4, 8, 16, 32]),
    st.integers(1, 200),
)
def test_the_hybrid_is_what_the_specification_reads(values: list[int], width: int, times: int) -> None:
    places = np.repeat(np.array([v % 2 ** min(width, 31) for v in values], np.int64), times)
    assert spec_read(parquet_pages.hybrid(places, width), width, len(places)) == places.tolist()


def spec_read(data: bytes, width: int, count: int) -> list[int]:
    """The RLE / bit-packing hybrid as Encodings.md says it, value by value."""
    found: list[int] = []
    at = 0
    while at < len(data):
        head = shift = 0
        while True:
            head |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 0x80:
                break
        if head & 1:
            size = (head >> 1) * width
            bits = int.from_bytes(data[at : at + size], "little")
            found += [bits >> width * n & (1 << width) - 1 for n in range((head >> 1) * 8)]
        else:
            size = (width + 7) // 8
            found += [int.from_bytes(data[at : at + size], "little")] * (head >> 1)
        at += size
    assert len(found) - count in range(8)
    return found[:count]
