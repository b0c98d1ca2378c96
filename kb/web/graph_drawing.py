"""How the graph around a concept is drawn: places, shapes and hues."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.model import Category, Concept, Neighbour, Predicate
from kb.web.components import spell

_ROW = 46  # pixels a node and its name take
_SIDES = {-1: "left", 0: "bottom", 1: "right"}


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as it is drawn."""

    start: str
    end: str
    neighbour: Neighbour

    @property
    def name(self) -> str:
        """How the address names it."""
        return f"{self.start}~{self.end}~{self.neighbour.predicate}"


def _corners(number: int, inner: float = 1.0) -> list[tuple[float, float]]:
    """Corners of a regular polygon within -1 to 1; of a star, where every other lies inside."""
    angles = [2 * math.pi * corner / number - math.pi / 2 for corner in range(number)]
    far = [inner if corner % 2 else 1.0 for corner in range(number)]
    return [(r * math.cos(a), r * math.sin(a)) for r, a in zip(far, angles, strict=True)]


# Hues apart from each other and from the colours of directions, and shapes for those who do not
# tell hues apart; none of the marks of directions.
_LOOKS = {
    Category.INDICATION: ("#4285f4", _corners(36)),
    Category.INTERVENTION: (
        "#0b9696",
        [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    ),
    Category.OUTCOME: ("#9c5adc", _corners(6)),
    Category.ANATOMY: ("#a98a1d", _corners(5)),
    Category.IMAGING: ("#00ace6", _corners(10, 0.5)),
    Category.COMPLICATION: ("#d83c96", _corners(8, 0.45)),
}
_OTHER = ("#78909c", [(-1.0, -0.5), (1.0, -0.5), (1.0, 0.5), (-1.0, 0.5)])


def height(nodes: Sequence[str]) -> int:
    """Pixels that the drawing needs."""
    return max(420, _ROW * (len(nodes) // 2) + 60)


def option(
    centre: Concept,
    nodes: Sequence[str],
    edges: Sequence[Edge],
    known: Mapping[str, Concept],
    weight: Mapping[str, int],
) -> dict[str, Any]:
    """Write what the chart draws."""
    present = _present(nodes, known)
    places = _places(nodes)
    return {
        "animation": False,
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "preserveAspect": True,
                # room for names, which stand outside and break into lines
                "left": 115,
                "right": 115,
                "top": 30,
                "bottom": 30,
                "roam": True,
                "draggable": True,
                "selectedMode": "single",
                "categories": [
                    {
                        "name": spell(c),
                        "symbol": f"path://{_path(_look(c)[1])}",
                        "itemStyle": {"color": _look(c)[0]},
                    }
                    for c in present
                ],
                "label": {
                    "show": True,
                    "fontSize": 12,
                    "lineHeight": 13,
                    "width": 86,
                    "overflow": "break",
                },
                "data": [
                    {
                        "name": node,
                        "x": places[node][0],
                        "y": places[node][1],
                        "category": present.index(known[node].category),
                        "symbolSize": 44 if node == centre.id else 12 + min(24, weight[node]),
                        "label": {
                            "formatter": known[node].pref_label,
                            "position": _SIDES[(places[node][0] > 0) - (places[node][0] < 0)],
                        },
                    }
                    for node in nodes
                ],
                "links": [
                    {
                        "source": e.start,
                        "target": e.end,
                        "lineStyle": {
                            "width": 1 + min(7, e.neighbour.studies / 4),
                            "type": "dashed"
                            if e.neighbour.predicate is Predicate.CO_MENTIONED
                            else "solid",
                        },
                    }
                    for e in edges
                ],
            }
        ],
    }


def _present(nodes: Sequence[str], known: Mapping[str, Concept]) -> list[Category]:
    """Categories of the concepts drawn, in their own order."""
    return [each for each in Category if any(known[n].category is each for n in nodes)]


def _look(category: Category) -> tuple[str, list[tuple[float, float]]]:
    """Hue and outline of a category."""
    return _LOOKS.get(category, _OTHER)


def _path(corners: Sequence[tuple[float, float]]) -> str:
    """Outline as a path of SVG."""
    return f"M{'L'.join(f'{x:.3f},{y:.3f}' for x, y in corners)}Z"


def legend(nodes: Sequence[str], known: Mapping[str, Concept]) -> str:
    """Write what hues and shapes mean as HTML, which follows the theme and breaks on a phone."""
    entries = []
    for category in _present(nodes, known):
        hue, outline = _look(category)
        cut = ",".join(f"{50 + 50 * x:.1f}% {50 + 50 * y:.1f}%" for x, y in outline)
        entries.append(
            '<span style="display:inline-flex;align-items:center;gap:.35rem">'
            '<span aria-hidden="true" style="width:.95rem;height:.95rem;'
            f'background:{hue};clip-path:polygon({cut})"></span>{spell(category)}</span>'
        )
    style = "display:flex;flex-wrap:wrap;gap:.2rem .9rem;font-size:.9rem"
    return f'<div style="{style}">{"".join(entries)}</div>'


def _places(nodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where nodes stand: the first in the middle, the others down two bows, left and right.

    A layout by forces lays names on each other, and out of a narrow screen. Thrice as high as wide,
    since the drawing keeps its proportions and must fit a phone.
    """
    around = nodes[1:]
    rows = max(1, (len(around) + 1) // 2)
    placed = {nodes[0]: (0.0, 0.0)}
    for number, node in enumerate(around):
        height = -1 + 2 * (number // 2 + 0.5) / rows
        bow = 0.6 + 0.4 * math.sqrt(1 - height**2)
        placed[node] = (70 * (bow if number % 2 else -bow), 200 * height)
    return placed
