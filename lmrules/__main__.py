"""``python -m lmrules`` and the ``lmrules`` command."""

from __future__ import annotations

import signal
import sys

_STOPPED = 128
"""A run that a signal stops exits with this and the signal's number, as a shell would say it."""


def main() -> None:
    """Run the command line and exit with its code; a signal that ends it leaves nothing half done."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
            signal.signal(getattr(signal, name), _stop)
    try:
        sys.exit(_run())
    except KeyboardInterrupt:  # before the first verb was reached, or after the last
        sys.exit(_STOPPED + signal.SIGINT)


def _run() -> int:
    try:
        from lmrules.cli.main import run
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write("lmrules: the command line needs an extra: pip install 'lmrules[cli]'\n")
        return 2
    return run()


def _stop(number: int, _: object) -> None:
    """End as an exception does, so that what is written aside is taken away."""
    sys.exit(_STOPPED + number)


if __name__ == "__main__":
    main()
