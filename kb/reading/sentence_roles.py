"""What each sentence of a record does, and which of category, label and words says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.model import TITLE, AbstractSection, Article, RoleSource, SentenceRole
from kb.reading.data import rules
from kb.reading.findings.roles import aims, section_role
from kb.reading.patterns import Place
from kb.reading.sentence_guess import guess_roles

SaidRole = tuple[SentenceRole, RoleSource]
"""What a sentence does, and what that was read from."""

_SOURCES = {"category": RoleSource.CATEGORY, "label": RoleSource.LABEL}
# A heading that stands in the text: "RESULTS: …", "Materials and methods. …" is too unsure.
_HEADING = re.compile(r"[A-Z][A-Za-z]+(?:[ ,/&]+[A-Za-z]+){0,4} ?(?=: ?\S)")
# Characters of a sentence that tell what it does.
_ENOUGH = 1000


def sentence_roles(
    article: Article, texts: Sequence[Place], cut: Sequence[Sequence[tuple[int, int]]]
) -> list[list[SaidRole]]:
    """Say what each sentence of a record does: by NLM's category, else the label, else its words.

    Parameters
    ----------
    article : Article
        The record.
    texts : sequence of Place
        Its title and sections.
    cut : sequence of sequence of (int, int)
        The sentences of each.

    Returns
    -------
    list of list of (SentenceRole, RoleSource)
        In the order of `cut`. Where an abstract without sections carries headings in its text,
        they count as labels. A study that speaks of itself within the background tells its aim,
        read from its words.
    """
    return [
        _title(spans) if place.section == TITLE else _section(article, place, spans)
        for place, spans in zip(texts, cut, strict=True)
    ]


def _title(spans: Sequence[tuple[int, int]]) -> list[SaidRole]:
    """Roles of a title's sentences."""
    return [(SentenceRole.TITLE, RoleSource.TITLE)] * len(spans)


def _section(article: Article, place: Place, spans: Sequence[tuple[int, int]]) -> list[SaidRole]:
    """Roles of a section's sentences."""
    named, by = section_role(article.sections[place.section])
    sentences = [place.low[a:b] for a, b in spans]
    if named and named != "mixed":
        said = [(SentenceRole(named), _SOURCES[by])] * len(spans)
    else:
        said = _without_label(place, spans, sentences)
    own = _cues()["own"]
    return [
        (SentenceRole.AIM, RoleSource.WORDS)
        if role is SentenceRole.BACKGROUND and (aims(low) or own.search(low, 0, _ENOUGH))
        else (role, source)
        for (role, source), low in zip(said, sentences, strict=True)
    ]


def _without_label(
    place: Place, spans: Sequence[tuple[int, int]], sentences: Sequence[str]
) -> list[SaidRole]:
    """Roles where no heading of the record says: headings in the text, then the words."""
    planned = _cues()["planned"]
    said: list[SaidRole] = []
    under: SaidRole | None = None
    for (a, b), low, guess in zip(spans, sentences, guess_roles(sentences), strict=True):
        heading = _HEADING.match(place.text, a, b)
        if heading:
            under = _under(heading.group()) or under
        if under is not None:
            said.append(under)
        elif planned.search(low, 0, _ENOUGH):
            said.append((SentenceRole.METHODS, RoleSource.WORDS))
        else:
            said.append((guess, RoleSource.WORDS))
    return said


def _under(heading: str) -> SaidRole | None:
    """Role that a heading in the text gives, if it is one."""
    named, _ = section_role(AbstractSection(heading.strip(), ""))
    if not named or named == "mixed":
        return None
    return SentenceRole(named), RoleSource.LABEL


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """Compile the cues, one expression a kind."""
    return {
        name: re.compile("|".join(f"(?:{entry['find']})" for entry in entries))
        for name, entries in rules("sentence_roles").items()
    }
