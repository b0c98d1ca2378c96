"""What the E-utilities answer: records, search results, and errors inside HTTP 200. Pure.

Errors arrive as ``<ERROR>`` elements, as JSON where XML was asked for, as HTML pages and as XML
that breaks off. Each is told apart here: a :class:`HistoryExpired` can be mended by asking by id, a
:class:`~kb.errors.PubMedUnavailable` by asking again, a :class:`~kb.errors.PubMedRejected` only by
the person who wrote the query.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass

from lxml import etree

from ingest.fields import Element, flat_text, text_at
from ingest.files import root_of
from ingest.medline import RECORD_ROOTS, Deleted, Unread, hardened, read_records
from kb.errors import ConfigurationError, PubMedRejected, PubMedUnavailable
from kb.model import Record, Source

_HISTORY = re.compile(r"obtain query|history|query_key|webenv", re.I)
_NOTHING = re.compile(r"empty result|id list is empty|no correct ids", re.I)
_BAD_KEY = re.compile(r"api key (?:invalid|not wellformed|expired)", re.I)
# Only what a repeated request cannot change; whatever else PubMed says may pass on the next try.
_FINAL = re.compile(
    r"cannot be larger than|empty term|invalid db|invalid uid|no terms|syntax error|unbalanced"
    r"|malformed query|too (?:long|many) ",
    re.I,
)
_LONGEST_QUOTE = 300
_WARNINGS = {
    "PhraseNotFound": "phrase not found",
    "FieldNotFound": "field not found",
    "PhraseIgnored": "phrase ignored",
    "QuotedPhraseNotFound": "quoted phrase not found",
    "OutputMessage": "message",
}


class HistoryExpired(PubMedUnavailable):
    """The history server no longer knows the search; asking by id goes on."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One ESearch answer.

    Attributes
    ----------
    count : int
        Records that match, whether or not their ids are in `ids`.
    translation : str
        The query as PubMed understood it.
    warnings : tuple of str
        What PubMed left out of it or did not find.
    """

    count: int
    ids: tuple[str, ...]
    webenv: str
    query_key: str
    translation: str
    warnings: tuple[str, ...]


def read_search(body: bytes) -> SearchPage:
    """Read an ESearch answer.

    Raises
    ------
    PubMedUnavailable, PubMedRejected, ConfigurationError
        The answer is an error, or no whole ESearch answer.
    """
    root = _whole(body, frozenset({"eSearchResult"}))
    for error in root.iterfind("ERROR"):
        raise fault(flat_text(error))
    count = text_at(root, "Count")
    if not re.fullmatch("[0-9]{1,12}", count):
        raise PubMedUnavailable("PubMed's answer to a search names no count; try again later.")
    warnings = [
        f"{_WARNINGS[message.tag]}: {flat_text(message)}"
        for part in ("ErrorList", "WarningList")
        for group in root.iterfind(part)
        for message in group
        if message.tag in _WARNINGS and flat_text(message)
    ]
    return SearchPage(
        count=int(count),
        ids=tuple(flat_text(found) for found in root.iterfind("IdList/Id")),
        webenv=text_at(root, "WebEnv"),
        query_key=text_at(root, "QueryKey"),
        translation=text_at(root, "QueryTranslation"),
        warnings=tuple(warnings),
    )


def read_fetched(body: bytes) -> list[Record | Unread | Deleted]:
    """Read an EFetch answer; an empty list where PubMed says it has none of the ids.

    Raises
    ------
    HistoryExpired, PubMedUnavailable, PubMedRejected, ConfigurationError
        The answer is an error, or breaks off.
    """
    name = root_of(body)
    if name not in RECORD_ROOTS:
        texts = [flat_text(e) for e in _whole(body, frozenset({"eFetchResult"})).iter("ERROR")]
        if texts and all(_NOTHING.search(text) for text in texts):
            return []
        raise fault(" / ".join(texts) or "an empty answer")
    try:
        return list(read_records(io.BytesIO(body), source=Source.PUBMED))
    except etree.XMLSyntaxError as error:
        raise PubMedUnavailable(
            f"PubMed's answer breaks off or is damaged ({error}); try again later."
        ) from error


def fault(text: str) -> PubMedUnavailable | PubMedRejected | ConfigurationError:
    """Tell what an error message of PubMed's means for the next step.

    Examples
    --------
    >>> type(fault("Unable to obtain query #1")).__name__
    'HistoryExpired'
    >>> type(fault("Empty term and query_key - nothing todo")).__name__
    'PubMedRejected'
    """
    quoted = " ".join(text.split())[:_LONGEST_QUOTE]
    if _HISTORY.search(text) and not _FINAL.search(text):
        return HistoryExpired(f"PubMed has forgotten the search: {quoted}")
    if _BAD_KEY.search(text):
        return ConfigurationError(
            "PubMed does not accept the API key in KB_ENTREZ_API_KEY; correct it or unset it."
        )
    if _FINAL.search(text):
        return PubMedRejected(f"PubMed refuses the request: {quoted}. Change the query.")
    return PubMedUnavailable(f"PubMed answered with an error: {quoted}; try again later.")


def error_text(body: bytes) -> str:
    """Find PubMed's words in the body of an HTTP error, empty where it has none of its own."""
    if message := _json_error(body):
        return message
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError:
        return ""
    return " / ".join(flat_text(error) for error in root.iter("ERROR"))


def _whole(body: bytes, roots: frozenset[str]) -> Element:
    """Parse a small answer that must have one of these root elements."""
    if not body.strip():
        raise PubMedUnavailable("PubMed sent an empty answer; try again later.")
    if message := _json_error(body):
        raise fault(message)
    if b"<html" in body[:1024].lower():
        raise PubMedUnavailable("PubMed sent an HTML page instead of data; try again later.")
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise PubMedUnavailable(
            f"PubMed's answer breaks off or is no XML ({error}); try again later."
        ) from error
    if root.tag not in roots:
        raise PubMedUnavailable(
            f"PubMed sent a {root.tag} where {' or '.join(sorted(roots))} was due; try again later."
        )
    return root


def _parser() -> etree.XMLParser:
    """Make a fresh hardened parser: one parser must not serve two threads."""
    return etree.XMLParser(**hardened())


def _json_error(body: bytes) -> str:
    """Find the error in a JSON answer; PubMed puts raw newlines into its strings."""
    if not body.lstrip().startswith(b"{"):
        return ""
    try:
        answer = json.loads(body.decode("utf-8", errors="replace"), strict=False)
    except ValueError:
        return "JSON that breaks off"
    result = answer.get("esearchresult")
    message = answer.get("error") or (result.get("ERROR") if isinstance(result, dict) else None)
    return str(message or "JSON where XML was asked for")
