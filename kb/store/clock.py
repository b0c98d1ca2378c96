"""The time as the store writes it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond: two runs can share a second."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
