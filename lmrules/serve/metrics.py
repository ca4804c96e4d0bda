"""What the server has done, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping

import attrs

from lmrules import versions
from lmrules.serve.shelf import Shelf

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@attrs.define(eq=False)
class Metrics:
    """Counts of requests by route, never by what was asked; safe to share between threads."""

    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)
    _requests: dict[tuple[str, str, int], int] = attrs.field(factory=dict)
    _buckets: dict[str, list[int]] = attrs.field(factory=dict)
    _seconds: dict[str, float] = attrs.field(factory=dict)
    _rows: int = 0
    _at_hand: int = 0

    def begin(self) -> int:
        """A request came; how many are at hand now."""
        with self._lock:
            self._at_hand += 1
            return self._at_hand

    def end(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        with self._lock:
            self._at_hand -= 1
            key = (method, route, status)
            self._requests[key] = self._requests.get(key, 0) + 1
            counts = self._buckets.setdefault(route, [0] * (len(_BUCKETS) + 1))
            counts[sum(seconds > edge for edge in _BUCKETS)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def rows(self, count: int) -> None:
        """So many rows of approvals were read."""
        with self._lock:
            self._rows += count

    def text(self, shelf: Shelf) -> str:
        """Everything, as Prometheus reads it."""
        with self._lock:
            lines = [*self._own(), *_of(shelf)]
        return "\n".join(lines) + "\n"

    def _own(self) -> Iterator[str]:
        said = {"version": versions.package(), "language": versions.LANGUAGE}
        yield from _family("lmrules_info", "gauge", "The version of the package and of the rule language.")
        yield f"lmrules_info{_labels(said)} 1"
        yield from _family("lmrules_requests_total", "counter", "Requests answered.")
        for (method, route, status), count in sorted(self._requests.items()):
            labels = _labels({"method": method, "route": route, "status": status})
            yield f"lmrules_requests_total{labels} {count}"
        yield from _family("lmrules_requests_at_hand", "gauge", "Requests that are being answered.")
        yield f"lmrules_requests_at_hand {self._at_hand}"
        yield from _family("lmrules_rows_total", "counter", "Rows of approvals read.")
        yield f"lmrules_rows_total {self._rows}"
        yield from _family("lmrules_request_seconds", "histogram", "From the request's head to its answer.")
        for route, counts in sorted(self._buckets.items()):
            so_far = 0
            for edge, count in zip((*_BUCKETS, "+Inf"), counts, strict=True):
                so_far += count
                yield f"lmrules_request_seconds_bucket{_labels({'route': route, 'le': edge})} {so_far}"
            yield f"lmrules_request_seconds_sum{_labels({'route': route})} {self._seconds[route]:.6f}"
            yield f"lmrules_request_seconds_count{_labels({'route': route})} {so_far}"


def _of(shelf: Shelf) -> Iterator[str]:
    books = [(_labels({"rulebook": name}), one) for name, one in shelf.served.items()]
    yield from _family("lmrules_rulebook_info", "gauge", "The version of each rulebook that is in use.")
    for name, one in shelf.served.items():
        yield f"lmrules_rulebook_info{_labels({'rulebook': name, 'digest': one.version.book.digest})} 1"
    yield from _family("lmrules_rulebook_refused", "gauge", "1: the newest version cannot be used.")
    yield from (f"lmrules_rulebook_refused{labels} {int(one.trouble is not None)}" for labels, one in books)
    yield from _family(
        "lmrules_rulebook_since_seconds", "gauge", "When the version in use was taken into use."
    )
    yield from (f"lmrules_rulebook_since_seconds{labels} {one.version.since:.3f}" for labels, one in books)
    yield from _family("lmrules_reloads_total", "counter", "Versions read while serving.")
    for name, one in shelf.served.items():
        for result, count in (("used", one.replaced), ("refused", one.refused)):
            yield f"lmrules_reloads_total{_labels({'rulebook': name, 'result': result})} {count}"


def _family(name: str, kind: str, means: str) -> Iterable[str]:
    return (f"# HELP {name} {means}", f"# TYPE {name} {kind}")


def _labels(labels: Mapping[str, object]) -> str:
    shown = (f'{key}="{_escaped(str(value))}"' for key, value in labels.items())
    return f"{{{','.join(shown)}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
