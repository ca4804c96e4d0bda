"""How the server is set up: where it listens, who may ask, and how much at a time."""

from __future__ import annotations

import hmac

import attrs

MOST_CODES = 100
LONGEST_VALUE = 200
"""Of one value in a query: names have at most 100 characters, and a code may have its set before it."""

SHORTEST_TOKEN = 16
HEADER_BYTES = 16_384


@attrs.frozen(kw_only=True)
class Settings:
    """The limits of one server; ``token`` is None where only this machine may ask.

    ``hosts``: the names, beside those of this machine, under which a server without a token may be called.
    ``max_body`` in bytes; ``timeout`` in seconds, for a request to come in and again for its answer.
    """

    token: str | None = attrs.field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    max_body: int = 2_000_000
    max_rows: int = 10_000
    timeout: float = 30.0
    threads: int = 4
    reload_every: float = 1.0

    @property
    def most_waiting(self) -> int:
        """How many requests may be at hand at once; the next one is told to come back."""
        return 16 * self.threads

    def knows(self, token: str) -> bool:
        """Whether ``token`` is ours, in a time that does not tell how much of it is right."""
        return self.token is not None and hmac.compare_digest(token.encode(), self.token.encode())
