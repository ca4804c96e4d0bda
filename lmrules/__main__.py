"""``python -m lmrules`` and the ``lmrules`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from lmrules.cli.main import run
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write("lmrules: the command line needs an extra: pip install 'lmrules[cli]'\n")
        sys.exit(2)
    sys.exit(run())


if __name__ == "__main__":
    main()
