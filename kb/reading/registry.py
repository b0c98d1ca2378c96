"""Registrations of trials and of reviews."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.model import Article, Fact, Quote
from kb.reading.data import rules
from kb.reading.patterns import Place

# One of these stands in every registry number; most records hold none.
_MARKS = (
    *("NCT", "CTR", "CTN", "EudraCT", "EU CT", "DRKS", "NTR", "NL", "UMIN", "CRD", "RBR-", "CT0"),
    *("IRCT", "JPRN", "jRCT", "RPCEC", "INPLASY"),
)


def read_registry_numbers(article: Article, texts: Sequence[Place]) -> tuple[Fact, ...]:
    """Numbers of the record's own list of data banks, then those in its text.

    Examples
    --------
    >>> from kb.reading.patterns import places
    >>> record = Article("1", title="A trial (ISRCTN 12345678)", registry_numbers=("NCT00909272",))
    >>> [fact.value for fact in read_registry_numbers(record, tuple(places(record)))]
    ['NCT00909272', 'ISRCTN12345678']
    """
    found: dict[str, Quote | None] = {}
    for number in article.registry_numbers:
        found.setdefault(number.strip(), None)
    for place in texts:
        if any(mark in place.text for mark in _MARKS):
            for find in _registers():
                for m in find.finditer(place.text):
                    number = re.sub(r"\s+", "", m.group())
                    quote = Quote(place.section, m.start(), m.end(), m.group())
                    if found.get(number) is None:
                        found[number] = quote
    return tuple(
        Fact(number, "text" if quote else "record", quote) for number, quote in found.items()
    )


@cache
def _registers() -> tuple[re.Pattern[str], ...]:
    """Compiled shapes of registry numbers."""
    return tuple(re.compile(row["find"]) for row in rules("registry")["registers"])


def trial_numbers(numbers: Sequence[Fact]) -> tuple[str, ...]:
    """Numbers of registered trials in one spelling; protocols of reviews and gene banks left out.

    Examples
    --------
    >>> trial_numbers([Fact("nct 00909272", "text"), Fact("CRD42019135321", "text")])
    ('NCT00909272',)
    """
    found = (re.sub(r"\s+", "", fact.value) for fact in numbers)
    return tuple(
        dict.fromkeys(
            number.upper() for number in found if any(s.fullmatch(number) for s in _trial_shapes())
        )
    )


@cache
def _trial_shapes() -> tuple[re.Pattern[str], ...]:
    """Compiled shapes of the numbers of trials, whatever their capitals."""
    rows = rules("registry")["registers"]
    return tuple(re.compile(row["find"], re.I) for row in rows if not row.get("review"))
