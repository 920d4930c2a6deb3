"""docs/rules.toml: every rule of DOMAIN 3 with what carries it out and what proves it."""

import tomllib
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import StringConstraints, model_validator

from domain.deadline import RuleName
from domain.values import Value


class RegimeKey(NamedTuple):
    """A key in the file of a regime."""

    regime: str
    path: str


KeyText = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+: [a-z0-9_.-]+$")]


class Rule(Value):
    """One rule, as a document states it and as the program keeps it."""

    id: RuleName
    phrase: str
    """The words of the document."""
    vi: str
    """What it asks for, in Vietnamese; ``given``, ``when`` and ``then`` tell it in English."""
    given: str
    when: str
    then: str
    regimes: tuple[str, ...]
    """Ids of the regimes that carry it."""
    predicates: tuple[str, ...] = ()
    """``module:function``, or ``module:TABLE[name]`` where functions stand in a table."""
    keys: tuple[KeyText, ...] = ()
    """``regime: key`` as it is written in the regime's file."""
    tests: tuple[str, ...]
    """``module:function``, each without arguments."""
    out_of_scope: bool = False
    """Refused for good (DOMAIN 8)."""

    @model_validator(mode="after")
    def _is_carried_out(self) -> "Rule":
        if not (self.predicates or self.keys):
            raise ValueError("give a predicate or a key")
        return self

    @property
    def regime_keys(self) -> tuple[RegimeKey, ...]:
        parted = (key.partition(": ") for key in self.keys)
        return tuple(RegimeKey(regime, path) for regime, _, path in parted)


class RuleList(Value):
    rule: tuple[Rule, ...]


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules in the order of the file. Raises ValueError where it is not such a list."""
    return RuleList.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).rule
