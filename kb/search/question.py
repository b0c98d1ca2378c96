"""Reading a question: words, concepts, filters, conditions, and papers it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Any

from kb.errors import ConfigurationError
from kb.model import Category, FoundFilter, Mention, QuestionReading, SearchFilters
from kb.reading import Reader, Vocabulary
from kb.search import query_language
from kb.search.found_filters import Found, find_filters
from kb.search.query_language import Condition
from kb.search.stems import stems_of

_WORD = re.compile(r"\w+(?:[-/.'’]\w+)*")
_PMIDS = re.compile(
    r"^\s*(?:PMIDs?:?\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)?(\d{1,8}(?:[\s,;]+\d{5,8})*)/?\s*$",
    re.IGNORECASE,
)
_DOI = re.compile(r"^\s*(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)\s*$", re.I)
_LEFT_OUT = re.compile(
    r"\b(?:but\s+not|not|excluding|except(?:\s+for)?|other\s+than|rather\s+than\s+in)\s+"
    r"(?:(?:in|on|for|the|a|an|of|at)\s+)*$",
    re.IGNORECASE,
)
# "Who should not have a block?" asks about the block
_ASKS_OF_DENIAL = re.compile(
    r"\b(?:who|whom|which|when|why|what)\b.{0,60}\b(?:should|can|could|may|must|do|does) ?n[o']t\b",
    re.IGNORECASE,
)
_PREDICT = re.compile(r"\bpredict\w*", re.IGNORECASE)
_LATER = re.compile(r"\b(?:before|prior to|ahead of|preceding)\b", re.IGNORECASE)
_LONGEST = 1_000  # characters of a question that are read; the model itself reads fewer
_MOST_TERMS = 40

STOP_WORDS = frozenset(
    """
    a about above affect affects after again against all also am among an and any are as at
    be because been before being below between both but by can could did do does doing done
    down during each either else ever few for from further get gets give given gives had has
    have having he
    help helps her here him his how however i if in into is it its itself just let many may
    me might more most much must my need needs neither no nor not of off often on once one
    only or other our out over own per really same shall she should so some such than that
    the their them then there these they this those through to too under until up upon us
    use used using very was we well were what when where whether which while who whom whose
    why will with within without work works would you your
    """.split()  # noqa: SIM905 - easier to read and to keep in order than a list
)

_QUESTION_TYPES = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "epidemiology",
            r"prevalen|how (?:common|often|frequent)|\bfrequency|incidence|"
            r"what (?:share|proportion)",
        ),
        ("economic", r"\bcosts?\b|econom|\bQALY|utili[sz]ation|value for money"),
        (
            "safety",
            r"complication|\bsafe|adverse|bleed|\brisks?\b|h(?:a)?ematoma|infection|injur|"
            r"side.effect|intravascular|contraindicat|"
            r"\b(?:who|which patients?|when)\b.{0,40}\bshould(?: not|n't)\b",
        ),
        (
            "diagnostic",
            r"diagnos|accura|sensitivity|specificity|false.(?:positive|negative)|valid|reliab",
        ),
        ("prognostic", r"predict|prognos|selection|\bfactors?\b|responder"),
        ("anatomy", r"anatom|innervat|\bcourse of|cadaver|\barise"),
    )
)
"""Cues of what kind of answer is wanted; treatment, the most common kind, gets none."""


_REGIONS = tuple(
    (region, re.compile(pattern, re.IGNORECASE))
    for region, pattern in (
        ("cervical", r"cervical|cervico|\bneck\b|whiplash|\bC[1-7]\b"),
        ("thoracic", r"thoracic|\b(?:mid|upper)[- ]back\b"),
        ("lumbar", r"lumb|\blow(?:er)?[- ]back\b|\bL[1-5]\b"),
        ("sacral", r"sacral|sacroiliac"),
    )
)
"""How questions name the region of the spine."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes
    ----------
    terms : tuple of str
        Words to look for, in order, each once, lower case.
    weights : mapping of str to float
        Stems of these words, with weight 1.
    variants : tuple of str
        Stems of hyphenated words written as one ("intraarticular").
    synonyms : mapping of str to float
        Stems of the concepts' other names, that are no words of the question, each with weight 1.
    within_others : tuple of str
        Of the concepts, those that are only a part of a longer name, or come later.
    concept_groups : tuple of frozenset of str
        For each concept named: it and all narrower ones.
    broader : frozenset of str
        Concepts above those named.
    within : mapping of str to frozenset of str
        For each term that lies within a mention of a concept: the concepts, narrower ones included.
    coverage : float
        Share of the terms, 0 to 1, that lie within a mention of a concept.
    kinds : frozenset of str
        Types of question (:class:`kb.model.Question`) that it may be.
    regions : frozenset of str
        Regions of the spine that it names.
    spelled_out : str
        The question for the model: what an abbreviation stands for is added behind it.
    pmids, doi
        Papers that the question names and nothing else.
    conditions : tuple of Condition
        What every hit meets.
    free_words : bool
        Whether there are words beside the conditions.
    filters : SearchFilters
        The filters in force.
    """

    text: str
    terms: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    variants: tuple[str, ...] = ()
    synonyms: Mapping[str, float] = field(default_factory=dict)
    synonym_words: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    within_others: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_groups: tuple[frozenset[str], ...] = ()
    concept_groups: tuple[frozenset[str], ...] = ()
    broader: frozenset[str] = frozenset()
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)
    coverage: float = 0.0
    kinds: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    spelled_out: str = ""
    pmids: tuple[int, ...] = ()
    doi: str = ""
    conditions: tuple[Condition, ...] = ()
    free_words: bool = True
    filters: SearchFilters = field(default_factory=SearchFilters)
    found: tuple[FoundFilter, ...] = ()

    @property
    def names_papers(self) -> bool:
        """Whether the question is a PMID or a DOI and nothing else."""
        return bool(self.pmids or self.doi)

    def reading(self) -> QuestionReading:
        """The same as it is shown to a person."""
        narrower = {c for group in self.concept_groups for c in group} - set(self.concepts)
        return QuestionReading(
            question=self.text,
            terms=self.terms,
            concepts=self.concepts,
            expansions=tuple(sorted(narrower)),
            synonyms=self.synonym_words,
            filters=self.filters,
            found=self.found,
            negations=(*self.denied, *self.excluded),
            excluded=self.excluded,
            demanded=tuple(map(str, self.conditions)),
            kinds=tuple(sorted(self.kinds)),
            regions=tuple(sorted(self.regions)),
            within=self.within_others,
        )


@cache
def stop_stems() -> frozenset[str]:
    """Stems of the stop words."""
    return frozenset(stem for word in STOP_WORDS for stem in stems_of(word))


def read_question(
    text: str,
    reader: Reader,
    filters: SearchFilters | None = None,
    ignore: Collection[str] = (),
    *,
    as_words: bool = False,
) -> Question:
    """Take a question apart; nothing in it can be malformed.

    Parameters
    ----------
    filters : SearchFilters, optional
        Those given beside the question: they overrule what the question says.
    ignore : collection of str
        Fields of filters that are not to be taken from the question.
    as_words : bool
        Whether a number that looks like a PMID is to be read as a word.

    Raises
    ------
    ConfigurationError
        `ignore` names no filter.
    """
    given = filters or SearchFilters()
    _check_ignored(ignore)
    question = " ".join(text.split())
    if len(question) > _LONGEST:
        question = question[:_LONGEST].rpartition(" ")[0] or question[:_LONGEST]
    if not as_words and (named := _PMIDS.match(question)):
        pmids = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", named[1])))
        return Question(question, pmids=pmids, filters=given)
    if not as_words and (doi := _DOI.match(question)):
        return Question(question, doi=doi[1].rstrip(".,;"), filters=given)
    query = query_language.parse(question)
    applied, shown, taken = _filters_in(query.plain, given, ignore)
    plain = _without(query.plain, taken)
    return replace(
        _words_and_concepts(plain, reader),
        text=question,
        conditions=query.conditions,
        free_words=query.has_free_words,
        filters=applied,
        found=shown,
    )


def _words_and_concepts(plain: str, reader: Reader) -> Question:
    """Words, concepts and what follows from them."""
    vocabulary = reader.vocabulary
    mentions = reader.link(plain)
    left_out = [m for m in mentions if _LEFT_OUT.search(plain[: m.start])]
    kept = [m for m in mentions if m not in left_out]
    words = [
        (m.start(), m.group().lower())
        for m in _WORD.finditer(plain)
        if not any(o.start <= m.start() < o.end for o in left_out)
    ]
    chosen = [(at, word) for at, word in words if word not in STOP_WORDS] or words
    terms = tuple(dict.fromkeys(word for _, word in chosen))[:_MOST_TERMS]
    weights = {stem: 1.0 for term in terms for stem in stems_of(term)}
    asks_of_denial = _ASKS_OF_DENIAL.search(plain)
    affirmed = [m for m in kept if asks_of_denial or not m.negated]
    concepts = tuple(dict.fromkeys(m.concept_id for m in affirmed))
    excluded = tuple(dict.fromkeys(m.concept_id for m in left_out))
    asked = " ".join(word for _, word in words)
    within = {
        word: frozenset[str]().union(*(vocabulary.with_narrower([c]) for c in named))
        for at, word in chosen
        if (named := [m.concept_id for m in affirmed if m.start <= at < m.end])
    }
    covered = sum(any(m.start <= at < m.end for m in affirmed) for at, _ in chosen)
    synonyms = _synonyms(concepts, vocabulary, weights)
    groups = tuple(vocabulary.with_narrower([c]) for c in concepts)
    above = frozenset[str]().union(*(vocabulary.ancestors(c) for c in concepts))
    return Question(
        text=plain,
        terms=terms,
        weights=weights,
        variants=tuple(
            stem for term in terms if "-" in term for stem in stems_of(term.replace("-", ""))
        ),
        synonyms=dict.fromkeys(synonyms, 1.0),
        synonym_words=tuple(dict.fromkeys(synonyms.values())),
        concepts=concepts,
        within_others=_within_others(plain, affirmed, concepts, vocabulary),
        denied=tuple(dict.fromkeys(m.concept_id for m in kept if m not in affirmed)),
        excluded=excluded,
        excluded_groups=tuple(vocabulary.with_narrower([c]) for c in excluded),
        concept_groups=groups,
        broader=above - set(concepts),
        within=within,
        coverage=covered / len(chosen) if chosen else 0.0,
        kinds=frozenset(kind for kind, cue in _QUESTION_TYPES if cue.search(plain)),
        regions=frozenset(region for region, cue in _REGIONS if cue.search(asked)),
        spelled_out=_spelled_out(plain, mentions, reader),
    )


def _filters_in(
    text: str, given: SearchFilters, ignore: Collection[str]
) -> tuple[SearchFilters, tuple[FoundFilter, ...], list[Found]]:
    """The filters in force, those found as they are shown, and those whose words are used up."""
    shown, taken = [], []
    values: dict[str, Any] = {}
    for found in find_filters(text):
        given_value = getattr(given, found.name)
        active = found.name not in ignore and given_value in (None, ())
        shown.append(FoundFilter(found.name, found.shown, text[found.start : found.end], active))
        if active:
            values[found.name] = found.value
            taken.append(found)
        elif found.name not in ignore or found.name != "study_design":
            # said twice, by question and filter; or a year or a number, which is no word to look
            # for even where it is not to be a filter
            taken.append(found)
    changed = replace(given, **values)
    try:
        SearchFilters.of({"year_from": changed.year_from, "year_to": changed.year_to})
    except ConfigurationError:
        # the years of question and filter leave nothing: the filter that was given counts
        return given, tuple(replace(f, active=False) for f in shown), []
    return changed, tuple(shown), taken


def _without(text: str, taken: Sequence[Found]) -> str:
    """The question without the words that became filters; as it is where nothing else is left."""
    rest = list(text)
    for found in taken:
        rest[found.start : found.end] = " " * (found.end - found.start)
    left = " ".join("".join(rest).split())
    return left if _WORD.search(left) else text


def _within_others(
    text: str, mentions: Sequence[Mention], concepts: Sequence[str], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Concepts that the text names only as part of a longer name, as a predictor, or as later.

    Of "does opioid use predict failure?" opioid use is no outcome. What comes later is left out
    only where two things stand before it: "a block or an injection
    before denervation" compares the first two.
    """
    whole = [
        m
        for m in mentions
        if not any(
            o.start <= m.start and m.end <= o.end and o.end - o.start > m.end - m.start
            for o in mentions
        )
    ]
    later = _LATER.search(text)
    if later and len({m.concept_id for m in whole if m.end <= later.start()}) > 1:
        whole = [m for m in whole if m.end <= later.start()]
    predict = _PREDICT.search(text)
    named = {
        m.concept_id
        for m in whole
        if predict is None
        or m.end > predict.start()
        or vocabulary.concepts[m.concept_id].category is not Category.OUTCOME
    }
    return tuple(c for c in concepts if c not in named)


def _synonyms(
    concepts: Sequence[str], vocabulary: Vocabulary, own: Collection[str]
) -> dict[str, str]:
    """Stems of the words of the concepts' names that the question does not use, and the words."""
    found: dict[str, str] = {}
    for concept in concepts:
        for stem, word in _label_stems(concept, vocabulary):
            if stem not in own:
                found.setdefault(stem, word)
    return found


@lru_cache(maxsize=2_000)
def _label_stems(concept: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Stems of a concept's names with a word for each, in the order of the names."""
    named = vocabulary.concepts[concept]
    found: dict[str, str] = {}
    forms = (abbreviation.form for abbreviation in named.abbreviations)
    for label in (named.pref_label, *named.alt_labels, *forms):
        for word in _WORD.findall(label.lower()):
            if word not in STOP_WORDS:
                for stem in stems_of(word):
                    if len(stem) > 1:
                        found.setdefault(stem, word)
    return tuple(found.items())


def _spelled_out(question: str, mentions: Sequence[Mention], reader: Reader) -> str:
    """The question with the preferred label behind each abbreviation of a concept."""
    text = question.rstrip(" ?")  # the model would give the same words with "?" another vector
    for mention in sorted(mentions, key=lambda m: m.start, reverse=True):
        concept = reader.vocabulary.concepts[mention.concept_id]
        if mention.text in {a.form for a in concept.abbreviations}:
            text = f"{text[: mention.end]} ({concept.pref_label}){text[mention.end :]}"
    return text


def _check_ignored(ignore: Collection[str]) -> None:
    """Refuse to ignore what is no filter."""
    known = sorted(f.name for f in fields(SearchFilters))
    for name in ignore:
        if name not in known:
            raise ConfigurationError(
                f"There is no search filter {name!r} to ignore; there are {', '.join(known)}."
            )
