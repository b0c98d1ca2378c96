"""Figures and times of a finding, as printed."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kb.reading.data import rules

_DIGIT = re.compile(r"\d")
_LONGEST = 160


@cache
def _compiled() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the figures and the times, each as one expression."""
    table = rules("findings/figures")
    figure = "|".join(f"(?:{e['find']})" for e in table["figure"])
    time = "|".join(f"(?:{e['find']})" for e in table["time"])
    return re.compile(figure), re.compile(time)


@lru_cache(maxsize=64)
def figures_in(text: str, low: str) -> str:
    """Figures of a clause, as printed, in order, joined by semicolons.

    Parameters
    ----------
    text, low : str
        The clause as it stands, and in lower case of the same length.

    Examples
    --------
    >>> s = "Success was 70.3% against 60.8% (P = 0.01)"
    >>> figures_in(s, s.lower())
    '70.3% against 60.8% (P = 0.01)'
    """
    if not _DIGIT.search(low):
        return ""
    found = [
        text[m.start() : m.end()].strip(" ,;")
        for m in _compiled()[0].finditer(low)
        if not text.startswith("or ", m.start())  # the word, not the odds ratio
    ]
    joined = ""
    for figure in found:
        longer = f"{joined}; {figure}" if joined else figure
        if len(longer) > _LONGEST:
            break
        joined = longer
    return joined


@lru_cache(maxsize=64)
def time_in(text: str, low: str) -> str:
    """First time of measurement that a clause names, as printed; empty where none.

    Examples
    --------
    >>> s = "At 27 weeks seven patients were pain free"
    >>> time_in(s, s.lower())
    'At 27 weeks'
    """
    hit = _compiled()[1].search(low)
    return text[hit.start() : hit.end()] if hit else ""
