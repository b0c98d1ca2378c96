"""How many were enrolled, or how many studies a review includes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import log10
from typing import Any, NamedTuple

from kb.model import SampleSize, StudyDesign
from kb.reading.arms import read_arms
from kb.reading.counts import Count, Kind, read_counts
from kb.reading.data import cues, expression, rules
from kb.reading.numbers import Number
from kb.reading.pieces import Piece, around, with_sentences

# Words before and after a count that may tell what it is.
_REACH = (110, 220)
# Of two counts that are equally likely the earlier one; a point for each of so many characters.
_LATER = 2500
_MOST_BARE = 100_000
_N_SIGN = re.compile(r"\bn ?[=:] ?\d")
_OUT_OF = re.compile(r"\bof (?:the )?[\d,]+ [^.;,]{3,80}(?:,| and) (?:only |just )?\Z")
# Sums whose parts, each by itself, look like the whole.
_OF_PARTS = frozenset({"pair", "done", "several", "labelled"})
_YEARS = (1950, 2040)
_BARE_REACH = 110
# No report of cases holds more; what is counted beside one patient are others, reported before.
_MOST_CASES = 10
# As far before "(n = 60)" stands what it counts.
_N_REACH = 60
_SEXES = frozenset({"men", "women", "males", "females", "boys", "girls"})
_REVIEWS = frozenset(
    {
        StudyDesign.SYSTEMATIC_REVIEW.value,
        StudyDesign.META_ANALYSIS.value,
        StudyDesign.SCOPING_REVIEW.value,
    }
)
_NO_SAMPLE = frozenset(
    {
        StudyDesign.NARRATIVE_REVIEW.value,
        StudyDesign.GUIDELINE.value,
        StudyDesign.LETTER.value,
        StudyDesign.ERRATUM.value,
        StudyDesign.RETRACTION_NOTICE.value,
    }
)


class Candidate(NamedTuple):
    """A count that may be the sample, with what speaks for it and the rule that found it."""

    weight: float
    value: int
    unit: str
    piece: Piece
    start: int
    end: int
    rule: str
    is_sum: bool = False


def read_sample_size(pieces: Sequence[Piece], design: str) -> SampleSize | None:
    """Number enrolled or randomised, else analysed; of a review the number of studies.

    Parameters
    ----------
    pieces : sequence of Piece
        Title and sections of a record.
    design : str
        A :class:`~kb.model.StudyDesign`.

    Returns
    -------
    SampleSize or None
        None where the text does not say, or where nothing speaks for one of the counts.
    """
    if design in _NO_SAMPLE:
        return None
    found = tuple(_agreeing(tuple(_candidates(pieces, is_review=design in _REVIEWS))))
    best = max(found, key=lambda c: c.weight, default=None)
    if best is None or best.weight < rules("sample_size")["enough"]:
        return _single_case(pieces) if design == StudyDesign.CASE_REPORT.value else None
    if design == StudyDesign.CASE_REPORT.value and best.value > _MOST_CASES:
        one = _single_case(pieces)
        if one is not None:
            return one
    others = (c.weight for c in found if c.value != best.value)
    is_close = best.weight - max(others, default=0.0) < rules("sample_size")["close"]
    rule = f"{best.rule}-close" if is_close else best.rule
    return SampleSize(best.value, best.unit, best.piece.quote(best.start, best.end), rule=rule)


def _single_case(pieces: Sequence[Piece]) -> SampleSize | None:
    """Read the one patient of a case report."""
    for piece in [*pieces[1:], *pieces[:1]]:
        m = expression("sample_size", "one_case").search(piece.place.low)
        if m:
            return SampleSize(1, "patients", piece.quote(*m.span()), rule="one-case")
    return None


def _candidates(pieces: Sequence[Piece], *, is_review: bool) -> Iterator[Candidate]:
    """Every count of the record, and every sum over arms, weighed."""
    for piece in pieces:
        if piece.numbers:
            yield from _counted(piece, is_review=is_review)
            yield from _bare(piece, is_review=is_review)
            if not is_review:
                yield from _summed(piece)
    if not is_review:
        yield from _bracketed(pieces)


def _told(
    weight: float, value: float, unit: str, piece: Piece, start: int, end: int, rule: str
) -> Candidate:
    """A candidate, lighter the later it stands."""
    place: float = rules("sample_size")["parts"][piece.part.value]
    total = weight + place - start / _LATER
    return Candidate(total, int(value), unit, piece, start, end, rule)


def _counted(piece: Piece, *, is_review: bool) -> Iterator[Candidate]:
    """Counts of what a sample can be: papers of a review, else people, bodies and things."""
    low, table = piece.place.low, rules("sample_size")
    before: tuple[Count, float] | None = None
    for count, sentence in with_sentences(read_counts(low, piece.numbers), piece.sentences):
        is_one = count.value == 1 and count.unit != "cadavers"
        if (count.kind is Kind.PAPERS) is is_review and (is_review or not is_one):
            weight = _cues(low, count, sentence) + (0.0 if is_review else _by_kind(low, count))
            unit, rule = count.unit, count.kind.value
            if count.noun in table["hit_nouns"]:
                weight += table["hits"]
            yield _told(weight, count.value, unit, piece, count.start, count.end, rule)
            if is_review and before and low[before[0].end : count.start].strip(" ,") == "and":
                both = max(weight, before[1]) + table["papers_joined"]
                total = before[0].value + count.value
                start, end = before[0].start, count.end
                yield _told(both, total, unit, piece, start, end, "papers-joined")
            before = count, weight


def _summed(piece: Piece) -> Iterator[Candidate]:
    """Sums over parts."""
    for arms in read_arms(piece.place.low, piece.sentences, piece.numbers):
        weight = rules("arms")["weights"][arms.rule]
        told = _told(weight, arms.value, "patients", piece, arms.start, arms.end, arms.rule)
        yield told._replace(is_sum=True)


def _agreeing(told: Sequence[Candidate]) -> Iterator[Candidate]:
    """Counts, heavier where a sum over arms comes to the same, lighter where they are its part."""
    sums = {c.value for c in told if c.is_sum and not c.rule.endswith("finished")}
    wholes = [(c.piece.place.section, c.start, c.end) for c in told if c.rule in _OF_PARTS]
    table = rules("sample_size")
    for c in told:
        if c.is_sum:
            yield c
        elif c.value in sums:
            # a sum that is also stated as a whole is quoted where it is stated
            yield c._replace(weight=c.weight + table["agrees"], rule=f"{c.rule}-agrees")
        elif any(c.piece.place.section == s and a <= c.start < b for s, a, b in wholes):
            yield c._replace(weight=c.weight + table["part_of_sum"])
        else:
            yield c


def _bare(piece: Piece, *, is_review: bool) -> Iterator[Candidate]:
    """Numbers whose noun is left out, told by what follows: "51 enrolled", "nine were eligible"."""
    low, table = piece.place.low, rules("sample_size")
    for n in piece.numbers:
        if isinstance(n.value, int) and 0 < n.value < _MOST_BARE and not _is_year(n):
            row = _bare_row(low, n, "bare_papers" if is_review else "bare")
            if row is not None:
                weight = row["weight"]
                if not is_review:
                    weight += table["for_size"] * log10(n.value)
                    weight += table["out_of"] if _OUT_OF.search(low, 0, n.start) else 0.0
                yield _told(weight, n.value, row["unit"], piece, n.start, n.end, "bare")


def _bare_row(low: str, n: Number, kind: str) -> dict[str, Any] | None:
    """Find the row of the file that tells what a bare number counts."""
    behind = low[n.end : n.end + _BARE_REACH]
    for row, find in _compiled_rows(kind):
        if find.match(behind):
            begin = low.rfind(". ", 0, n.start) + 1
            if "before" not in row or re.search(row["before"], low[begin : n.start]):
                return row
    return None


def _bracketed(pieces: Sequence[Piece]) -> Iterator[Candidate]:
    """Numbers after "n =": those right after a noun of people, and one that is the only one."""
    nouns, weight_alone = _noun_before_n()
    stated = [
        (piece, n)
        for piece in pieces
        if _N_SIGN.search(piece.place.low)
        for n in piece.numbers
        if isinstance(n.value, int)
        and 1 < n.value < _MOST_BARE
        and _N_SIGN.search(piece.place.low, max(0, n.start - 6), n.start + 1)
    ]
    for piece, n in stated:
        ahead = piece.place.low[max(0, n.start - _N_REACH) : n.start]
        after_noun = max((weight for weight, find in nouns if find.search(ahead)), default=None)
        if after_noun is not None:
            yield _told(after_noun, n.value, "patients", piece, n.start, n.end, "n-of-people")
        elif len(stated) == 1:
            yield _told(weight_alone, n.value, "patients", piece, n.start, n.end, "n-alone")


def _is_year(n: Number) -> bool:
    """Whether a number reads as a year."""
    return _YEARS[0] <= n.value <= _YEARS[1] and n.end - n.start == len("2015")


def _by_kind(low: str, count: Count) -> float:
    """What speaks for a count of people or things, whatever the words around it."""
    table = rules("sample_size")
    size = log10(min(count.value, table["most"]))
    weight: float = table["kinds"][count.kind.value] + table["for_size"] * size
    # one sex is a part of the sample, as a rule
    if count.noun in _SEXES:
        weight += table["one_sex"]
    if count.kind is Kind.THINGS and count.value < table["few"]:
        weight += table["few_things"]
    if "%" in low[count.number_end : count.end]:
        weight += table["share"]
    return weight


def _cues(low: str, count: Count, sentence: tuple[int, int]) -> float:
    """Sum of the weights of the cues around a count."""
    of = "papers_" if count.kind is Kind.PAPERS else ""
    ahead, behind = around(low, count.start, count.end, sentence, _REACH)
    said = [weight for weight, find in cues("sample_size", f"{of}before") if find.search(ahead)]
    said += [weight for weight, find in cues("sample_size", f"{of}after") if find.match(behind)]
    return sum(said)


@cache
def _compiled_rows(name: str) -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    """Compile what follows bare numbers, each with its row."""
    return tuple((row, re.compile(row["find"])) for row in rules("sample_size")[name])


@cache
def _noun_before_n() -> tuple[tuple[tuple[float, re.Pattern[str]], ...], float]:
    """Compile what stands before "(n = 60)", with the weights of both kinds."""
    table = rules("sample_size")
    nouns = tuple((row["weight"], re.compile(row["noun"])) for row in table["n_after_noun"])
    return nouns, table["n_alone"][0]["weight"]
