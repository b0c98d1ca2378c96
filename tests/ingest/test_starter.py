"""The starter set enters as summaries of this project, and its gold stays out."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from ingest.starter import read_starter
from kb.model import Article, Record, Source, StudyDesign


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(read_starter())


@pytest.fixture(scope="module")
def papers() -> list[dict[str, object]]:
    text = files("ingest.starter").joinpath("papers.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_paper_becomes_one_article(
    records: list[Record], papers: list[dict[str, object]]
) -> None:
    assert [record.article.pmid for record in records] == [paper["pmid"] for paper in papers]
    assert len({record.article.pmid for record in records}) == len(papers) == 146


def test_text_is_the_summary_and_marked_as_ours(
    records: list[Record], papers: list[dict[str, object]]
) -> None:
    for record, paper in zip(records, papers, strict=True):
        article = record.article
        assert article.source is Source.PROJECT_SUMMARY and article.is_summary
        assert [{"label": s.label, "text": s.text} for s in article.sections] == paper[
            "summary_sections"
        ]
        assert article.languages == ("eng",)
        assert list(article.publication_types) == paper["publication_types"]


def test_gold_never_reaches_the_article_nor_its_raw_form(
    records: list[Record], papers: list[dict[str, object]]
) -> None:
    """What the curators judged must not leak into what the reading is checked on."""
    gold = {"findings", "study_design", "region", "on_topic", "curator_note", "outcomes_ids"}
    for record, paper in zip(records, papers, strict=True):
        raw = json.loads(record.raw)
        assert gold <= set(paper) and not gold & set(raw)
        note = paper["curator_note"]
        assert not isinstance(note, str) or note not in repr(record)
        assert (record.article.design, record.article.on_topic) == (None, None)
        assert record.article.mesh == () and record.article.keywords == ()


def test_names_are_people_or_groups(records: list[Record]) -> None:
    authors = [author for record in records for author in record.article.authors]
    assert "van Wijk RMAW" in {author.citation_name for author in authors}
    assert {author.collective for author in authors} - {""} == {"Journal of Healthcare Engineering"}
    assert not any(author.initials.islower() for author in authors)


def test_designs_are_not_taken_from_the_file(records: list[Record]) -> None:
    def mentions_design(article: Article) -> bool:
        return any(str(design) in article.publication_types for design in StudyDesign)

    assert not any(mentions_design(record.article) for record in records)
