"""Which of two records with one PMID is kept, and the canonical form both are compared in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from functools import cache
from typing import Any

from kb.model.article import (
    AbstractSection,
    Article,
    Author,
    Correction,
    MeshHeading,
    MeshQualifier,
    RecordKind,
    Source,
)

_JUDGED = ("design", "on_topic", "on_topic_reason", "retraction", "concern", "deletion")
_SAID = tuple(sorted({f.name for f in fields(Article)} - {*_JUDGED, "source"}))


def _parts(noun: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever noun stands in a record
    """The fields of a noun inside a record."""
    kind: Any = type(noun)
    return {name: getattr(noun, name) for name in _sorted_slots(kind)}


@cache
def _sorted_slots(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - any class of nouns
    """Names of a noun's fields in the order of the alphabet."""
    return tuple(sorted(f.name for f in fields(kind)))


# json.dumps would make a new encoder for each record
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_parts).encode


def to_dict(article: Article) -> dict[str, Any]:
    """What the record itself says, as plain JSON values; judgements are left out."""
    value: dict[str, Any] = json.loads(canonical_text(article))
    return value


def from_dict(data: dict[str, Any]) -> Article:
    """Inverse of :func:`to_dict`."""
    values = dict(data)
    values["sections"] = tuple(AbstractSection(**row) for row in data["sections"])
    values["authors"] = tuple(
        Author(**{**row, "affiliations": tuple(row["affiliations"])}) for row in data["authors"]
    )
    values["mesh"] = tuple(
        MeshHeading(**{**row, "qualifiers": tuple(MeshQualifier(**q) for q in row["qualifiers"])})
        for row in data["mesh"]
    )
    values["corrections"] = tuple(Correction(**row) for row in data["corrections"])
    for name in ("languages", "publication_types", "keywords", "other_ids", "registry_numbers"):
        values[name] = tuple(data[name])
    values["kind"] = RecordKind(data["kind"])
    values["source"] = Source(data["source"])
    return Article(**values)


def canonical_json(value: object) -> str:
    """One spelling for one value: sorted keys, no white space, no escapes beyond JSON's own."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_text(article: Article) -> str:
    """What the record itself says, in one spelling.

    The source stands first, so that :func:`text_digest` can leave it out.
    """
    data = {name: getattr(article, name) for name in _SAID}
    return f'{{"source":"{article.source}",{_encode(data)[1:]}'


def text_digest(text: str) -> str:
    """SHA-256 over a canonical text, whatever source it came from."""
    return hashlib.sha256(text[text.index(",") :].encode()).hexdigest()


def content_hash(article: Article) -> str:
    """SHA-256 over what the record says, whatever source it came from."""
    return text_digest(canonical_text(article))


def precedence(article: Article) -> tuple[int, int, str, str]:
    """Sort key: of two records with one PMID the larger is kept, in whatever order they arrive.

    Better source first, then the higher version, the later DateRevised, the larger hash.
    """
    return (article.source.rank, article.version, article.date_revised, content_hash(article))
