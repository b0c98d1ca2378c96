"""Text to concepts, study design, region, guidance and topic: pure functions over one record.

The only input besides the record is the vocabulary: the packaged file, with a librarian's own
laid over it.
"""

from kb.reading.reader import Reader
from kb.reading.registry import trial_numbers
from kb.reading.sentences import split_sentences
from kb.reading.tokens import tokenize
from kb.reading.vocabulary import Vocabulary
from kb.reading.vocabulary_file import load_vocabulary, vocabulary_from_json

__all__ = [
    "Reader",
    "Vocabulary",
    "load_vocabulary",
    "split_sentences",
    "tokenize",
    "trial_numbers",
    "vocabulary_from_json",
]
