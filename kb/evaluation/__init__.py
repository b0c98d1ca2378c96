"""Scores of reading and of search against gold sets, and how far the vocabulary covers a store."""

from kb.evaluation.documents import article_of, document_of, read_documents
from kb.evaluation.evaluating import FIELDS, Evaluation, Row, evaluate, markdown_table
from kb.evaluation.prediction import extract, predictions
from kb.evaluation.queries import Query, read_queries
from kb.evaluation.ranking import SearchEvaluation, evaluate_search, search_table
from kb.evaluation.release import FieldAccuracy, GoldSet, field_accuracy, release_scores
from kb.evaluation.scores import score

__all__ = [
    "FIELDS",
    "Evaluation",
    "FieldAccuracy",
    "GoldSet",
    "Query",
    "Row",
    "SearchEvaluation",
    "article_of",
    "document_of",
    "evaluate",
    "evaluate_search",
    "extract",
    "field_accuracy",
    "markdown_table",
    "predictions",
    "read_documents",
    "read_queries",
    "release_scores",
    "score",
    "search_table",
]
