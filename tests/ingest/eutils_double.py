"""A loopback E-utilities server that answers as NCBI does, faults included.

It keeps NCBI's rules and fails the test whose client breaks one: see :attr:`EutilsDouble.broken`.
"""

from __future__ import annotations

import datetime
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MOST = 9_999
LONGEST_ADDRESS = 2_000
"""Characters after which NCBI answers a GET with 414."""
# Two programs' clocks and the scheduler between them may draw requests together by this much.
_JITTER = 0.1
_CRDT = re.compile(r'AND \("(\d{4}/\d\d/\d\d)"\[CRDT\] : "(\d{4}/\d\d/\d\d)"\[CRDT\]\)$')
OVER_9_998 = (
    '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"Search Backend failed: '
    "Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve the "
    'first 9,999 records matching the query."}}'
)
FAULTS = {
    "html": (200, "<!DOCTYPE html><html><body>Service down</body></html>"),
    "error": (200, "<eFetchResult><ERROR>Can't run executor</ERROR></eFetchResult>"),
    "search-error": (
        200,
        "<eSearchResult><ERROR>Search Backend failed: Couldn't resolve #pmquerysrv-mz?dbaf=pubmed, "
        "the address table is empty.</ERROR></eSearchResult>",
    ),
    "refused": (
        200,
        "<eSearchResult><ERROR>Empty term and query_key - nothing todo</ERROR></eSearchResult>",
    ),
    "expired": (200, "<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"),
    "rate-limit": (200, '{"error":"API rate limit exceeded","api-key":"KEY","count":"11"}'),
    "empty": (200, '<?xml version="1.0" ?><PubmedArticleSet></PubmedArticleSet>'),
    "nothing": (200, ""),
    "400": (400, "<eFetchResult><ERROR>Search Backend failed: read failed</ERROR></eFetchResult>"),
    "429": (429, '{"error":"API rate limit exceeded","api-key":"KEY","count":"4","limit":"3"}'),
    "500": (500, "Internal Server Error"),
    "key-in-200": (200, "<eSearchResult><ERROR>failed: ?api_key=KEY&amp;x</ERROR></eSearchResult>"),
    "key-in-500": (500, "<eSearchResult><ERROR>failed: ?api_key=KEY&amp;x</ERROR></eSearchResult>"),
    "404": (404, "not here"),
    "bad-key": (400, '{"error":"API key invalid","api-key":"KEY"}'),
}
"""Answers instead of data, by name. The others ("truncated", "drop") spoil the true answer."""


@dataclass
class Served:
    """A record the server has, with the dates PubMed keeps of it."""

    xml: str
    created: datetime.date = datetime.date(2020, 1, 1)
    modified: datetime.date = datetime.date(2020, 1, 1)


@dataclass
class Call:
    """A request that came in."""

    utility: str
    method: str
    parameters: dict[str, str]
    address_length: int = 0
    at: float = field(default_factory=time.monotonic)

    @property
    def ids(self) -> list[str]:
        return [i for i in self.parameters.get("id", "").split(",") if i]


class EutilsDouble:
    """ESearch and EFetch of PubMed on 127.0.0.1.

    Attributes
    ----------
    records : dict
        What there is, by PMID; newest PMID first in answers, as at NCBI.
    search_faults, fetch_faults : deque of str
        Names of faults that the next requests meet, one each.
    fail_efetch_after_n_batches : int or None
        EFetch answers 500 from then on.
    missing : set of str
        PMIDs that ESearch names and EFetch never hands out.
    hidden_once : set of str
        PMIDs that EFetch leaves out of one answer.
    history_expires : bool
        EFetch knows no search.
    page_limit : int
        The most ids one ESearch answer holds.
    kept_back : int
        Records that ESearch counts and does not name: a wrong count.
    duplicate_ids : int
        So many ids at the beginning of each list stand there twice, and push others out of it.
    between_pages : callable or None
        Called once, after the first page of a list that does not fit one page was handed out.
    handed_out_twice : set of str
        PMIDs whose records EFetch hands out twice in one answer.
    strangers : set of str
        PMIDs whose records EFetch adds to every answer, unasked.
    merged : dict of str to str
        PMIDs in whose place EFetch hands out another record.
    has_history : bool
        Whether ESearch names a WebEnv; a mirror may not.
    matches : callable
        Which PMIDs a query finds; all by default.
    calls : list of Call
        Every request so far.
    broken : list of str
        Rules of NCBI's that the client broke: three requests a second, ten with a key; nothing
        past the 9,999th record; who asks; both ends of a range of dates; no address longer than a
        server takes. Leaving the context fails where there are any.
    """

    def __init__(self, records: Mapping[str, Served]) -> None:
        self.records = dict(records)
        self.search_faults: deque[str] = deque()
        self.fetch_faults: deque[str] = deque()
        self.fail_efetch_after_n_batches: int | None = None
        self.missing: set[str] = set()
        self.hidden_once: set[str] = set()
        self.history_expires = False
        self.page_limit = MOST
        self.kept_back = 0
        self.duplicate_ids = 0
        self.between_pages: Callable[[], None] | None = None
        self.handed_out_twice: set[str] = set()
        self.strangers: set[str] = set()
        self.merged: dict[str, str] = {}
        self.has_history = True
        self.matches: Callable[[str], list[str]] = lambda query: list(self.records)
        self.warnings_xml = ""
        self.seconds_per_fetch = 0.0
        self.calls: list[Call] = []
        self.broken: list[str] = []
        self._histories: dict[str, list[str]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if error is None:
            assert not self.broken, self.broken

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/entrez/eutils"

    def fetched(self) -> list[str]:
        """PMIDs asked for by EFetch so far, in order, history or not."""
        asked: list[str] = []
        for call in self.calls:
            if call.utility == "efetch.fcgi":
                asked += self._asked(call) or []
        return asked

    def answer(self, call: Call) -> tuple[int, str, str]:
        """Status, body, and what is to be done to the connection."""
        with self._lock:
            if call.utility not in ("esearch.fcgi", "efetch.fcgi"):
                return 404, "only esearch.fcgi and efetch.fcgi are here", ""
            if refusal := self._note(call):
                return (*refusal, "")
            faults = self.search_faults if call.utility == "esearch.fcgi" else self.fetch_faults
            fault = faults.popleft() if faults else ""
            status, body = (
                self._search(call.parameters)
                if call.utility == "esearch.fcgi"
                else self._fetch(call)
            )
        if fault in FAULTS:
            status, body = FAULTS[fault]
            return status, body.replace("KEY", call.parameters.get("api_key", "192.0.2.1")), ""
        if call.utility == "efetch.fcgi" and self.seconds_per_fetch:
            time.sleep(self.seconds_per_fetch)
        return status, body, fault

    def _note(self, call: Call) -> tuple[int, str] | None:
        """Keep a request, and refuse it as NCBI does where it breaks a rule."""
        self.calls.append(call)
        key = call.parameters.get("api_key", "")
        if not (call.parameters.get("tool") and call.parameters.get("email")):
            self.broken.append(f"{call.utility} without tool or email")
        if call.parameters.keys() & {"mindate", "maxdate"} == {"mindate"}:
            self.broken.append("mindate without maxdate, which NCBI ignores")
        if int(call.parameters.get("retstart", 0)) >= MOST:
            self.broken.append(f"{call.utility} past the {MOST:,}th record")
            return 200, OVER_9_998
        if call.method == "GET" and call.address_length > LONGEST_ADDRESS:
            self.broken.append(f"an address of {call.address_length} characters")
            return 414, "Request-URI Too Long"
        limit = 10 if key else 3
        recent = sum(call.at - c.at < 1.0 - _JITTER for c in self.calls[-2 * limit :])
        if recent > limit:
            self.broken.append(f"{recent} requests within a second, where {limit} are allowed")
            status, body = FAULTS["429"]
            return status, body.replace("KEY", key or "192.0.2.1")
        return None

    def _search(self, parameters: dict[str, str]) -> tuple[int, str]:
        term = parameters["term"]
        found = self.matches(_CRDT.sub("", term).strip())
        if window := _CRDT.search(term):
            first, last = map(_date, window.groups())
            found = [p for p in found if first <= self.records[p].created <= last]
        if "mindate" in parameters and "maxdate" in parameters:
            assert parameters["datetype"] == "mdat", parameters
            first, last = _date(parameters["mindate"]), _date(parameters["maxdate"])
            found = [p for p in found if first <= self.records[p].modified <= last]
        found = sorted(found, key=int, reverse=True)
        start, size = int(parameters.get("retstart", 0)), int(parameters.get("retmax", 20))
        size = min(size, self.page_limit)
        named = [*found[: self.duplicate_ids], *found]
        page = named[start : min(start + size, MOST, len(found))]
        if self.between_pages is not None and start == 0 and len(page) < len(found):
            change, self.between_pages = self.between_pages, None
            change()
        webenv = f"MCID_{len(self._histories):024d}" if self.has_history else ""
        self._histories[webenv] = found
        ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in page)
        return 200, (
            '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD '
            'esearch 20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd'
            f'">\n<eSearchResult><Count>{len(found) + self.kept_back}</Count>'
            f"<RetMax>{len(page)}</RetMax><RetStart>{start}</RetStart><QueryKey>1</QueryKey><WebEnv>{webenv}</WebEnv><IdList>{ids}"
            f"</IdList><TranslationSet/><QueryTranslation>{escape(term.lower())}"
            f"</QueryTranslation>{self.warnings_xml}</eSearchResult>"
        )

    def _asked(self, call: Call) -> list[str] | None:
        if call.ids:
            return call.ids
        found = self._histories.get(call.parameters.get("WebEnv", ""))
        if found is None:
            return None
        start = int(call.parameters["retstart"])
        return found[start : start + int(call.parameters["retmax"])]

    def _fetch(self, call: Call) -> tuple[int, str]:
        batches = sum(c.utility == "efetch.fcgi" for c in self.calls)
        limit = self.fail_efetch_after_n_batches
        if limit is not None and batches > limit:
            return FAULTS["500"]
        asked = self._asked(call)
        if asked is None or (self.history_expires and not call.ids):
            return FAULTS["expired"]
        left_out = self.missing | (self.hidden_once & set(asked))
        self.hidden_once -= left_out
        asked = [self.merged.get(pmid, pmid) for pmid in asked]
        there = [p for p in dict.fromkeys(asked) if p in self.records and p not in left_out]
        there += [p for p in there if p in self.handed_out_twice]
        there += sorted(self.strangers.difference(there))
        body = "".join(self.records[pmid].xml for pmid in there)
        return 200, f'<?xml version="1.0" ?>\n<PubmedArticleSet>{body}</PubmedArticleSet>'


def served(path: Path) -> dict[str, Served]:
    """Read the records of a PubMed XML file, to be served."""
    root = ElementTree.parse(path).getroot()
    found = {}
    for element in root.findall("PubmedArticle"):
        pmid = element.findtext("MedlineCitation/PMID") or ""
        element.tail = None
        found[pmid] = Served(ElementTree.tostring(element, encoding="unicode"))
    return found


def _date(text: str) -> datetime.date:
    return datetime.date(*map(int, text.split("/")))


def _handler(double: EutilsDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve("GET", urlsplit(self.path).query)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._serve("POST", self.rfile.read(length).decode())

        def _serve(self, method: str, query: str) -> None:
            parameters = {name: values[0] for name, values in parse_qs(query).items()}
            utility = urlsplit(self.path).path.removeprefix("/entrez/eutils/")
            status, body, fault = double.answer(Call(utility, method, parameters, len(self.path)))
            if fault == "drop":
                self.connection.close()
                return
            if fault == "slow":
                time.sleep(3)
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml; charset=UTF-8")
            if fault == "cut-off":  # fewer bytes than announced
                self.send_header("Content-Length", str(len(data)))
                data = data[: len(data) // 2]
            self.end_headers()
            if fault == "truncated":  # the connection ends well, the document does not
                data = data[: len(data) // 2]
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as inherited
            """Say nothing."""

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True  # the client has gone, or we dropped it

    return Handler
