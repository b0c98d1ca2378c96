"""From a question to hits: words, meaning and concepts, fused, filtered, explained."""

from kb.search.engine import SearchEngine
from kb.search.parameters import RankingParameters

__all__ = ["RankingParameters", "SearchEngine"]
