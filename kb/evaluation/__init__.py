"""Scores of reading against gold sets, and how far the vocabulary covers what is stored."""

from kb.evaluation.documents import article_of, document_of, read_documents
from kb.evaluation.evaluating import FIELDS, Evaluation, Row, evaluate, markdown_table
from kb.evaluation.prediction import extract, predictions
from kb.evaluation.release import FieldAccuracy, GoldSet, field_accuracy, release_scores
from kb.evaluation.scores import score

__all__ = [
    "FIELDS",
    "Evaluation",
    "FieldAccuracy",
    "GoldSet",
    "Row",
    "article_of",
    "document_of",
    "evaluate",
    "extract",
    "field_accuracy",
    "markdown_table",
    "predictions",
    "read_documents",
    "release_scores",
    "score",
]
