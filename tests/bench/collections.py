"""Test collections as records and questions, in the shape that `mbb evaluate search` takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from kb.model import AbstractSection, Article, Source

Query = dict[str, object]

_WIDEST, _FEWEST, _QUESTIONS = 60, 3, 200


@dataclass(frozen=True, slots=True)
class Collection:
    """Records to search in, and questions with the PMIDs that answer them."""

    articles: tuple[Article, ...]
    queries: tuple[Query, ...]

    def write_queries(self, path: Path) -> Path:
        """Write the questions, one JSON object a line."""
        lines = (json.dumps(query, ensure_ascii=False) for query in self.queries)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path


def starter(shared: Path) -> Collection:
    """The starter set with the development questions."""
    from ingest.starter import read_starter

    path = shared / "data" / "retrieval" / "mbb-queries-dev.jsonl"
    lines = path.read_text("utf-8").splitlines()
    articles = tuple(record.article for record in read_starter())
    return Collection(articles, tuple(json.loads(line) for line in lines))


def cystic_fibrosis(shared: Path) -> Collection:
    """1,239 MEDLINE records of 1974 to 1979, title and abstract; grades are sums of four judges.

    Index terms are left out, so that the scores can be set beside published ones. Record numbers
    stand for PMIDs, which these records do not have.
    """
    folder = shared / "data" / "retrieval" / "cystic-fibrosis"
    articles = []
    for path in sorted(folder.glob("cf7?.xml")):
        for record in ElementTree.parse(path).getroot().iter("RECORD"):
            text = _text(record, "ABSTRACT") or _text(record, "EXTRACT")
            articles.append(
                Article(
                    pmid=str(int(_text(record, "RECORDNUM"))),
                    title=_text(record, "TITLE"),
                    sections=(AbstractSection("", text),) if text else (),
                    year=1900 + int(path.stem[-2:]),
                    source=Source.DERIVED,
                )
            )
    queries = []
    for query in ElementTree.parse(folder / "cfquery.xml").getroot().iter("QUERY"):
        number = _text(query, "QueryNumber")
        grades = {
            str(int(item.text or "0")): sum(map(int, item.get("score", "0")))
            for item in query.iter("Item")
        }
        queries.append(_query(number, _text(query, "QueryText"), grades))
    return Collection(tuple(articles), tuple(queries))


def pubmedqa(shared: Path) -> Collection:
    """1,000 abstracts without their titles; each title, a question, is answered by its own.

    The abstract's conclusion is left out, as the data set has it.
    """
    path = shared / "data" / "retrieval" / "pubmedqa" / "ori_pqal.json"
    records = json.loads(path.read_text("utf-8"))
    articles = tuple(
        Article(
            pmid=pmid,
            sections=tuple(
                AbstractSection(label, text)
                for label, text in zip(record["LABELS"], record["CONTEXTS"], strict=True)
            ),
            source=Source.DERIVED,
        )
        for pmid, record in records.items()
    )
    queries = (_query(pmid, record["QUESTION"], {pmid: 1}) for pmid, record in records.items())
    return Collection(articles, tuple(queries))


def subjects(shared: Path) -> Collection:
    """The records of :func:`pubmedqa`; two MeSH headings are answered by those indexed with both.

    Nothing is tuned on these: they are many questions that several papers answer, on all of
    medicine. Headings of more than 60 records say little, and pairs of fewer than three records
    are chance; some 200 of the rest are taken evenly. The headings themselves are not stored.
    """
    path = shared / "data" / "retrieval" / "pubmedqa" / "ori_pqal.json"
    records = json.loads(path.read_text("utf-8"))
    carrying: dict[str, set[str]] = {}
    for pmid, record in records.items():
        for heading in record["MESHES"]:
            carrying.setdefault(heading, set()).add(pmid)
    narrow = sorted(heading for heading, pmids in carrying.items() if len(pmids) <= _WIDEST)
    pairs = [
        (f"{one} and {other}", both)
        for one, other in combinations(narrow, 2)
        if len(both := carrying[one] & carrying[other]) >= _FEWEST
    ]
    queries = (
        _query(str(at), text, dict.fromkeys(sorted(both), 1))
        for at, (text, both) in enumerate(pairs[:: max(len(pairs) // _QUESTIONS, 1)])
    )
    return Collection(pubmedqa(shared).articles, tuple(queries))


COLLECTIONS: dict[str, Callable[[Path], Collection]] = {
    "starter": starter,
    "cystic-fibrosis": cystic_fibrosis,
    "pubmedqa": pubmedqa,
    "subjects": subjects,
}


def _query(number: str, text: str, relevant: dict[str, int]) -> Query:
    """A question with its answers."""
    return {
        "query_id": number,
        "need_id": number,
        "query": text,
        "filters": {},
        "relevant": relevant,
    }


def _text(element: ElementTree.Element, tag: str) -> str:
    """Text of the first such element, white space collapsed."""
    return " ".join((element.findtext(tag) or "").split())
