"""Text from records becomes text on the page, never HTML or markdown: the only place for it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Every ASCII punctuation mark may be escaped in CommonMark; escaping all of them leaves no list
# of special ones to keep up with.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Emoji short codes, material icons and bare links are looked for after escapes are undone; a
# word joiner, which is invisible and takes no room, keeps the pattern from matching.
_JOINER = "\u2060"
_LATE = re.compile(r"\\([:@])|(?<=[wW]{3})\\\.")
# Nothing of a record may steer the terminal or browser: control and lone surrogate characters.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Marks that turn the direction of all that follows; text is isolated by dir="auto" instead.
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def markdown_text(text: str) -> str:
    r"""Escape text for anything that Streamlit reads as markdown: messages, labels, badges.

    Examples
    --------
    >>> print(markdown_text("*p* < $5"))
    \*p\* \< \$5
    """
    escaped = _PUNCTUATION.sub(r"\\\1", " ".join(_plain(text).split()))
    return _LATE.sub(lambda match: match[0] + _JOINER, escaped)


def html_text(text: str) -> str:
    """Escape text for the inside of an element or a quoted attribute.

    Examples
    --------
    >>> html_text('<script>"x"</script>')
    '&lt;script&gt;&quot;x&quot;&lt;/script&gt;'
    """
    return html.escape(_plain(text), quote=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, as offsets into it, and the HTML to put before and after it."""

    start: int
    end: int
    before: str
    after: str


def marked_html(
    text: str,
    marks: Iterable[Mark],
    offset: int = 0,
    write: Callable[[int, int], str] | None = None,
) -> str:
    """Escape text and put tags around stretches of it.

    Parameters
    ----------
    marks : iterable of Mark
        Those that reach outside the text are cut to it; of two that overlap the earlier, then
        the longer, is kept, so that tags never cross.
    offset : int
        Where `text` begins in the string that the marks' offsets count in.
    write : callable, optional
        Writes a stretch of `text` between two offsets into it as HTML; :func:`html_text` without.

    Examples
    --------
    >>> marked_html("a < b", [Mark(0, 1, "<mark>", "</mark>")])
    '<mark>a</mark> &lt; b'
    """
    stretch = write or (lambda start, end: html_text(text[start:end]))
    out: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        start, end = max(0, mark.start - offset), min(len(text), mark.end - offset)
        if start < at or end <= start:
            continue
        out += [stretch(at, start), mark.before, stretch(start, end), mark.after]
        at = end
    out.append(stretch(at, len(text)))
    return "".join(out)


def _plain(text: str) -> str:
    """Text without characters that cannot be shown or that reorder their surroundings."""
    return _DIRECTION.sub("", _UNSHOWABLE.sub("\ufffd", text))
