"""The only door to sentence-transformers and Chroma: passages, vectors, collections."""

from kb.index.embedder import Embedder, ModelSpec
from kb.index.passages import make_passages, passage_text, text_hash
from kb.index.vectors import (
    CollectionGone,
    VectorIndex,
    collection_name,
    parse_vector_id,
    vector_id,
)

__all__ = [
    "CollectionGone",
    "Embedder",
    "ModelSpec",
    "VectorIndex",
    "collection_name",
    "make_passages",
    "parse_vector_id",
    "passage_text",
    "text_hash",
    "vector_id",
]
