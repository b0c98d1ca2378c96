"""The server that stands in for NCBI refuses what NCBI refuses."""

from __future__ import annotations

import urllib.parse
import urllib.request

import pytest

from tests.ingest.eutils_double import EutilsDouble, Served


def send(double: EutilsDouble, utility: str, **parameters: str | int) -> str:
    """Send a request as a careless client would."""
    address = f"{double.url}/{utility}?{urllib.parse.urlencode(parameters)}"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code} {error.read().decode()}"


WHO: dict[str, str | int] = {"tool": "t", "email": "a@example.org", "term": "facet"}


def test_the_server_itself_refuses_and_reports_what_ncbi_refuses() -> None:
    """A double that let everything pass would prove nothing."""
    with EutilsDouble({"1": Served("")}) as double:
        answers = [send(double, "esearch.fcgi", **WHO) for _ in range(4)]
        assert answers[0].startswith("<?xml") and answers[3].startswith("HTTP 429")
        assert "3 are allowed" in double.broken.pop()
        double.calls.clear()
        assert "9998" in send(double, "esearch.fcgi", **WHO, retstart=9_999)
        assert "past the 9,999th" in double.broken.pop()
        double.calls.clear()
        send(double, "esearch.fcgi", term="facet", mindate="2020/01/01")
        assert len(double.broken) == 2  # nobody asks, and half a window
        double.broken.clear()
        double.calls.clear()
        long = send(
            double, "efetch.fcgi", **WHO, id=",".join(map(str, range(10_000_000, 10_000_300)))
        )
        assert long.startswith("HTTP 414") and double.broken
        double.broken.clear()


def test_the_server_fails_the_test_whose_client_broke_a_rule() -> None:
    with pytest.raises(AssertionError, match="3 are allowed"), EutilsDouble({"1": Served("")}) as d:
        for _ in range(4):
            send(d, "esearch.fcgi", **WHO)
