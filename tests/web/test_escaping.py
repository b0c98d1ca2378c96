"""Whatever a record says, the page shows those words and nothing happens."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb.web.escaping import Mark, html_text, markdown_text, marked_html

JOINER = "\u2060"
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
spiky = st.text(st.sampled_from(list("*_`[]()<>#!|~^$:\\/&@\"'-+.=1a\n\t wWw{}")), max_size=60)
shown = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), max_size=60)


class Reader(HTMLParser):
    """Collects the tags and the text of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_comment(self, data):
        self.tags.append("comment")

    def handle_decl(self, decl):
        self.tags.append("declaration")

    def handle_data(self, data):
        self.text += data


@given(text | spiky)
def test_markdown_text_is_one_run_of_plain_text(value):
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    escaped = markdown_text(value)
    tokens = parser.parse(escaped)
    if not escaped:
        assert tokens == []
        return
    kinds = [token.type for token in tokens]
    assert kinds == ["paragraph_open", "inline", "paragraph_close"]
    parts = tokens[1].children
    assert {part.type for part in parts} <= {"text", "text_special"}
    read = "".join(part.content for part in parts)
    assert read.replace(JOINER, "") == escaped_free(value)


def escaped_free(value: str) -> str:
    """Give the words that must be read: white space collapsed, the unshowable replaced."""
    no_direction = re.sub("[\u202a-\u202e\u2066-\u2069]", "", value)
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\ufffd", no_direction)
    return " ".join(plain.split()).replace(JOINER, "")


@given(text | spiky)
def test_what_looks_for_patterns_after_escaping_finds_none(value):
    """Emoji codes, icons, colour directives and bare links are matched in unescaped text."""
    read = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown_text(value))
    assert not re.search(r":[\w+-]+:|:material/|:\w+\[|https?://|mailto:\w|\w@\w|www\.", read, re.I)


@given(text | spiky)
def test_html_text_is_text_alone_and_reads_back(value):
    escaped = html_text(value)
    assert not set(escaped) & set("<>\"'")
    read = Reader(f"<p>{escaped}</p>")
    assert read.tags == ["p"]
    if not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", value):
        assert html.unescape(escaped) == value


@given(shown, st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_marks_never_change_the_text_and_never_cross(value, places):
    marks = [Mark(start, end, '<a href="x">', "</a>") for start, end in places]
    marked = marked_html(value, marks)
    assert html.unescape(re.sub(r'<a href="x">|</a>', "", marked)) == value
    depth = 0
    for tag in re.findall(r'<a href="x">|</a>', marked):
        depth += -1 if tag == "</a>" else 1
        assert depth in (0, 1)
    assert depth == 0


def test_marks_count_in_the_whole_section_not_in_the_sentence():
    assert marked_html("a block", [Mark(12, 17, "<b>", "</b>")], offset=10) == "a <b>block</b>"


def test_of_marks_that_overlap_the_longer_is_kept():
    marks = [Mark(0, 3, "<i>", "</i>"), Mark(0, 7, "<b>", "</b>")]
    assert marked_html("a block", marks) == "<b>a block</b>"
