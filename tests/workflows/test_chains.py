"""What the tests publish: whole chains of regimes, and chains that one key is missing in."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from domain.deadline import DeadlineKind
from tests.builders import World
from tests.regimes import DATA, chain, key_removed, without_key
from workflows.regime_files import shipped_regimes
from workflows.regime_text import parse_regime

TEXTS = {
    **{file.name: file.text for file in shipped_regimes()},
    **{path.name: path.read_text("utf-8") for path in sorted(Path(DATA).glob("*.toml"))},
}


def paths(table: dict[str, Any], above: str = "") -> list[str]:
    """Every key of a file that stands on a line of its own, and every row."""
    found = []
    for key, value in table.items():
        path = f"{above}{key}"
        if key in ("transitions", "ladder"):
            found += [f"{path}.{row.get('trigger') or row.get('rung')}" for row in value]
            continue
        found.append(path)
        if isinstance(value, dict) and key not in ("extends", "small"):
            found += paths(value, f"{path}.")
    return found


def taken_out(table: dict[str, Any], path: str) -> dict[str, Any]:
    """What is left to be said, by the table itself."""
    first, _, row = path.partition(".")
    if first in ("transitions", "ladder"):
        rows = [one for one in table[first] if row not in (one.get("trigger"), one.get("rung"))]
        left = {**table, first: rows}
        return left if rows else {key: value for key, value in left.items() if key != first}
    *tables, key = path.split(".")
    place = table
    for name in tables:
        place = place[name]
    del place[key]
    return table


@pytest.mark.parametrize("name", TEXTS)
def test_every_key_of_every_regime_can_be_taken_out_and_nothing_else_goes(name: str) -> None:
    text = TEXTS[name]
    for path in dict.fromkeys(paths(tomllib.loads(text))):
        found = tomllib.loads(without_key(text, path))
        wanted = taken_out(tomllib.loads(text), path)
        assert _full(found) == _full(wanted), path


def _full(table: Any) -> Any:
    """A table of which nothing is left may stand there or not."""
    if not isinstance(table, dict):
        return table
    full = {key: _full(value) for key, value in table.items()}
    return {key: value for key, value in full.items() if value != {}}


def test_a_chain_begins_with_what_is_extended_and_knows_ids_and_versions() -> None:
    assert list(chain("ninh-binh")) == ["base 1", "ninh-binh 2018.1"]
    assert chain("ninh-binh-2018.1") == chain("ninh-binh")
    assert list(chain("two-tiers")) == ["base 1", "two-tiers 1"]


def lasts(texts: dict[str, str]) -> tuple[int | None, str | None]:
    *_, text = texts.values()
    report = parse_regime(text, lambda ref: texts[str(ref)]).deadlines[DeadlineKind.REPORT]
    return report.before_day, report.lasts


def test_without_its_own_key_a_regime_has_what_it_inherits() -> None:
    assert lasts(chain("ninh-binh")) == (10, None)
    texts = chain("ninh-binh", without="deadlines.report.before_day")
    assert lasts(texts) == (None, "3wd")
    assert texts["base 1"] == chain("base")["base 1"]


def test_a_key_that_is_inherited_is_taken_out_where_it_stands() -> None:
    texts = chain("ninh-binh", without="transitions.reply")
    assert texts["ninh-binh 2018.1"] == chain("ninh-binh")["ninh-binh 2018.1"]
    rows = tomllib.loads(texts["base 1"])["transitions"]
    assert "reply" not in {row["trigger"] for row in rows}


@pytest.mark.parametrize("path", ["rubrics", "deadlines.report.cases", "extends.id", "source.x"])
def test_a_key_that_is_nowhere_is_told(path: str) -> None:
    with pytest.raises(KeyError):
        chain("ninh-binh", without=path)


def test_meanwhile_whoever_asks_gets_the_chain_without_the_key() -> None:
    with key_removed("ninh-binh", "deadlines.report.before_day"):
        assert lasts(chain("ninh-binh")) == (None, "3wd")
        assert lasts(chain("two-tiers")) == lasts(chain("three-tiers")) == (None, "3wd")
        world = World().found(chain)
        assert "before_day" not in _published(world)
    assert lasts(chain("ninh-binh")) == (10, None)
    assert "before_day" in _published(World().found(chain))


def _published(world: World) -> str:
    facts = [one.fact for one in world.store.read() if one.fact.type == "regime-published.v1"]
    return str(getattr(facts[-1], "text"))  # noqa: B009 - the union is narrowed by its name
