"""Train the model that guesses what a sentence does: ``python tools/train_sentence_roles.py``.

PubMedQA's labelled sections (MIT licence), each abstract as if it had no headings. Trained on the
abstracts at even places in the order of their PMIDs; those at odd places are kept out, and the
share of their sentences guessed right is printed. The words of no abstract are kept: the file
holds words and word pairs that at least four abstracts' sentences share, with their weights.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kb.model import AbstractSection, SentenceRole
from kb.reading.findings.roles import section_role
from kb.reading.patterns import lower
from kb.reading.sentence_guess import ORDER, ROLES, WEIGHTS, features, guess_roles
from kb.reading.sentences import split_sentences

ROOT = Path(__file__).resolve().parent.parent
DATA = Path("data/retrieval/pubmedqa/ori_pqal.json")
SHA256 = "8b3276be8942ebbd77f3ddcda12c1749bf0e490045a736fd8438ee40cf37a41d"
"""Of the data the weights were made from."""
SEED = 0
# Chosen by five-fold cross-validation among the even places.
STRENGTH = 0.3
KEPT = 1500
RAREST = 4
# Aims stand among the background in these data as often as under a heading of their own.
_AS = {
    "background": SentenceRole.BACKGROUND,
    "aim": SentenceRole.BACKGROUND,
    "methods": SentenceRole.METHODS,
    "results": SentenceRole.RESULTS,
    "conclusion": SentenceRole.CONCLUSION,
}


class Labelled(NamedTuple):
    """One abstract without its headings: sentences in lower case, and what each does.

    ``None`` stands for a sentence under a heading that does not say.
    """

    text: str
    spans: Sequence[tuple[int, int]]
    roles: Sequence[SentenceRole | None]

    @property
    def sentences(self) -> list[str]:
        """The sentences in lower case."""
        return [self.text[a:b] for a, b in self.spans]


def labelled(path: Path) -> Iterator[Labelled]:
    """Abstracts of PubMedQA in the order of their PMIDs.

    Raises
    ------
    ValueError
        The file is not the one that the weights were made from.
    """
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise ValueError(f"{path} is not the file that the weights were made from ({SHA256}).")
    for _, entry in sorted(json.loads(raw).items(), key=lambda item: int(item[0])):
        parts = list(zip(entry["LABELS"], entry["CONTEXTS"], strict=True))
        parts.append(("CONCLUSIONS", entry["LONG_ANSWER"]))
        yield _joined(parts)


def _joined(parts: Sequence[tuple[str, str]]) -> Labelled:
    """Sections run together, with the role that each heading gave."""
    text, ends = "", list[tuple[int, SentenceRole | None]]()
    for label, body in parts:
        text += (" " if text else "") + body
        ends.append((len(text), _AS.get(section_role(AbstractSection(label, ""))[0])))
    spans = split_sentences(text)
    middles = [(a + b) // 2 for a, b in spans]
    roles = [next(role for end, role in ends if middle < end) for middle in middles]
    return Labelled(lower(text), spans, roles)


def train(abstracts: Sequence[Labelled]) -> dict[str, object]:
    """Fit the weights, in hundredths."""
    rows = [
        (features(low, i, len(a.spans)), ROLES.index(role))
        for a in abstracts
        for i, (low, role) in enumerate(zip(a.sentences, a.roles, strict=True))
        if role is not None
    ]
    seen = Counter(f for found, _ in rows for f in found)
    names = sorted(f for f, count in seen.items() if count >= RAREST)
    weights, _ = _fit(rows, names)
    heavy = np.abs(weights).max(axis=0) * np.sqrt([seen[name] for name in names])
    order = np.argsort(-heavy, kind="stable")[:KEPT]
    names = sorted(names[i] for i in order)
    weights, intercept = _fit(rows, names)
    size = len(ROLES)
    steps, start = np.full((size, size), 0.5), np.full(size, 0.5)
    for a in abstracts:
        said = [ROLES.index(role) for role in a.roles if role is not None]
        for one, other in pairwise(said):
            steps[one, other] += 1
        if said:
            start[said[0]] += 1
    share = np.log(np.bincount([role for _, role in rows], minlength=size) / len(rows))
    steps = ORDER * (np.log(steps / steps.sum(axis=1, keepdims=True)) - share)
    start = ORDER * (np.log(start / start.sum()) - share)
    return {
        "weights": {name: _hundredths(weights[:, i]) for i, name in enumerate(names)},
        "intercept": _hundredths(intercept),
        "start": _hundredths(start),
        "steps": [_hundredths(row) for row in steps],
    }


def _fit(
    rows: Sequence[tuple[frozenset[str], int]], names: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Weights and intercepts over these features."""
    column = {name: i for i, name in enumerate(names)}
    where = [(i, column[f]) for i, (found, _) in enumerate(rows) for f in found if f in column]
    where.sort()
    one, other = zip(*where, strict=True)
    table = csr_matrix((np.ones(len(where)), (one, other)), shape=(len(rows), len(names)))
    model = LogisticRegression(C=STRENGTH, max_iter=1000, random_state=SEED)
    model.fit(table, [role for _, role in rows])
    return model.coef_, model.intercept_


def _hundredths(values: np.ndarray) -> list[int]:
    """Whole hundredths: the sums of a guess are then the same on every machine."""
    return [round(float(v) * 100) for v in values]


def as_text(model: Mapping[str, object]) -> str:
    """JSON with a feature a line, so that a change can be read."""
    text = json.dumps(model, ensure_ascii=False, sort_keys=True)
    return text.replace("], ", "],\n").replace("{", "{\n").replace("}", "\n}") + "\n"


def main() -> None:
    """Train, write the weights, print the share of kept-out sentences guessed right."""
    shared = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    abstracts = list(labelled(shared / DATA))
    text = as_text(train(abstracts[::2]))
    (ROOT / "kb" / "reading" / WEIGHTS).write_text(text, encoding="utf-8", newline="\n")
    pairs = [
        (guess, role)
        for a in abstracts[1::2]
        for guess, role in zip(guess_roles(a.sentences), a.roles, strict=True)
        if role is not None
    ]
    right = sum(guess is role for guess, role in pairs)
    sys.stdout.write(
        f"{right} of {len(pairs)} kept-out sentences right ({right / len(pairs):.3f})\n"
    )


if __name__ == "__main__":
    main()
