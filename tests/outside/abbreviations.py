"""Abbreviations: Ab3P's MED1250, pairs of short and long form exactly as annotated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kb.reading.abbreviations import definitions
from tests.outside.measures import Row, Tally

Pair = tuple[str, str]


class Annotated(NamedTuple):
    """Title and abstract of one record, and the pairs that annotators found in them."""

    texts: Sequence[str]
    pairs: set[Pair]


def med1250(shared: Path) -> Iterator[Annotated]:
    """The records of MED1250, in the order of the file."""
    path = shared / "data" / "gold" / "abbreviations" / "MED1250_labeled"
    for record in path.read_text(encoding="utf-8", errors="replace").split("\n\n"):
        lines = [line for line in record.split("\n") if line.strip()][1:]
        pairs = [line.split("|")[:2] for line in lines if line.startswith("  ") and "|" in line]
        yield Annotated(
            [line.strip() for line in lines if not line.startswith(("  ", "//"))],
            {(plain(short), plain(long)) for short, long in pairs},
        )


def found_in(texts: Sequence[str]) -> set[Pair]:
    """Pairs that the rules find."""
    return {
        (plain(d.short), plain(text[d.long_start : d.long_end]))
        for text in texts
        for d in definitions(text)
    }


def plain(text: str) -> str:
    """Small letters and single blanks."""
    return " ".join(text.lower().split())


def table(shared: Path) -> list[Row]:
    """Rows of the table in docs/reading.md."""
    tallies = [Tally.of(set(found_in(a.texts)), set(a.pairs)) for a in med1250(shared)]
    even, odd, whole = (Tally.total(part) for part in (tallies[::2], tallies[1::2], tallies))
    return [
        ("MED1250: pairs at even places (errors read, prices chosen on them), F1", even.f1),
        ("– at odd places (errors not read), F1", odd.f1),
        ("– precision", odd.precision),
        ("– recall", odd.recall),
        ("– all, F1", whole.f1),
    ]
