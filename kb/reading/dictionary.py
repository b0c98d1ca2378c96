"""A dictionary of labels over word keys, matched in one pass over a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from kb.reading.tokens import prefixes, tokenize

_E = TypeVar("_E")
# A node maps a word to the next node; under this key, which is no word, stand its entries.
_HERE = None


class Entry(NamedTuple):
    """What a label stands for.

    Attributes
    ----------
    concept : str
        Concept id; empty for a phrase that blocks every concept.
    weak : bool
        Whether the label is also an ordinary word.
    common : bool
        Whether it is too common to count outside a question.
    blocks : bool
        Whether the phrase says that the concept is *not* meant.
    """

    concept: str
    weak: bool = False
    common: bool = False
    blocks: bool = False


class Match(NamedTuple, Generic[_E]):
    """A label found: words `first` to `last` (excluded) of the text."""

    first: int
    last: int
    entries: tuple[_E, ...]


class Dictionary(Generic[_E]):
    """A trie over words.

    Examples
    --------
    >>> d: Dictionary[Entry] = Dictionary()
    >>> d.add(("facet", "joint"), Entry("zygapophysial-joint"))
    >>> d.add(("facet", "joint", "pain"), Entry("facet-joint-pain"))
    >>> [(m.first, m.last) for m in d.matches(("chronic", "facet", "joint", "pain"))]
    [(1, 3), (1, 4)]
    """

    def __init__(self) -> None:
        self._root: dict[str | None, Any] = {}

    def add(self, words: Sequence[str], entry: _E) -> None:
        """Add a sequence of words; the same entry twice counts once."""
        if not words:
            return
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        here = node.get(_HERE, ())
        if entry not in here:
            node[_HERE] = (*here, entry)

    def matches(self, words: Sequence[str]) -> list[Match[_E]]:
        """All sequences that stand in `words`, by place, shorter first."""
        found = []
        root = self._root
        count = len(words)
        for first, word in enumerate(words):
            node = root.get(word)
            last = first
            while node is not None:
                last += 1
                entries = node.get(_HERE)
                if entries:
                    found.append(Match(first, last, entries))
                if last == count:
                    break
                node = node.get(words[last])
        return found


def label_variants(label: str) -> Iterable[tuple[str, ...]]:
    """Word sequences a label may be printed as, prefixes joined and apart.

    Examples
    --------
    >>> sorted(label_variants("intra-articular injection"))
    [('intra', 'articular', 'injection'), ('intraarticular', 'injection')]
    """
    words = tokenize(label).keys
    found = {words}
    known = prefixes()
    for i, word in enumerate(words):
        if word in known and i + 1 < len(words) and words[i + 1].isalpha():
            found.add((*words[:i], word + words[i + 1], *words[i + 2 :]))
        for cut in range(2, min(7, len(word) - 3)):
            if word[:cut] in known:
                found.add((*words[:i], word[:cut], word[cut:], *words[i + 1 :]))
    return found
