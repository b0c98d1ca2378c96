"""What each sentence of an abstract does: background, aim, methods, results or conclusion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kb.model import AbstractSection, Article, SentenceRole
from kb.reading.data import rules
from kb.reading.sentence_guess import guess_roles

_FUTURE = re.compile(
    r"\b(?:will|shall) (?:be|have|receive|undergo|compare|evaluate|assess|include|help|allow)\b"
    r"|\b(?:purpose|aim|objective|goal)s? (?:of (?:this|the|our) "
    r"(?!(?:\w+ ){0,2}(?:review|article|paper|chapter)\b)(?:\w+ ){0,2})?(?:study|trial"
    r"|project|"
    r"protocol)? ?is\b|\bhypothesi[sz]e that\b|\binvestigators? (?:want|plan|intend|hypothesi[sz]e)"
    r"|\b(?:study|trial|purpose of study) (?:investigates?|aims|is designed)\b"
)
_REPORTED = re.compile(r"\bp ?[<>=≤≥] ?0?\.\d|\bwe (?:found|conclude|observed)\b")
# What holds of the illness at large, where the study itself has not begun yet.
_AT_LARGE = re.compile(r"\b(?:is|are|has|have|affects?|accounts?|causes?)\b")
_OWN_RESULT = re.compile(r"\b(?:was|were|had|we|our)\b|\bp ?[<>=≤≥]")
# A text with this many promises and no section of results is a plan, not a report.
_PROMISES = 2
# Characters of a sentence that tell what it does.
_ENOUGH = 1000


Role = SentenceRole
_NOT_BEGUN = frozenset({Role.AIM, Role.BACKGROUND, Role.OTHER})
_FOUND = frozenset({Role.RESULTS, Role.CONCLUSION})


class Sentence(NamedTuple):
    """One sentence, in place and in lower case, with what it does and who says so.

    Attributes
    ----------
    source : str
        "category", "label" or "words".
    order : int
        Its place among the sentences of the record.
    """

    section: int
    start: int
    end: int
    low: str
    role: Role
    source: str
    order: int


class _Rules(NamedTuple):
    """Compiled expressions."""

    category: dict[str, str]
    labels: tuple[tuple[re.Pattern[str], str], ...]
    words: dict[str, re.Pattern[str]]


def assign_roles(
    article: Article, cut: Sequence[tuple[int, Sequence[tuple[int, int]]]], low: Sequence[str]
) -> list[Sentence]:
    """Say what each sentence of a record's sections does.

    Parameters
    ----------
    article : Article
        The record.
    cut : sequence of (int, sequence of (int, int))
        Index of each section, and the offsets of its sentences.
    low : sequence of str
        The texts of these sections in lower case of the same length.

    Returns
    -------
    list of Sentence
        In order; the title is not among them.
    """
    found: list[Sentence] = []
    given = [section_role(article.sections[section]) for section, _ in cut]
    # "OBJECT, METHODS, CONCLUSIONS": what was found stands among the methods
    no_results = not any(role == "results" for role, _ in given)
    for (section, spans), text, (role, source) in zip(cut, low, given, strict=True):
        if role and role != "mixed" and not (no_results and role == "methods"):
            found += [
                Sentence(section, a, b, text[a:b], _unless_never(Role(role), text[a:b]), source, 0)
                for a, b in spans
            ]
        else:
            found += _by_words(section, spans, text)
    if _is_plan(found, low):
        found = [s._replace(role=Role.METHODS) for s in found]
    return [s._replace(order=i) for i, s in enumerate(found)]


@cache
def section_role(section: AbstractSection) -> tuple[str, str]:
    """Role of a section by NLM's category, else by its label; empty or "mixed" where none says.

    Returns
    -------
    (str, str)
        The role, and which of the two gave it.
    """
    table = _rules()
    role = table.category.get(section.nlm_category.upper(), "")
    if role:
        return role, "category"
    label = section.label.strip(" :[]").lower()
    for find, named in table.labels:
        if label and find.search(label):
            return named, "label"
    return "", "words"


def aims(low: str) -> bool:
    """Whether a sentence, in lower case, says what the study is for.

    Examples
    --------
    >>> aims("the aim of this study was to compare two blocks."), aims("facet pain is common.")
    (True, False)
    """
    return _rules().words["aim"].search(low, 0, _ENOUGH) is not None


def _unless_never(role: Role, low: str) -> Role:
    """Role by section, unless the sentence speaks of missing or future studies."""
    if role in (Role.RESULTS, Role.CONCLUSION) and _rules().words["never"].search(low, 0, _ENOUGH):
        return Role.OTHER
    return role


def _by_words(section: int, spans: Sequence[tuple[int, int]], text: str) -> list[Sentence]:
    """Roles of the sentences of a section that no label names, from their words and order."""
    words = _rules().words
    lows = [text[a : min(b, a + _ENOUGH)] for a, b in spans]
    # what an abstract is for stands in its first half
    aims = [i for i, low in enumerate(lows[: len(lows) // 2 + 1]) if words["aim"].search(low)]
    begins = max(aims, default=-1)
    said: list[Role] = []
    for i, low in enumerate(lows):
        if words["never"].search(low):
            role = Role.OTHER
        elif i <= begins:
            role = Role.AIM if i in aims else Role.BACKGROUND
            if i == 0 and i in aims and words["conclusion"].search(low) and len(lows) < 2:
                role = Role.RESULTS
        elif i in aims:
            role = Role.AIM
        else:
            role = _of_body(low, said[-1] if said else Role.BACKGROUND, words)
            if role is Role.RESULTS and aims and _NOT_BEGUN.issuperset(said):
                role = _unless_at_large(low, lows[i + 1 :], words)
        said.append(role)
    said = _filled(said, lows, words)
    return [
        Sentence(section, a, b, text[a:b], role, "words", 0)
        for (a, b), role in zip(spans, said, strict=True)
    ]


def _filled(
    said: Sequence[Role], lows: Sequence[str], words: dict[str, re.Pattern[str]]
) -> list[Role]:
    """Roles with those left open filled in by the trained guess, where it sees a result.

    Of findings annotated in abstracts without headings one in six stood in such sentences.
    """
    if Role.OTHER not in said:
        return list(said)
    return [
        guess if role is Role.OTHER and guess in _FOUND and not words["never"].search(low) else role
        for role, guess, low in zip(said, guess_roles(lows), lows, strict=True)
    ]


def _unless_at_large(low: str, behind: Sequence[str], words: dict[str, re.Pattern[str]]) -> Role:
    """Results, or what was known already: "it is the source in 15 to 45%" ahead of the methods."""
    is_known = _AT_LARGE.search(low) and not _OWN_RESULT.search(low)
    if is_known and any(words["methods"].search(later) for later in behind):
        return Role.BACKGROUND
    return Role.RESULTS


def _of_body(low: str, before: Role, words: dict[str, re.Pattern[str]]) -> Role:
    """Role of a sentence behind the aim, given that of the sentence before it."""
    figures = bool(words["figures"].search(low))
    if not figures:
        if words["conclusion"].search(low):
            return Role.CONCLUSION
        if before not in (Role.RESULTS, Role.CONCLUSION) and words["methods"].search(low):
            return Role.METHODS
    if figures or words["results"].search(low):
        return Role.RESULTS
    if words["methods"].search(low):
        return Role.METHODS
    return Role.CONCLUSION if before is Role.CONCLUSION else Role.OTHER


def _is_plan(sentences: Sequence[Sentence], texts: Sequence[str]) -> bool:
    """Whether the record announces a study: many promises and no section of results."""
    if any(s.role is Role.RESULTS and s.source != "words" for s in sentences):
        return False
    promises = sum(len(_FUTURE.findall(text)) for text in texts)
    if promises >= _PROMISES:
        return True
    return promises > 0 and not any(_REPORTED.search(text) for text in texts)


@cache
def _rules() -> _Rules:
    """Compile the expressions."""
    table = rules("findings/roles")
    words = {
        role: re.compile("|".join(f"(?:{entry['find']})" for entry in entries))
        for role, entries in table["words"].items()
    }
    # significance, intervals and shares: what only a result has
    words["figures"] = re.compile(r"\bp ?[<>=≤≥]|95 ?% ?(?:ci|confidence)|\bsignifican|\d ?%")
    return _Rules(
        category=table["category"],
        labels=tuple((re.compile(e["find"]), e["role"]) for e in table["label"]),
        words=words,
    )
