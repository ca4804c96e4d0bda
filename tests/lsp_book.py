"""A small rulebook of three files for the tests of the language server."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
# Et oppdiktet fag 😀. Kodene finnes ikke.
regelverk eksempelfag "Et oppdiktet fag"
    kilde "Oppdiktet eksempel"

bruk "deler/mål.rules"
bruk "deler/overgang.rules"

skala kompetansenivå
    kjennskap < kunnskap < god-kunnskap
"""

OBJECTIVES = """\
tema PET-CT "PET/CT" omfatter FDG-PET-CT
tema FDG-PET-CT "FDG-PET/CT"
tema strålevern "Strålevern"
tema teranostikk "Teranostikk"

læringsmålsett GAMMELT "Gamle mål"
    gyldig fra 2020-01-01 til 2025-01-01

    mål G-1 "Vurdere PET/CT"
        god-kunnskap: PET-CT
    mål G-2 "Strålevern"
        kunnskap: strålevern
    mål G-3 "Sjeldent"
        nivå kjennskap
    mål F-1 "Felles"
        kunnskap: teranostikk

læringsmålsett NYTT "Nye mål"
    gyldig fra 2025-01-01

    mål N-1 "FDG-PET/CT"
        kunnskap: FDG-PET-CT
    mål N-2 "Strålevern, grunnleggende"
        kjennskap: strålevern
    mål N-3 "Begge deler"
        kunnskap: FDG-PET-CT, strålevern
    mål F-1 "Felles"
        kunnskap: teranostikk
"""

TRANSITION = """\
overgang GAMMELT til NYTT fra 2025-01-01

    regel PET: G-1 ≥ N-1
        fordi "Det gamle målet gjelder all PET/CT."
    regel begge: G-1 og G-2 ≥ N-3
        fordi "Sammen har de alt."

    videreført V1: F-1
        fordi "Samme mål."
    utgår G-3 fordi "Krevde ett bestemt sykehus."

    eksempel "PET-målet overføres"
        gitt G-1 2023-05-02
        så overføres N-1
        så vurderes N-2
"""


def written(folder: Path) -> tuple[Path, Path, Path]:
    """The rulebook in ``folder``: its first file, its objectives and its transition."""
    parts = folder / "deler"
    parts.mkdir(parents=True)
    paths = folder / "fag.rules", parts / "mål.rules", parts / "overgang.rules"
    for path, text in zip(paths, (HEAD, OBJECTIVES, TRANSITION), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
