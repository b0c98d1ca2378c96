"""Negation: NegEx's test sentences, and the abstracts of BioScope.

NegEx's sentences come from clinical reports and BioScope's from biology: both deny in ways that
these rules leave out on purpose. A null result is none ("not required for replication"), nor is a
sentence that denies a verb. So the figures tell how far the rules carry, and are no aim.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from kb.reading import split_sentences
from kb.reading.negation import denied_stretches, is_denied
from kb.reading.patterns import lower
from tests.outside.measures import Row, Tally
from tests.outside.negex import FOLDER, Judged, negex_sentences

_WORD = re.compile(r"\w+")


def _says_negated(judged: Judged) -> bool:
    """What these rules say."""
    low = lower(judged.sentence)
    denied = denied_stretches(low, split_sentences(judged.sentence))
    return is_denied(low, judged.start, judged.end, denied)


def negex_tally(shared: Path) -> Tally:
    """Conditions found denied, against those that are."""
    pairs = [(_says_negated(j), j.negated) for j in negex_sentences(shared)]
    return Tally(
        sum(said and true for said, true in pairs),
        sum(said for said, _ in pairs),
        sum(true for _, true in pairs),
    )


def bioscope_sentences(shared: Path) -> Iterator[tuple[str, set[int], bool]]:
    """Sentences of BioScope's abstracts: text, offsets of words in a negation's scope, any cue."""
    tree = ET.parse(shared / FOLDER / "abstracts.xml")
    for sentence in tree.iter("sentence"):
        found = _Marked()
        found.walk(sentence)
        in_cue = {i for a, b in found.cues for i in found.denied if a <= i < b}
        yield found.text, found.denied - in_cue, bool(found.cues)


class _Marked:
    """A sentence's text, with the cues of negation and the words in their scopes."""

    def __init__(self) -> None:
        self.text = ""
        self.cues: list[tuple[int, int]] = []
        self.denied: set[int] = set()

    def walk(self, node: ET.Element) -> None:
        """Add the text of a node, and what it marks."""
        start = len(self.text)
        self.text += node.text or ""
        for child in node:
            self.walk(child)
            self.text += child.tail or ""
        if node.tag == "cue" and node.get("type") == "negation":
            self.cues.append((start, len(self.text)))
        if node.tag == "xcope" and _has_negation(node):
            inside = self.text[start:]
            self.denied.update(m.start() + start for m in _WORD.finditer(inside))


def _has_negation(scope: ET.Element) -> bool:
    """Whether this scope's own cue is one of negation."""
    return any(
        cue.get("type") == "negation" and cue.get("ref") == scope.get("id")
        for cue in scope.iter("cue")
    )


def bioscope_tallies(shared: Path) -> tuple[Tally, Tally]:
    """Words within a scope, and sentences that deny anything."""
    words, sentences = [], []
    for text, denied, any_cue in bioscope_sentences(shared):
        low = lower(text)
        found = denied_stretches(low, [(0, len(low))])
        said = {m.start() for m in _WORD.finditer(low) if is_denied(low, m.start(), m.end(), found)}
        words.append(Tally.of(set(said), set(denied)))
        sentences.append(Tally(int(bool(found) and any_cue), int(bool(found)), int(any_cue)))
    return Tally.total(words), Tally.total(sentences)


def table(shared: Path) -> list[Row]:
    """Rows of the table in docs/reading.md."""
    negex = negex_tally(shared)
    words, sentences = bioscope_tallies(shared)
    return [
        ("NegEx's test sentences: conditions denied, F1", negex.f1),
        ("– precision", negex.precision),
        ("– recall", negex.recall),
        ("BioScope's abstracts: sentences that deny anything, F1", sentences.f1),
        ("– words within a scope, F1", words.f1),
        ("– precision", words.precision),
        ("– recall", words.recall),
    ]
