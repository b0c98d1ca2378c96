"""The only wiring: a knowledge base to read, and the one door for writing."""

from kb.base.knowledge_base import KnowledgeBase, open_kb
from kb.base.starter import open_starter
from kb.base.writing import Writer, open_writer

__all__ = ["KnowledgeBase", "Writer", "open_kb", "open_starter", "open_writer"]
