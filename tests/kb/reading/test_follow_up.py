"""The longest time at which outcomes were measured."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article, FollowUp
from kb.reading import Reader


def read(reader: Reader, text: str, title: str = "Medial branch blocks") -> FollowUp | None:
    article = Article("1", title=title, sections=(AbstractSection("", text),))
    found = reader.read(article).facts.follow_up
    if found is not None:
        quote = found.quote
        assert article.text(quote.section)[quote.start : quote.end] == quote.text == found.text
    return found


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Pain was scored at baseline and after 3, 6, 9 and 12 months.", 12),
        ("Assessments were made at weeks 1, 2, 4, 6, 8, and 10.", 10 / 4.345),
        ("Patients were followed for two years.", 24),
        ("The mean follow-up was 19 months (range, 12 to 30).", 19),
        ("They were followed up for 40.6 (range, 24-68) months.", 40.6),
        ("Calls were made at 1 day; 2 weeks; 1, 3, and 6 months; and 1 and 2 years.", 24),
        ("Pain fell by 53% at two to six months.", 6),
        ("Relapse occurred in 16% within 1 hour of treatment.", 1 / 730.5),
        ("Patients were reevaluated at the first and sixth months.", 6),
        ("All were seen again after a year.", 12),
        ("They were followed up for 2 y.", 24),
        ("The mean follow-up was (27.7 ± 9.6) months.", 27.7),
        ("All patients were followed up 9-40 months (mean, 15 months).", 15),
        ("The mean follow-up duration was 36 (range, 13-50) months.", 36),
        ("The 38 patients with 24 months' follow-up were studied.", 24),
        ("The average age was 67 years and the follow-up 12.3 weeks.", 12.3 / 4.345),
        ("They had injections and were reviewed for six months.", 6),
        ("The follow-up period ranged from 1 to 10 years.", 120),
        ("All were followed up for 12-28 months with an average of 16.5 months.", 16.5),
        ("They were followed for at least 3 years (range, 3-12 years; average, 7.2 years).", 86.4),
        ("Success was defined as half the pain gone for at least 3 months.", 3),
        ("Scores were taken at baseline (T0), day one (T1), 4 weeks (T2), 3 (T3) and 6 months.", 6),
        ("Relief held to two years.", 24),
        ("A year after neurotomy half were free of pain.", 12),
        ("After half a year most were well.", 6),
        ("At final review (mean 14 months) most were well.", 14),
        ("The following-up duration was 5 to 10 years.", 120),
        ("A 12-month follow-up was obtained in people with pain for at least 5 years.", 12),
        ("Exercise was done in three sessions a week throughout 6 weeks.", 6 / 4.345),
    ],
)
def test_the_longest_time_of_measurement_counts(reader: Reader, text: str, months: float) -> None:
    found = read(reader, text)
    assert found is not None
    assert found.value_months == pytest.approx(months, abs=0.001)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Patients aged 18 to 65 years with pain of at least 3 months' duration took part.",
        "A 57-year-old woman had surgery.",
        "Charts of patients seen over a 5-year period were reviewed.",
        "Inclusion asked for symptoms for more than 6 months.",
        "People between 40 and 80 years were invited.",
        "Saline was infused at 2 ml kg\u22121 h\u22121.",
        "Relief lasted 17-20 months from the first, and 15 months for repeat treatments.",
        "Its routine use has decreased the stay by 1.9 days.",
        "Over 15 months, 350 patients were screened.",
        "Only in months 40% of sales fell.",
    ],
)
def test_ages_and_histories_are_no_follow_up(reader: Reader, text: str) -> None:
    assert read(reader, text) is None


def test_opinion_has_no_follow_up(reader: Reader) -> None:
    title = "Facet joint pain: a narrative review"
    assert read(reader, "One trial found relief at 12 months.", title) is None


def test_the_time_before_an_event_of_a_case_is_no_follow_up(reader: Reader) -> None:
    title = "Abscess after facet injection: a case report"
    assert read(reader, "A man fell ill within two weeks of the injection.", title) is None
    found = read(reader, "A man fell ill. At one year he still used a chair.", title)
    assert found is not None
    assert found.value_months == 12
