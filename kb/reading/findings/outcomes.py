"""Outcomes named in a sentence: the vocabulary's mentions and words beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from kb.model import Mention
from kb.reading.data import rules
from kb.reading.findings.guards import CUTOFFS, meant

# "75% reduction in pain" is an amount; a cut-off says "at least", "≥" or "or more".
_AMOUNT = re.compile(r"\d\d ?% (?:reduction|decrease|improvement)")
_CRITERION = re.compile(
    r"\b(?:selected (?:with|by|for|on)|defined (?:as|by)|criteri\w+ (?:of|was|were)|threshold of"
    r"|cut-?offs? of|after (?:achieving|obtaining)|to result in|require\w*"
    r"|who had (?:had )?(?:at least )?"
    r"|selected (?:\w+ ){1,6}(?:with|by|on|for)(?: \w+){0,2}|responded with)(?: \w+)? ?$"
)
_PLACED = re.compile(
    r"\b(?:needles?|plac(?:ed?|ements?)|position\w*|punctur\w*|inject\w*|blocks?|attempts?"
    r"|electrodes?|cannul\w+|access\w*|target\w*|visuali\w+|identif\w+|reach\w*|guid\w+"
    r"|methods?|techniques?|ultraso\w+|sonograph\w+|fluoroscop\w+)\b"
)
_TREATED = re.compile(r"\b(?:outcomes?|treat\w*|therap\w+|respon\w+|results?)\b")
# Characters between "responders" and the cut-off that says what they are.
_GAP = 25
_THRESHOLD = re.compile(r"\b(?:thresholds?|cut-?offs?)\b[^.;]{0,60}\Z")
# Concepts of relief that measure a burden: more of them is good, however they are abbreviated.
_RELIEFS = ("pain-relief",)
# Words that stand for "the outcome that counts here".
SUCCESS = "success"
# Those who have the relief that a record defines, rather than the success of a denervation.
RESPONSE = "response"
# Patients whose pain blocks traced to the facet joints, where a record asks how many there are.
LOCATED = "located"
_PREVALENCE = "prevalence-of-facet-pain"
_BLOCKED = re.compile(r"\b(?:blocks?|injections?|infiltrations?)\b")


class Standard(NamedTuple):
    """Outcomes that "success" and "responders" stand for in a record.

    Attributes
    ----------
    counts_painful : bool
        Whether it asks how many patients have pain from the facet joints: then those whom a block
        relieves are counted for that, and not for the relief.
    """

    success: str
    response: str
    counts_painful: bool = False


class Named(NamedTuple):
    """An outcome at a place in a sentence.

    Attributes
    ----------
    good : int
        +1 where more of what is named is better, -1 where less is, 0 where neither.
    turned : (int, int)
        The words that turned the good side round ("reduction" in "reduction in pain"); a cue that
        is these words speaks of the outcome itself. Empty where nothing did.
    needs_cue : bool
        Whether it counts only beside a word of direction.
    """

    start: int
    end: int
    outcome: str
    good: int
    harm: bool = False
    negated: bool = False
    needs_cue: bool = False
    turned: tuple[int, int] = (0, 0)


class Word(NamedTuple):
    """An expression that names an outcome."""

    find: re.Pattern[str]
    outcome: str
    cue: bool
    needs: tuple[str, ...]


class Outcomes:
    """Knows which concepts are outcomes or harms, and what is good for the patient.

    Parameters
    ----------
    outcomes, complications : iterable of str
        Ids of the vocabulary's outcomes and complications.
    """

    def __init__(self, outcomes: Iterable[str], complications: Iterable[str]) -> None:
        table = rules("findings/outcomes")
        self.measures: dict[str, str] = table["measures"]
        self._good: dict[str, int] = table["good"]
        self._known = frozenset(outcomes)
        self._kinds = {o: kind for kind, ids in table["kinds"].items() for o in ids}
        self._harms = frozenset(complications) | set(table["kinds"]["harm"])

    @property
    def validity(self) -> frozenset[str]:
        """Outcomes that say what a test is worth."""
        return frozenset(o for o, kind in self._kinds.items() if kind == "validity")

    def kind(self, outcome: str) -> str:
        """Kind of an outcome: "harm", "responder", "validity" …; empty for a plain score."""
        return "harm" if outcome in self._harms else self._kinds.get(outcome, "")

    def of_concept(self, concept: str) -> str:
        """Outcome that a concept measures, empty if it is none a finding can have."""
        measured = self.measures.get(concept, concept)
        if measured in self._harms:
            return measured
        return measured if measured in self._good and concept in self._known else ""

    def good(self, outcome: str) -> int:
        """What is good for the patient: +1 more, -1 less, 0 neither."""
        return -1 if outcome in self._harms else self._good.get(outcome, 0)

    def named(
        self,
        low: str,
        start: int,
        mentions: Sequence[Mention],
        standard: Standard,
        words: Sequence[Word],
    ) -> list[Named]:
        """Outcomes named in one sentence.

        Parameters
        ----------
        low : str
            The sentence in lower case.
        start : int
            Its offset in the section.
        mentions : sequence of Mention
            The mentions inside it.
        standard : Standard
            The outcomes that "success" and "responders" stand for in this record.
        words : sequence of Word
            From :func:`words_for` the section.

        Returns
        -------
        list of Named
            In order, offsets into the sentence.
        """
        found: list[Named] = []
        vague: list[tuple[int, int]] = []
        for m in mentions:
            a, b = m.start - start, m.end - start
            outcome = _located(self._of_mention(m, low, a), low, standard)
            if outcome and not _CRITERION.search(low[max(0, a - 60) : a]):
                passing = self._kinds.get(outcome) == "passing"
                name = self._at(outcome, low, a, b, m.negated, passing)
                if m.concept_id in _RELIEFS and name.good < 0:
                    name = name._replace(good=1, turned=(a, b))
                found.append(name)
        for word in words:
            for hit in word.find.finditer(low):
                a, b = hit.span()
                outcome = _of_word(word, hit, low, standard)
                outcome = meant(outcome, False, low, a, word=True)
                if not outcome or _CRITERION.search(low[max(0, a - 60) : a]):
                    continue
                if any(n.start < b and a < n.end and not _gives_way(n, outcome) for n in found):
                    continue
                found = [n for n in found if not (n.start < b and a < n.end)]
                found.append(self._at(outcome, low, a, b, False, word.cue))
                if word.outcome in (SUCCESS, RESPONSE):
                    vague.append((a, b))
        return sorted(n for n in found if not _told_again(n, vague, found))

    def _of_mention(self, mention: Mention, low: str, start: int) -> str:
        """Outcome of a mention in its sentence, empty where it is named for another reason."""
        outcome = self.of_concept(mention.concept_id)
        return meant(outcome, outcome in self._harms, low, start)

    def _at(
        self, outcome: str, low: str, start: int, end: int, negated: bool, needs_cue: bool
    ) -> Named:
        """An outcome at a place, with what is good of it there: "pain" less, "pain relief" more."""
        harm = outcome in self._harms
        good = self.good(outcome)
        turned = (0, 0)
        words = _surface()
        if good < 0 and not harm:
            for find, a, b in (
                (words["more_is_better"], start, end),
                (words["before_more"], max(0, start - 60), start),
                (words["after_more"], end, min(len(low), end + 30)),
            ):
                hit = find.search(low[a:b])
                if hit:
                    good, turned = 1, (a + hit.start(), a + hit.end())
                    break
        elif good > 0 and words["less_is_better"].search(low[start:end]):
            good, turned = -1, (start, end)
        return Named(start, end, outcome, good, harm, negated, needs_cue, turned)


def _of_word(word: Word, hit: re.Match[str], low: str, standard: Standard) -> str:
    """Outcome that a word beyond the vocabulary names, empty where it names none here."""
    if word.outcome == "cutoff":
        at = hit.start("percent")
        if not low[hit.start() : at].strip() and _AMOUNT.match(low, at):
            return ""
        if _THRESHOLD.search(low, max(0, hit.start() - 70), hit.start()):
            return ""
        return _located(CUTOFFS[hit.group("percent")], low, standard)
    if word.outcome == LOCATED:
        return _PREVALENCE if standard.counts_painful else ""
    if word.outcome == RESPONSE:
        return standard.response
    if word.outcome == SUCCESS:
        placed = standard.success == "needle-placement-accuracy"
        return "" if placed and not _is_placing(hit, low) else standard.success
    return word.outcome


def _located(outcome: str, low: str, standard: Standard) -> str:
    """Who have so much relief of a block, where a record asks how many have facet pain."""
    counted = standard.counts_painful and outcome in CUTOFFS.values() and _BLOCKED.search(low)
    return _PREVALENCE if counted else outcome


def _is_placing(hit: re.Match[str], low: str) -> bool:
    """Whether what succeeds in a sentence is a needle, and not a treatment."""
    return _TREATED.search(hit.group()) is None and _PLACED.search(low) is not None


def words_for(low: str) -> tuple[Word, ...]:
    """Words beyond the vocabulary that may name an outcome in a text in lower case."""
    there = {need for need in _needs() if need in low}
    return tuple(word for word in _words() if not there.isdisjoint(word.needs))


def stated_cutoff(texts: Sequence[str]) -> str:
    """Outcome of the first cut-off of relief that a record states; empty where it states none.

    Examples
    --------
    >>> stated_cutoff(["", "a responder needed at least 50% pain relief"])
    'pain-relief-50'
    """
    if not any("respon" in t or "success" in t or "positive block" in t for t in texts):
        return ""
    with_share = [t for t in texts if "%" in t or "percent" in t or "per cent" in t]
    for word in _words():
        if word.outcome == "cutoff":
            for text in with_share:
                hit = word.find.search(text)
                if hit:
                    return CUTOFFS[hit.group("percent")]
    return ""


def _told_again(named: Named, vague: Sequence[tuple[int, int]], found: Sequence[Named]) -> bool:
    """Whether a vaguer word says what another says: "responders (>50% relief)", "relief lasted"."""
    if (named.start, named.end) in vague:
        return any(
            n.outcome in CUTOFFS.values() and 0 <= n.start - named.end <= _GAP for n in found
        )
    return False


def _gives_way(named: Named, outcome: str) -> bool:
    """Whether a vaguer name makes room for a more telling one at the same place."""
    telling = outcome in CUTOFFS.values() or outcome == "duration-of-relief"
    if named.outcome in CUTOFFS.values():
        return outcome == "duration-of-relief"  # "the duration of 50% relief"
    return named.outcome == "pain-intensity" and telling


@cache
def _words() -> tuple[Word, ...]:
    """Compile the words that name outcomes."""
    return tuple(
        Word(re.compile(e["find"]), e["outcome"], bool(e.get("cue")), tuple(e["needs"]))
        for e in rules("findings/outcomes")["words"]
    )


@cache
def _needs() -> frozenset[str]:
    """Letters without which no word can match, each once."""
    return frozenset(need for word in _words() for need in word.needs)


@cache
def _surface() -> dict[str, re.Pattern[str]]:
    """Compile the words that turn the good side round."""
    return {k: re.compile(v) for k, v in rules("findings/outcomes")["surface"].items()}
