"""Search strategies: the packaged ones, and the librarian's own that lie over them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from kb.errors import ConfigurationError
from kb.model import SearchStrategy

FILE_NAME = "strategies.toml"
_KEYS = frozenset({"name", "query", "version", "notes"})
# Short and long names of PubMed's search fields, from its help.
_SHORT = (
    "1au ad aid all au auid book cn cois crdt dcom dp ed edat fau filter fir gr grant ip ir isbn"
    " jid la lang lastau lid lr majr mdat mesh mh mhda nm ot pa pdat pg pl pmid ps pt pubn rn sb sh"
    " si subset ta ti tiab tt tw uid vi"
)
_LONG = (
    "affiliation, all fields, author, create date, date - create, date - entry, date - modification"
    ", date - publication, entry date, filter, issue, journal, language, mesh major topic"
    ", mesh subheading, mesh terms, other term, publication date, publication type"
    ", secondary source id, text word, text words, title, title/abstract, volume"
)
_FIELDS = frozenset(_SHORT.split()) | frozenset(_LONG.split(", "))
_NAME = re.compile("[a-z0-9][a-z0-9._-]*")


def load_strategies(home: Path) -> dict[str, SearchStrategy]:
    """Read the packaged strategies and those of a knowledge base.

    Parameters
    ----------
    home : Path
        Folder of the knowledge base; a ``strategies.toml`` in it lies over the packaged one: a
        strategy of the same name replaces, another is added.

    Returns
    -------
    dict of str to SearchStrategy
        By name, the packaged ones first.

    Raises
    ------
    ConfigurationError
        A file cannot be used; the message names the file and the place in it.
    """
    packaged = files("ingest").joinpath(FILE_NAME)
    strategies = parse_strategies(packaged.read_text(encoding="utf-8"), f"packaged {FILE_NAME}")
    return strategies | _own(home)


def own_names(home: Path) -> frozenset[str]:
    """Names of the strategies that stand in the librarian's own file."""
    return frozenset(_own(home))


def _own(home: Path) -> dict[str, SearchStrategy]:
    """Read the librarian's own strategies; none where she has no file."""
    own = home / FILE_NAME
    try:
        text = own.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{own} cannot be read: {error}.") from error
    return parse_strategies(text, str(own))


def choose(strategies: Mapping[str, SearchStrategy], names: Iterable[str]) -> list[SearchStrategy]:
    """Pick strategies by name, each once; all of them where no name is given.

    Raises
    ------
    ConfigurationError
        There is no strategy of a name; the message lists those there are.
    """
    wanted = list(dict.fromkeys(names)) or list(strategies)
    for name in wanted:
        if name not in strategies:
            raise ConfigurationError(
                f"There is no search strategy {name!r}; there are {', '.join(strategies)}."
            )
    return [strategies[name] for name in wanted]


def doubts(query: str) -> tuple[str, ...]:
    """Say what looks odd in a query that PubMed would take without a word.

    PubMed ignores a field tag it does not know, takes a small "or" for a word to look for, and
    searches no phrase that is cut off after fewer than four letters.

    Examples
    --------
    >>> for doubt in doubts('"facet block*"[tiab] or nerv*[titel]'):
    ...     print(doubt)
    [titel] is no field of PubMed's, which ignores it
    a small "or" is a word to PubMed: write OR
    """
    found = [
        f"[{tag}] is no field of PubMed's, which ignores it"
        for tag in dict.fromkeys(re.findall(r"\[([^\]]*)\]", query))
        if re.sub(r":(?:noexp|~\d+)$", "", tag.strip().lower()) not in _FIELDS
    ]
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]', " ", query)
    found += [
        f'a small "{word}" is a word to PubMed: write {word.upper()}'
        for word in dict.fromkeys(re.findall(r"\b(?:and|or|not)\b", bare))
    ]
    if re.search("[\u201c\u201d\u201e\u00ab\u00bb]", query):
        found.append("typographic quotation marks hold no phrase together")
    short = dict.fromkeys(re.findall(r"(?<![\w-])\w{1,3}\*", query))
    found += [f"{word} is cut off after fewer than four letters" for word in short]
    return tuple(found)


def parse_strategies(text: str, place: str) -> dict[str, SearchStrategy]:
    r"""Read the text of a strategies file.

    Parameters
    ----------
    text : str
        TOML with one ``[[strategy]]`` table a strategy.
    place : str
        Name of the file, for messages.

    Raises
    ------
    ConfigurationError
        With the line, or the strategy, that is wrong.

    Examples
    --------
    >>> text = '[[strategy]]\nname = "ton"\nquery = ["a[tiab]", "OR b[tiab]"]'
    >>> parse_strategies(text, "example")["ton"].query
    'a[tiab] OR b[tiab]'
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{place} is not valid TOML: {error}.") from error
    tables = data.pop("strategy", [])
    if data or not isinstance(tables, list):
        names = ", ".join(data) or "strategy"
        raise ConfigurationError(
            f"{place}: {names} is not known here; each strategy is a table [[strategy]]."
        )
    found: dict[str, SearchStrategy] = {}
    for number, table in enumerate(tables, start=1):
        strategy = _strategy(table, f"{place}, strategy {number}")
        if strategy.name in found:
            raise ConfigurationError(f"{place}: the name {strategy.name!r} stands there twice.")
        found[strategy.name] = strategy
    return found


def _strategy(table: object, place: str) -> SearchStrategy:
    """Check one table and make a strategy of it."""
    if not isinstance(table, dict):
        raise ConfigurationError(f"{place}: a table [[strategy]] is needed.")
    if unknown := set(table) - _KEYS:
        raise ConfigurationError(
            f"{place}: {', '.join(sorted(unknown))} is not known; a strategy has "
            f"{', '.join(sorted(_KEYS))}."
        )
    name, version, notes = table.get("name"), table.get("version", 1), table.get("notes", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"{place}: `name` takes lower-case letters, digits, dots and hyphens, not {name!r}."
        )
    place = f"{place} ({name})"
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ConfigurationError(f"{place}: `version` must be a number from 1, not {version!r}.")
    if not isinstance(notes, str):
        raise ConfigurationError(f"{place}: `notes` must be text.")
    query = _query(table.get("query"), place)
    return SearchStrategy(name=name, query=query, version=version, notes=" ".join(notes.split()))


def _query(value: object, place: str) -> str:
    """Join the pieces of a query and check what PubMed would silently misread."""
    pieces: list[str] = []
    for piece in value if isinstance(value, list) else [value]:
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        raise ConfigurationError(f"{place}: `query` must be text, or a list of texts.")
    query = " ".join(" ".join(pieces).split())
    if not query:
        raise ConfigurationError(f"{place}: `query` is empty.")
    if query.count('"') % 2:
        raise ConfigurationError(f"{place}: a quotation mark in `query` is not closed.")
    depth = 0
    for character in re.sub('"[^"]*"', "", query):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
    if depth:
        raise ConfigurationError(f"{place}: the parentheses in `query` do not match.")
    return query
