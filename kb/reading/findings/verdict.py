"""A verdict on an outcome, and the shapes of figures that several verdicts rest on."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.model import Basis, Direction

SHARE = re.compile(
    r"\d ?(?:%|percent|per cent)|\b\d+ (?:out )?of (?:the )?\d+|\b\d+/\d+|\(\d+\)"
    r"|\b(?:\w+ty(?:-\w+)?|\w+teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r" (?:percent|per cent)\b"
)
TWO = re.compile(
    r"\d[^;]{0,40}?\b(?:vs|versus|against|compared (?:with|to)|instead of"
    r"|than)\b[^;]{0,40}?\d|respectively|\d ?%[^;]{0,60}\d ?%"
    r"|\d[^;]{0,40}\band \d[^;]{0,30}\b(?:with|in|for|after)\b"
)
MOST = re.compile(
    r"\b(?:most|majority|all|every|half|third|quarter|two[- ]thirds|\w+teen|two|three|four|five"
    r"|six|seven|eight|nine|ten|twelve|twenty)\b"
)
FIGURE = re.compile(r"\d")


class Verdict(NamedTuple):
    """Which way, on what basis, and the rule that said so."""

    direction: Direction
    basis: Basis
    rule: str
