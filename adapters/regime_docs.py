"""docs/regimes.md, made from docs/rules.toml, the regimes, their words and the hand-written guide.

``python -m adapters.regime_docs docs/regimes.md`` writes it (``make regime-docs``).
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path

from adapters.i18n import LANGUAGES, Translator
from adapters.regime_summary import summary
from adapters.rule_list import Rule, read_rules
from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.organisation import UnitKind
from domain.values import Source
from workflows.machine import ALIASES
from workflows.reach import BODIES
from workflows.regime import RegimeSpec
from workflows.regime_diagram import mermaid
from workflows.regime_files import RegimeFile, load_regime, shipped_regimes
from workflows.roles import ROLES
from workflows.rules import GUARDS, RULES

Languages = Sequence[Translator]
"""Every text stands in all of them, the first one first."""

MADE = "<!-- Made by `make regime-docs`; change docs/rules.toml, a regime or the guide instead. -->"


def document(docs: Path) -> str:
    """The whole text; ``docs`` is the folder with the rules and the guides."""
    words = [Translator(language) for language in LANGUAGES]
    rules = read_rules(docs / "rules.toml")
    specs = [load_regime(f"{file.id}-{file.version}") for file in _regimes()]
    parts = [_guide(docs, language) for language in LANGUAGES]
    parts += [f"## {_both('regime-docs.regimes', words)}"]
    for spec in specs:
        carried = [rule for rule in rules if spec.id in rule.regimes]
        parts += _regime(spec, carried, words)
    parts += [f"## {_both('regime-docs.words', words)}", *_vocabulary(specs, words)]
    about = [translate("regime-docs.about") for translate in words]
    head = [MADE, f"# {_both('regime-docs.title', words)}", *about, _contents(parts)]
    return "\n\n".join([*head, *parts]) + "\n"


def _contents(parts: Iterable[str]) -> str:
    """Links to the large headings, and to each regime's."""
    heads = (part.partition("\n")[0] for part in parts if part.startswith(("## ", "### `")))
    parted = (head.partition(" ") for head in heads)
    return "\n".join(
        f"{'  ' * (len(marks) - 2)}- [{title}](#{_anchor(title)})" for marks, _, title in parted
    )


def _anchor(title: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _regimes() -> Iterable[RegimeFile]:
    return (file for file in shipped_regimes() if not file.abstract)


def _guide(docs: Path, language: str) -> str:
    return (docs / f"regimes-guide.{language}.md").read_text(encoding="utf-8").strip()


def _both(key: str, words: Languages) -> str:
    return " · ".join(dict.fromkeys(translate(key) for translate in words))


def _regime(spec: RegimeSpec, rules: Sequence[Rule], words: Languages) -> Iterator[str]:
    yield f"### `{spec.id}` {spec.version}"
    yield f"[{spec.id}.toml](../workflows/regimes/{spec.id}.toml)"
    yield _table(("", spec.label.vi, spec.label.en), _said(spec, words))
    for translate in words:
        title = translate("regime-docs.diagram")
        drawn = mermaid(spec, translate.language, translate.label).rstrip("\n")
        yield f"<details><summary>{title}</summary>\n\n```mermaid\n{drawn}\n```\n\n</details>"
    heads = [_both(column, words) for column in _RULE_COLUMNS]
    yield _table(heads, (_rule(rule, words) for rule in rules))


_RULE_COLUMNS = (
    "regime-docs.rule",
    "regime-docs.phrase",
    "regime-docs.told",
    "regime-docs.carried-out",
    "regime-docs.proof",
)


def _said(spec: RegimeSpec, words: Languages) -> Iterator[Sequence[str]]:
    for lines in zip(*(summary(spec, translate) for translate in words), strict=True):
        heading = _both(lines[0][0], words)
        yield heading, *(text for _, text in lines)


def _rule(rule: Rule, words: Languages) -> Iterator[str]:
    yield rule.id
    yield f"“{rule.phrase}”"
    english = f"Given {rule.given}, when {rule.when}, then {rule.then}."
    yield f"{rule.vi}<br><br>{english}"
    kept = [*rule.predicates, *rule.keys]
    refused = [_both("regime-docs.out-of-scope", words)] if rule.out_of_scope else []
    yield "<br>".join([*refused, *(f"`{name}`" for name in kept)])
    yield "<br>".join(f"`{test}`" for test in rule.tests)


def _vocabulary(specs: Sequence[RegimeSpec], words: Languages) -> Iterator[str]:
    """What may be written in a file, with what people call it."""
    triggers = dict.fromkeys(row.trigger for spec in specs for row in spec.transitions)
    families: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("regime-docs.words-unit-kind", "unit-kind", _values(UnitKind)),
        ("regime-docs.words-source", "source", _values(Source)),
        ("regime-docs.words-role", "role", ROLES),
        ("regime-docs.words-state", "state", [*_values(Status), *ALIASES]),
        ("regime-docs.words-trigger", "trigger", triggers),
        ("regime-docs.words-rule", "rule", [*RULES, *GUARDS]),
        ("regime-docs.words-deadline", "deadline", _values(DeadlineKind)),
        ("regime-docs.words-rung-body", "rung-body", sorted(BODIES)),
    )
    for title, family, codes in families:
        yield f"### {_both(title, words)}"
        heads = (_both("regime-docs.written", words), "Tiếng Việt", "English")
        rows = ([f"`{code}`", *(one.label(family, code) for one in words)] for code in codes)
        yield _table(heads, rows)


def _values(enumeration: type[Enum]) -> list[str]:
    return [str(member.value) for member in enumeration]


def _table(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(document(page.parent), encoding="utf-8")
