"""How many were enrolled, or how many studies a review includes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import log10
from typing import NamedTuple

from kb.model import Article, Quote, SampleSize, StudyDesign
from kb.reading.arms import read_arms
from kb.reading.counts import Count, Kind, read_counts
from kb.reading.data import rules
from kb.reading.headings import Part, part_of
from kb.reading.numbers import Number
from kb.reading.patterns import Place

# Words before and after a count that may tell what it is.
_BEFORE, _AFTER = 110, 220
# Of two counts that are equally likely the earlier one; a point for each of so many characters.
_LATER = 2500
_MOST_BARE = 100_000
_N_SIGN = re.compile(r"\bn ?[=:] ?\d")
_YEARS = (1950, 2040)
_BARE = {Kind.PAPERS: "bare_papers", Kind.UNSAID: "bare"}
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
    """A count that may be the sample, with what speaks for it."""

    weight: float
    value: int
    unit: str
    section: int
    start: int
    end: int
    is_sum: bool = False


def read_sample_size(
    article: Article,
    texts: Sequence[Place],
    sentences: Sequence[Sequence[tuple[int, int]]],
    numbers: Sequence[Sequence[Number]],
    design: str,
) -> SampleSize | None:
    """Number enrolled or randomised, else analysed; of a review the number of studies.

    Parameters
    ----------
    article : Article
    texts : sequence of Place
        Its title and sections.
    sentences, numbers : sequences
        Sentences and numbers of each of the texts.
    design : str
        A :class:`~kb.model.StudyDesign`.

    Returns
    -------
    SampleSize or None
        None where the text does not say, or where nothing speaks for one of the counts.
    """
    if design in _NO_SAMPLE:
        return None
    table = rules("sample_size")
    found = list(_candidates(article, texts, sentences, numbers, design))
    best = max(found, key=lambda c: c.weight, default=None)
    if best is None or best.weight < table["enough"]:
        return _single_case(texts) if design == StudyDesign.CASE_REPORT.value else None
    return SampleSize(best.value, best.unit, _quote(texts, best.section, best.start, best.end))


def _quote(texts: Sequence[Place], section: int, start: int, end: int) -> Quote:
    """Words at a place; texts begin with the title, which is section -1."""
    return Quote(section, start, end, texts[section + 1].text[start:end])


def _single_case(texts: Sequence[Place]) -> SampleSize | None:
    """Read the one patient of a case report."""
    for place in [*texts[1:], *texts[:1]]:
        m = _case().search(place.low)
        if m:
            return SampleSize(1, "patients", _quote(texts, place.section, *m.span()))
    return None


def _candidates(
    article: Article,
    texts: Sequence[Place],
    sentences: Sequence[Sequence[tuple[int, int]]],
    numbers: Sequence[Sequence[Number]],
    design: str,
) -> Iterator[Candidate]:
    """Every count of the record, and every sum over arms, weighed."""
    is_review = design in _REVIEWS
    told = []
    for place, cut, values in zip(texts, sentences, numbers, strict=True):
        if not values:
            continue
        part = part_of(article, place.section)
        counts = [*read_counts(place.low, values), *_bare(place.low, values, is_review)]
        for count, sentence in _with_sentence(sorted(counts), cut):
            weighed = _weigh_paper if is_review else _weigh
            if is_review is (count.kind is Kind.PAPERS) and (
                is_review or count.value > 1 or count.unit == "cadavers"
            ):
                weight = weighed(place.low, count, sentence, part)
                told.append(
                    Candidate(
                        weight - count.start / _LATER,
                        count.value,
                        count.unit,
                        place.section,
                        count.start,
                        count.end,
                    )
                )
        if not is_review:
            for arms in read_arms(place.low, cut, values):
                weight = arms.weight + rules("sample_size")["parts"][part.value]
                told.append(
                    Candidate(
                        weight - arms.start / _LATER,
                        arms.value,
                        arms.unit,
                        place.section,
                        arms.start,
                        arms.end,
                        is_sum=True,
                    )
                )
    if not is_review:
        parts = rules("sample_size")["parts"]
        for weight, i, n in _bracketed(texts, numbers):
            section = texts[i].section
            total = weight + parts[part_of(article, section).value] - n.start / _LATER
            told.append(Candidate(total, int(n.value), "patients", section, n.start, n.end))
    yield from _agreeing(told)


def _agreeing(told: Sequence[Candidate]) -> Iterator[Candidate]:
    """Counts, heavier where a sum over arms comes to the same."""
    sums = {c.value for c in told if c.is_sum}
    plain = {c.value for c in told if not c.is_sum}
    bonus = rules("sample_size")["agrees"]
    for c in told:
        agrees = c.value in (plain if c.is_sum else sums)
        # a sum that is also stated as a whole is quoted where it is stated
        yield c._replace(weight=c.weight + bonus) if agrees and not c.is_sum else c


def _bare(low: str, numbers: Sequence[Number], is_review: bool) -> Iterator[Count]:
    """Numbers whose noun is left out, told by what follows: "51 enrolled", "nine were eligible"."""
    kind = Kind.PAPERS if is_review else Kind.UNSAID
    for n in numbers:
        if isinstance(n.value, int) and 0 < n.value < _MOST_BARE and not _is_year(n):
            behind = low[n.end : n.end + 60]
            for row, find in _compiled_rows("bare_papers" if is_review else "bare"):
                if find.match(behind):
                    yield Count(n.start, n.end, n.end, n.value, row, kind, "")


def _bracketed(
    texts: Sequence[Place], numbers: Sequence[Sequence[Number]]
) -> Iterator[tuple[float, int, Number]]:
    """Numbers after "n =": those right after a noun of people, and one that is the only one."""
    (after_noun, find), weight_alone = _noun_before_n()
    stated = [
        (i, n)
        for i, place in enumerate(texts)
        if _N_SIGN.search(place.low)
        for n in numbers[i]
        if isinstance(n.value, int)
        and 1 < n.value < _MOST_BARE
        and _N_SIGN.search(place.low, max(0, n.start - 6), n.start + 1)
    ]
    for i, n in stated:
        if find.search(texts[i].low[max(0, n.start - 40) : n.start]):
            yield after_noun, i, n
        elif len(stated) == 1:
            yield weight_alone, i, n


def _is_year(n: Number) -> bool:
    """Whether a number reads as a year."""
    return _YEARS[0] <= n.value <= _YEARS[1] and n.end - n.start == len("2015")


def _with_sentence(
    counts: Sequence[Count], cut: Sequence[tuple[int, int]]
) -> Iterator[tuple[Count, tuple[int, int]]]:
    """Counts, each with the sentence it begins in."""
    at = 0
    for count in counts:
        while at + 1 < len(cut) and cut[at][1] <= count.start:
            at += 1
        yield count, cut[at]


def _weigh(low: str, count: Count, sentence: tuple[int, int], part: Part) -> float:
    """What speaks for a count of people or things."""
    table = rules("sample_size")
    kind: float = table["kinds"][count.kind.value]
    place: float = table["parts"][part.value]
    size: float = table["for_size"] * log10(count.value)
    # one sex is a part of the sample, as a rule
    part_only: float = table["one_sex"] if count.noun in _SEXES else 0.0
    if "%" in low[count.number_end : count.end]:
        part_only += table["share"]
    return kind + place + size + part_only + _cues("before", "after", low, count, sentence)


def _weigh_paper(low: str, count: Count, sentence: tuple[int, int], part: Part) -> float:
    """What speaks for a count of papers of a review."""
    place: float = rules("sample_size")["parts"][part.value]
    return place + _cues("papers_before", "papers_after", low, count, sentence)


def _cues(before: str, after: str, low: str, count: Count, sentence: tuple[int, int]) -> float:
    """Sum of the weights of the cues around a count."""
    if count.noun == "":
        bare: float = sum(row["weight"] for row in rules("sample_size")[_BARE[count.kind]])
        return bare
    start, end = sentence
    ahead = low[max(start, count.start - _BEFORE) : count.start]
    behind = low[count.end : min(max(end, count.end), count.end + _AFTER)]
    said = [weight for weight, find in _compiled(before) if find.search(ahead)]
    said += [weight for weight, find in _compiled(after) if find.match(behind)]
    return sum(said)


@cache
def _compiled(name: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """Compile the cues of one list."""
    return tuple((row["weight"], re.compile(row["find"])) for row in rules("sample_size")[name])


@cache
def _compiled_rows(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compile what follows bare numbers, with the unit."""
    return tuple((row["unit"], re.compile(row["find"])) for row in rules("sample_size")[name])


@cache
def _noun_before_n() -> tuple[tuple[float, re.Pattern[str]], float]:
    """Compile what stands before "(n = 60)", with the weights of both kinds."""
    table = rules("sample_size")
    row = table["n_after_noun"][0]
    return (row["weight"], re.compile(row["noun"])), table["n_alone"][0]["weight"]


@cache
def _case() -> re.Pattern[str]:
    """Words for the one patient of a case report."""
    return re.compile(rules("sample_size")["one_case"])
