"""docs/rules.toml, walked: every rule of DOMAIN 3 is in it, and its tests would notice if it went.

A mutant is the program with a predicate that says the opposite, or with a regime that lacks a key.
The tests of a rule must kill each of its mutants, by an assertion: a regime that cannot be read or
that makes no sense proves nothing.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial, wraps
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import adapters.databases  # noqa: F401 - some of the tests read lists
from adapters.rule_list import RegimeKey, Rule, read_rules
from domain.deadline import RegimeRef
from tests.regimes import chain, key_removed
from workflows.regime_files import load_regime, shipped_regimes
from workflows.regime_lint import lint_text

RULES = read_rules(Path(__file__).parents[2] / "docs/rules.toml")
OF_DOMAIN_3 = [
    f"{document:03d}-{number}"
    for document, rules in enumerate((9, 6, 11, 5, 3))
    for number in range(1, rules + 1)
]
PACKAGES = ("domain", "workflows", "projections", "adapters")
UNTOUCHED = ("effective_from", "effective_to", "tiers", "delivery.holder")
"""What a regime cannot be without: taking it out proves nothing."""


class Mutant(NamedTuple):
    rule: Rule
    change: str
    made: Callable[[], AbstractContextManager[None]]

    def __str__(self) -> str:
        return f"{self.rule.id} {self.change}"


def called(name: str) -> Callable[..., Any]:
    """What ``module:function`` or ``module:TABLE[name]`` names."""
    module, _, path = name.partition(":")
    table, _, key = path.rstrip("]").partition("[")
    found = getattr(import_module(module), table)
    return found[key] if key else found  # type: ignore[no-any-return]


def turned_round(said: Any) -> Any:
    """True is false, something is nothing, and nothing of a number is one of it."""
    if isinstance(said, bool):
        return not said
    if isinstance(said, int):
        return int(not said)
    return None if said is not None else ()


@contextmanager
def negated(name: str) -> Iterator[None]:
    """Meanwhile the predicate says the opposite, under whatever name it is called."""
    original = called(name)

    @wraps(original)
    def opposite(*args: Any, **kwargs: Any) -> Any:
        return turned_round(original(*args, **kwargs))

    places = list(_places_of(original))
    for table, key in places:
        table[key] = opposite
    try:
        yield
    finally:
        for table, key in places:
            table[key] = original


def _places_of(function: object) -> Iterator[tuple[MutableMapping[str, Any], str]]:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in PACKAGES:
            continue
        for key, value in list(vars(module).items()):
            if value is function:
                yield vars(module), key
            elif isinstance(value, dict) and not key.startswith("__"):
                yield from ((value, inner) for inner, one in value.items() if one is function)


def mutants_of(rule: Rule) -> Iterator[Mutant]:
    for name in rule.predicates:
        yield Mutant(rule, f"not {name}", partial(negated, name))
    for key in rule.regime_keys:
        yield Mutant(rule, f"{key.regime} without {key.path}", partial(key_removed, *key))


MUTANTS = [mutant for rule in RULES for mutant in mutants_of(rule)]


def fate(mutant: Mutant) -> str:
    """``killed`` where a test of the rule fails by an assertion."""
    with mutant.made():
        for test in mutant.rule.tests:
            try:
                called(test)()
            except AssertionError:
                return "killed"
            except Exception as error:
                return f"fell over: {error!r}"
    return "survived"


def test_every_rule_of_domain_3_is_there_once_and_in_order() -> None:
    assert [rule.id for rule in RULES] == OF_DOMAIN_3
    assert len(OF_DOMAIN_3) == 34


def test_rules_name_shipped_regimes_and_only_what_data_protection_refuses_is_out() -> None:
    shipped = {file.id for file in shipped_regimes() if not file.abstract}
    carried = {regime for rule in RULES for regime in rule.regimes}
    assert carried == shipped
    assert all({key.regime for key in rule.regime_keys} <= {*rule.regimes} for rule in RULES)
    assert [rule.id for rule in RULES if rule.out_of_scope] == ["003-4"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_tests_that_carry_its_id_and_pass(rule: Rule) -> None:
    assert rule.tests
    for name in rule.tests:
        test = called(name)
        assert f"test_{rule.id.replace('-', '_')}_" in name
        assert not signature(test).parameters
        test()


KEYS = [key for rule in RULES for key in rule.regime_keys]


@pytest.mark.parametrize("key", KEYS, ids=": ".join)
def test_a_regime_makes_sense_without_a_key_that_stands_for_a_rule(key: RegimeKey) -> None:
    assert not key.path.startswith(UNTOUCHED)
    texts: Mapping[str, str] = chain(key.regime, without=key.path)
    own = str(load_regime(key.regime).ref)

    def beside(ref: RegimeRef) -> str:
        return texts[str(ref)]

    assert lint_text(texts[own], beside) == ()


def test_the_tests_of_every_rule_kill_all_its_mutants(
    record_property: Callable[[str, object], None],
) -> None:
    fates = {str(mutant): fate(mutant) for mutant in MUTANTS}
    others = {mutant: fate for mutant, fate in fates.items() if fate != "killed"}
    killed, rules = len(fates) - len(others), {mutant.rule.id for mutant in MUTANTS}
    told = f"rule book: killed {killed} of {len(fates)} mutants of {len(rules)} rules"
    record_property("figure", told)
    assert not others, "\n".join(f"{mutant}: {fate}" for mutant, fate in others.items())
    assert rules == set(OF_DOMAIN_3)


def test_what_a_mutant_changed_is_as_it_was_afterwards() -> None:
    before = [called(name) for rule in RULES for name in rule.predicates]
    for mutant in MUTANTS:
        with mutant.made():
            pass
    assert [called(name) for rule in RULES for name in rule.predicates] == before
    assert all(chain(key.regime) != chain(key.regime, without=key.path) for key in KEYS)
