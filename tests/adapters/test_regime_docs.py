"""docs/regimes.md says what rules.toml, the regimes and the guide say, and nothing older."""

import re
from pathlib import Path

import pytest

from adapters.i18n import LANGUAGES
from adapters.regime_docs import document
from adapters.rule_list import read_rules
from workflows.regime_files import shipped_regimes

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "regimes.md").read_text("utf-8")
RULE = """[[rule]]
id = "000-1"
phrase = "tối thiểu 2 lần/năm"
vi = "Hai lần."
given = "a leader"
when = "the year ends"
then = "two are owed"
regimes = ["own"]
tests = ["tests:test"]
"""


def test_the_page_is_as_make_regime_docs_writes_it() -> None:
    assert document(DOCS) == TEXT, "run make regime-docs"


def test_every_rule_and_regime_is_on_the_page_with_a_diagram_in_both_languages() -> None:
    for rule in read_rules(DOCS / "rules.toml"):
        assert f"| {rule.id} | “{rule.phrase}” |" in TEXT
        assert rule.vi in TEXT
    regimes = [file for file in shipped_regimes() if not file.abstract]
    assert len(re.findall(r"^### `", TEXT, re.MULTILINE)) == len(regimes)
    assert TEXT.count("```mermaid") == len(regimes) * len(LANGUAGES)


def test_every_link_of_the_contents_leads_to_a_heading() -> None:
    linked = re.findall(r"^ *- \[(.*)\]\(#(.*)\)$", TEXT, re.MULTILINE)
    headings = re.findall(r"^##+ (.*)$", TEXT, re.MULTILINE)
    assert len(linked) == 4 + len([file for file in shipped_regimes() if not file.abstract])
    for title, anchor in linked:
        assert title in headings
        assert " " not in anchor


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("", "give a predicate or a key"),
        ('keys = ["own: a"]\nremark = "x"\n', "remark"),
        ('keys = ["a"]\n', "keys"),
    ],
)
def test_a_rule_that_nothing_carries_out_or_that_says_more_is_refused(
    tmp_path: Path, more: str, fault: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULE + more, encoding="utf-8")
    with pytest.raises(ValueError, match=fault):
        read_rules(file)


def test_a_key_is_read_with_its_regime(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULE + 'keys = ["own: deadlines.report.lasts"]\n', encoding="utf-8")
    [rule] = read_rules(file)
    assert rule.regime_keys == (("own", "deadlines.report.lasts"),)
