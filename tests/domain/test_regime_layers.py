"""Laying regimes over each other gives the same table to whoever reads the published texts."""

import pytest

from domain.regime_layers import laid_over, merged
from tests.regimes import chain
from workflows.regime_files import regime_text, shipped_regimes
from workflows.regime_text import merged_table

BASE = """\
id = "base"
version = "1"
abstract = true
sources = ["chapter", "members"]
[extension]
times = 1
adds = "15d"
[deadlines.report]
rule = "P"
lasts = "3wd"
[[transitions]]
trigger = "reply"
to = "replied"
[[transitions]]
trigger = "assign"
to = "assigned"
[[transitions]]
trigger = "assign"
to = "assigned"
when = ["returned"]
"""
CHILD = """\
id = "child"
version = "2"
extends = { id = "base", version = "1" }
sources = ["cadre"]
[extension]
times = 2
[deadlines.report]
before_day = 10
[[transitions]]
trigger = "assign"
to = "triaged"
"""
GRANDCHILD = 'id = "own"\nversion = "3"\nextends = { id = "child", version = "2" }\n'
TEXTS = {"base 1": BASE, "child 2": CHILD, "own 3": GRANDCHILD}


def test_tables_merge_lists_replace_and_the_rows_of_a_trigger_go_together() -> None:
    table = merged("child 2", TEXTS)
    assert table["sources"] == ["cadre"]
    assert table["extension"] == {"times": 2, "adds": "15d"}
    assert table["deadlines"] == {"report": {"rule": "P", "before_day": 10}}
    assert [(row["trigger"], row["to"]) for row in table["transitions"]] == [
        ("reply", "replied"),
        ("assign", "triaged"),
    ]


def test_what_a_regime_extends_and_that_it_is_only_to_be_extended_is_not_inherited() -> None:
    assert merged("base 1", TEXTS)["abstract"] is True
    table = merged("own 3", TEXTS)
    assert "abstract" not in table
    assert table["extends"] == {"id": "child", "version": "2"}
    assert table["extension"] == {"times": 2, "adds": "15d"}


def test_only_a_deadline_drops_the_way_to_last_that_it_inherits() -> None:
    table = laid_over(
        {"rubric": {"criteria": {"given": 1}}}, {"rubric": {"criteria": {"cases": 2}}}
    )
    assert table["rubric"]["criteria"] == {"given": 1, "cases": 2}


def test_the_texts_are_as_they_were_after_they_were_merged() -> None:
    before = merged("base 1", TEXTS)
    kept = repr(before)
    merged("own 3", TEXTS)
    assert repr(merged("base 1", TEXTS)) == repr(before) == kept


@pytest.mark.parametrize("ref", ["other 1", "orphan 1"])
def test_a_text_that_is_missing_is_told(ref: str) -> None:
    texts = {"orphan 1": 'id = "orphan"\nextends = { id = "gone", version = "1" }\n'}
    with pytest.raises(KeyError):
        merged(ref, texts)


@pytest.mark.parametrize("id", [file.id for file in shipped_regimes() if not file.abstract])
def test_readers_of_published_texts_and_the_desk_see_the_same_regime(id: str) -> None:
    texts = chain(id)
    ref = list(texts)[-1]
    assert merged(ref, texts) == merged_table(texts[ref], regime_text)
