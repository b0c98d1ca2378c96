"""Reading a question: its words, its concepts, a PMID it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from kb.model import Mention, QuestionReading, SearchFilters
from kb.reading import Reader, Vocabulary

_WORD = re.compile(r"\w+(?:[-/.'’]\w+)*")
_PMID = re.compile(r"^\s*(?:PMID:?\s*)?(\d{1,8})\s*$", re.IGNORECASE)
_LONGEST = 1_000  # characters of a question that are read; the model itself reads fewer
_MOST_TERMS = 40

_STOP_WORDS = frozenset(
    """
    a about above after again against all also am among an and any are as at be because been
    before being below between both but by can could did do does doing done down during each
    either else ever few for from further get gets give given gives had has have having he
    help helps her here him his how however i if in into is it its itself just let many may
    me might more most much must my need needs neither no nor not of off often on once one
    only or other our out over own per really same shall she should so some such than that
    the their them then there these they this those through to too under until up upon us
    use used using very was we well were what when where whether which while who whom whose
    why will with within without work works would you your
    """.split()  # noqa: SIM905 - easier to read and to keep in order than a list
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes
    ----------
    terms : tuple of str
        Words to look for, in order, each once, lower case.
    concept_groups : tuple of frozenset of str
        For each concept named: it and all narrower ones.
    coverage : float
        Share of the terms, 0 to 1, that lie within a mention of a concept.
    spelled_out : str
        The question for the model: what an abbreviation stands for is added behind it.
    pmid : str
        The PMID, where the question is nothing but one.
    """

    text: str
    terms: tuple[str, ...]
    concepts: tuple[str, ...]
    negated: tuple[str, ...]
    concept_groups: tuple[frozenset[str], ...]
    coverage: float
    spelled_out: str
    pmid: str = ""

    def reading(self, filters: SearchFilters) -> QuestionReading:
        """The same as it is shown to a person."""
        narrower = {c for group in self.concept_groups for c in group} - set(self.concepts)
        return QuestionReading(
            question=self.text,
            terms=self.terms,
            concepts=self.concepts,
            expansions=tuple(sorted(narrower)),
            filters=filters,
            negations=self.negated,
        )


def read_question(text: str, reader: Reader) -> Question:
    """Take a question apart; nothing in it is syntax, so nothing can be malformed."""
    question = " ".join(text.split())
    if len(question) > _LONGEST:
        question = question[:_LONGEST].rpartition(" ")[0] or question[:_LONGEST]
    pmid = _PMID.match(question)
    mentions = reader.link(question)
    words = [(m.start(), m.group().lower()) for m in _WORD.finditer(question)]
    meaningful = [(at, word) for at, word in words if word not in _STOP_WORDS]
    chosen = [] if pmid else meaningful or words
    terms = tuple(dict.fromkeys(word for _, word in chosen))[:_MOST_TERMS]
    affirmed = [m for m in mentions if not m.negated]
    concepts = tuple(dict.fromkeys(m.concept_id for m in affirmed))
    covered = sum(_covers(affirmed, at) for at, _ in chosen)
    vocabulary = reader.vocabulary
    return Question(
        text=question,
        terms=terms,
        concepts=concepts,
        negated=tuple(dict.fromkeys(m.concept_id for m in mentions if m.negated)),
        concept_groups=tuple(frozenset({c}) | vocabulary.descendants(c) for c in concepts),
        coverage=covered / len(chosen) if chosen else 0.0,
        spelled_out=_spelled_out(question, mentions, reader),
        pmid=pmid.group(1) if pmid else "",
    )


def suggest(unmatched: Sequence[str], reader: Reader) -> tuple[str, ...]:
    """Words of the vocabulary that are spelled like words that match nothing."""
    if not unmatched:
        return ()
    known = _label_words(reader.vocabulary)
    near = (get_close_matches(w, known, n=1, cutoff=0.8) for w in unmatched if w not in known)
    return tuple(dict.fromkeys(match for matches in near for match in matches))


@lru_cache(maxsize=1)
def _label_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every word of every label, lower case, in alphabetical order."""
    words: set[str] = set()
    for concept in vocabulary.concepts.values():
        for label in (concept.pref_label, *concept.alt_labels):
            words.update(_WORD.findall(label.lower()))
    return tuple(sorted(words))


def _spelled_out(question: str, mentions: Sequence[Mention], reader: Reader) -> str:
    """The question with the preferred label behind each abbreviation of a concept."""
    text = question
    for mention in sorted(mentions, key=lambda m: m.start, reverse=True):
        concept = reader.vocabulary.concepts[mention.concept_id]
        if mention.text in {a.form for a in concept.abbreviations}:
            text = f"{text[: mention.end]} ({concept.pref_label}){text[mention.end :]}"
    return text


def _covers(mentions: Sequence[Mention], at: int) -> bool:
    """Whether a word that starts here lies within a mention."""
    return any(m.start <= at < m.end for m in mentions)
