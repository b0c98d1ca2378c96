"""The query language people already know: phrases, AND OR NOT, fields.

Plain words that stand side by side rank and demand nothing, as in any search engine. A phrase in
quotes, a field, and whatever AND, OR or NOT joins is a condition that a record has to meet. What
cannot be read as a query is read as plain words, never refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lark import Lark

FIELDS = {
    "title": "title", "ti": "title", "abstract": "abstract", "ab": "abstract", "author": "author",
    "au": "author", "journal": "journal", "ta": "journal", "mesh": "mesh", "mh": "mesh",
    "pmid": "pmid", "doi": "doi", "year": "year", "design": "design",
}  # fmt: skip
"""Fields as they may be written, with PubMed's short names."""

_GRAMMAR = r"""
start: side_by_side
?side_by_side: alternative+
?alternative: joined ("OR" joined)*
?joined: part ("AND" part)*
?part: "NOT" part    -> without
     | "(" side_by_side ")"
     | FIELD PHRASE  -> field
     | FIELD WORD    -> field
     | PHRASE        -> phrase
     | WORD          -> word
FIELD.3: /(?:NAMES):/i
PHRASE.2: /"[^"]*"/
WORD: /(?!(?:AND|OR|NOT)(?![^\s()"]))[^\s()"]+/
%ignore /\s+/
""".replace("NAMES", "|".join(sorted(FIELDS, key=len, reverse=True)))
_SYNTAX = re.compile(
    r'"[^"]+"|(?<!\S)(?:AND|OR|NOT)(?!\S)' rf"|(?<![\w-])(?i:{'|'.join(FIELDS)}):(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a record has to meet.

    Attributes
    ----------
    kind : {"all", "any", "not", "words"}
        How `parts` are joined, or that this is a leaf.
    field : str
        The field of a leaf, empty for all of them.
    text : str
        The words of a leaf.
    """

    kind: str
    parts: tuple[Condition, ...] = ()
    field: str = ""
    text: str = ""

    def __str__(self) -> str:
        if self.kind == "words":
            quoted = f'"{self.text}"' if " " in self.text else self.text
            return f"{self.field}:{quoted}" if self.field else quoted
        if self.kind == "not":
            return f"NOT {self.parts[0]}"
        joint = " AND " if self.kind == "all" else " OR "
        return "(" + joint.join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart.

    Attributes
    ----------
    plain : str
        Words to rank by: everything that is not left out, nor a field other than a text's.
    conditions : tuple of Condition
        What every hit meets.
    has_free_words : bool
        Whether there are words beside the conditions.
    """

    plain: str
    conditions: tuple[Condition, ...] = ()
    has_free_words: bool = True


def parse(text: str) -> Query:
    """Take a question apart.

    Examples
    --------
    >>> query = parse('"medial branch" relief NOT cervical author:Cohen')
    >>> query.plain, [str(c) for c in query.conditions]
    ('medial branch relief', ['"medial branch"', 'NOT cervical', 'author:Cohen'])
    >>> parse('what is a "facet joint').conditions
    ()
    """
    if not _SYNTAX.search(text):
        return Query(text)
    from lark import Tree
    from lark.exceptions import LarkError

    try:
        tree = _parser().parse(text)
    except (LarkError, RecursionError):
        return Query(re.sub(r'[()"]', " ", _without_operators(text)))
    top = tree.children[0]
    items = top.children if isinstance(top, Tree) and top.data == "side_by_side" else [top]
    conditions, free = [], False
    for item in items:
        if _name(item) == "word":
            free = True
        else:
            conditions.append(_condition(item))
    words = " ".join(word for item in items for word in _ranked_words(item))
    return Query(words, tuple(conditions), free)


@cache
def _parser() -> Lark:
    """The parser, made at the first question that needs it."""
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _name(tree: object) -> str:
    """Name of a node's rule."""
    return str(getattr(tree, "data", "word"))


def _condition(tree: Any) -> Condition:  # noqa: ANN401 - lark's nodes are a union without rules
    """A node as a condition."""
    name = _name(tree)
    if name in ("phrase", "word"):
        return Condition("words", text=_unquoted(str(tree.children[0])))
    if name == "field":
        field, value = map(str, tree.children)
        return Condition("words", field=FIELDS[field[:-1].lower()], text=_unquoted(value))
    parts = tuple(_condition(child) for child in tree.children)
    kinds = {"without": "not", "alternative": "any"}
    return Condition(kinds.get(name, "all"), parts)


def _ranked_words(tree: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Words of a node that a record is ranked by."""
    name = _name(tree)
    if name in ("phrase", "word"):
        yield _unquoted(str(tree.children[0]))
    elif name == "field":
        field, value = map(str, tree.children)
        if FIELDS[field[:-1].lower()] in ("title", "abstract", "mesh"):
            yield _unquoted(value)
    elif name != "without":
        for child in tree.children:
            yield from _ranked_words(child)


def _unquoted(text: str) -> str:
    """Words without quotes and doubled blanks."""
    return " ".join(text.replace('"', " ").split())


def _without_operators(text: str) -> str:
    """Words of something that is no query, operators in capitals left out."""
    return re.sub(r"(?<!\S)(?:AND|OR|NOT)(?!\S)", " ", text)
