"""Questions with graded answers, read from JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import ConfigurationError, MalformedRecord, UnreadableFile
from kb.model import SearchFilters


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the papers that answer it.

    Attributes
    ----------
    need : str
        What is wanted; the wordings of one need share it.
    relevant : mapping of str to int
        Grade by PMID; empty where nothing answers.
    """

    id: str
    need: str
    text: str
    filters: SearchFilters
    relevant: Mapping[str, int] = field(default_factory=dict)


def read_queries(path: Path) -> list[Query]:
    """Read questions, one JSON object a line: query_id, need_id, query, filters, relevant.

    Raises
    ------
    UnreadableFile
        The file is missing, or a line of it is no question; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    found: dict[str, Query] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            query = query_of(line)
        except (MalformedRecord, ConfigurationError) as error:
            raise UnreadableFile(f"{path}, line {number}: {error}") from None
        if query.id in found:
            raise UnreadableFile(f"{path}, line {number}: query_id {query.id!r} stands twice.")
        found[query.id] = query
    if not found:
        raise UnreadableFile(f"{path}: it holds no question.")
    return list(found.values())


def query_of(line: str) -> Query:
    """Read one line.

    Raises
    ------
    MalformedRecord
        It is no such object.
    ConfigurationError
        A filter cannot be used.

    Examples
    --------
    >>> query_of('{"query_id": "1", "query": "steroid", "relevant": {"9": 2}}').relevant
    {'9': 2}
    """
    try:
        data: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MalformedRecord(f"it is not JSON ({error}).") from None
    if not isinstance(data, dict) or not isinstance(data.get("query"), str):
        raise MalformedRecord("one JSON object with query_id and query is needed.")
    number = str(data.get("query_id") or "").strip()
    if not number:
        raise MalformedRecord("it has no query_id.")
    relevant, filters = data.get("relevant") or {}, data.get("filters") or {}
    if not isinstance(relevant, dict) or not isinstance(filters, dict):
        raise MalformedRecord("relevant and filters are objects.")
    if not all(isinstance(grade, int) and grade >= 0 for grade in relevant.values()):
        raise MalformedRecord("a grade in relevant is a whole number from 0.")
    graded = {str(pmid): grade for pmid, grade in relevant.items() if grade}
    need = str(data.get("need_id") or number)
    return Query(number, need, data["query"], SearchFilters.of(filters), graded)
