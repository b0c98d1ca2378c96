"""Exports open elsewhere: each is read back by another reader than the one that wrote it."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from ingest.cli import main
from kb import ConfigurationError, KnowledgeBase


def test_xml_formats_are_read_back_by_a_plain_parser(starter: KnowledgeBase) -> None:
    graph = starter.graph()
    size = graph.number_of_nodes(), graph.number_of_edges()
    for name in ("graphml", "gexf"):
        root = ET.fromstring(starter.export_graph(name)[""])
        tags = [element.tag.rsplit("}", 1)[-1] for element in root.iter()]
        assert (tags.count("node"), tags.count("edge")) == size, name


def test_json_is_the_graph(starter: KnowledgeBase) -> None:
    back = nx.node_link_graph(json.loads(starter.export_graph("json")[""]), edges="edges")
    assert nx.utils.graphs_equal(back, starter.graph())


def test_kgx_edges_join_nodes_by_curies(starter: KnowledgeBase) -> None:
    made = starter.export_graph("kgx")
    nodes, edges = (
        list(csv.DictReader(io.StringIO(made[e]), delimiter="\t", quoting=csv.QUOTE_MINIMAL))
        for e in ("_nodes.tsv", "_edges.tsv")
    )
    ids = {row["id"] for row in nodes}
    assert len(ids) == len(nodes) and len({row["id"] for row in edges}) == len(edges)
    assert all(row["subject"] in ids and row["object"] in ids for row in edges)
    assert all(row["predicate"].startswith("biolink:") for row in edges)
    for row in edges:
        pmids = {f"PMID:{i.split('/')[0]}" for i in row["evidence"].split("|") if i}
        assert pmids == set(filter(None, row["publications"].split("|")))


def test_edge_list_is_a_table(starter: KnowledgeBase) -> None:
    import pandas as pd

    frame = pd.read_csv(io.StringIO(starter.export_graph("csv")[""]))
    assert len(frame) == starter.graph().number_of_edges()
    with pytest.raises(ConfigurationError):
        starter.export_graph("dot")


def test_commands_mirror_the_verbs(
    starter: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: object,
) -> None:
    monkeypatch.setenv("KB_HOME", str(starter.path))

    def document(*arguments: str) -> object:
        assert main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert len(document("graph", "neighbours", "MBB", "--limit", "3")) == 3
    assert document("graph", "evidence", "MBB", "fluoroscopy")[0]["sentence"]
    assert document("graph", "paths", "vertebroplasty", "fluoroscopy")[0]["steps"]
    cells = document("graph", "gaps", "--row", "MBB", "--column", "opioid-use")
    assert cells[0]["row"] == "medial-branch-block"
    assert len(document("claims")["claims"]) == 13
    out = f"{tmp_path}/g"
    assert main(["graph", "export", "--format", "kgx", "--output", out]) == 0
    assert main(["graph", "export", "--format", "dot", "--output", out]) == 2
