"""A page of ours as PDF, by WeasyPrint (extra: ``lmrules[pdf]``), which may fetch nothing."""

from __future__ import annotations

from lmrules.messages import Text


class NoPdf(Exception):
    """PDF cannot be made here; ``text`` says what is missing."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


_NO_EXTRA = Text(
    "PDF krever et tillegg: pip install 'lmrules[pdf]'. Uten det: skriv HTML og bruk nettleserens utskrift",
    "PDF krev eit tillegg: pip install 'lmrules[pdf]'. Utan det: skriv HTML og bruk utskrifta i nettlesaren",
    "PDF needs an extra: pip install 'lmrules[pdf]'. Without it: write HTML and print it from a browser",
)
_NO_PANGO = Text(
    "WeasyPrint finner ikke Pango på maskinen; på Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0",
    "WeasyPrint finn ikkje Pango på maskina; på Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0",
    "WeasyPrint does not find Pango on this machine; on Debian: apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0",
)


def pdf(page: str) -> bytes:
    """``page`` as PDF/UA: tagged, so that it can be read aloud. :class:`NoPdf` where it cannot be made."""
    try:
        import weasyprint
    except ImportError:
        raise NoPdf(_NO_EXTRA) from None
    except OSError:
        raise NoPdf(_NO_PANGO) from None
    refusing = weasyprint.urls.URLFetcher(allowed_protocols=())
    made: bytes = weasyprint.HTML(string=page, url_fetcher=refusing).write_pdf(pdf_variant="pdf/ua-1")
    return made
