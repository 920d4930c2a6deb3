"""Units move: the tree is that of the day asked about, as far as was told (DOMAIN 2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.directory import Directory, fold
from domain.directory_records import Stay, UnitRecord
from domain.organisation import (
    OrganisationFact,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    Post,
    ProvinceEstablished,
    RegimeBound,
    UnitKind,
)
from domain.period import Period
from tests.organisations import (
    FOUNDED,
    PROVINCE,
    START,
    appointed,
    day,
    directory_of,
    recorded,
    unit,
)

MARCH, JULY = day("2018-03-01"), day("2018-07-01")
COMMUNE, CHAPTER = "NB-D1-X1", "NB-D1-X1-C1"
EVE = timedelta(days=1)


def moved(unit: str, parent: str, valid_from: date = JULY) -> OrgUnitMoved:
    return OrgUnitMoved(unit=unit, parent=parent, valid_from=valid_from)


def with_province(*facts: OrganisationFact) -> Directory:
    return directory_of(*PROVINCE, *facts)


def test_a_unit_stands_under_the_parent_of_the_day() -> None:
    directory = with_province(moved(COMMUNE, "NB"))

    assert directory.ancestors(CHAPTER, JULY - EVE) == (COMMUNE, "NB-D1", "NB")
    assert directory.ancestors(CHAPTER, JULY) == (COMMUNE, "NB")
    before, after = (directory.unit(COMMUNE, on) for on in (JULY - EVE, JULY))
    assert before is not None
    assert after is not None
    assert (before.parent, after.parent) == ("NB-D1", "NB")
    assert before._replace(parent="NB") == after


def test_children_are_those_of_the_day_in_the_order_of_their_establishment() -> None:
    directory = with_province(
        unit("NB-X2", UnitKind.COMMUNE, "NB"), moved(COMMUNE, "NB"), moved("NB-X2", "NB-D1", MARCH)
    )

    def communes(parent: str, on: date) -> list[str]:
        return [one.id for one in directory.children(parent, on, UnitKind.COMMUNE)]

    assert communes("NB-D1", MARCH - EVE) == [COMMUNE]
    assert communes("NB", MARCH - EVE) == ["NB-X2"]
    assert communes("NB-D1", MARCH) == [COMMUNE, "NB-X2"]
    assert communes("NB-D1", JULY) == ["NB-X2"]
    assert communes("NB", JULY) == [COMMUNE]
    below = [one.id for one in directory.records_below("NB", UnitKind.COMMUNE)]
    assert below == [COMMUNE, "NB-X2"]


def test_what_stands_below_moves_along_and_so_does_what_looks_up() -> None:
    directory = with_province(
        RegimeBound(unit="NB", regime="two-tiers", version="1", valid_from=START),
        RegimeBound(unit="NB-D1", regime="three-tiers", version="1", valid_from=START),
        moved(COMMUNE, "NB"),
    )

    assert directory.superior(COMMUNE, JULY - EVE) == "NB-D1"
    assert directory.superior(COMMUNE, JULY) == "NB"
    assert directory.committee_at(CHAPTER, UnitKind.DISTRICT, JULY - EVE) == "NB-D1"
    assert directory.committee_at(CHAPTER, UnitKind.DISTRICT, JULY) is None
    assert directory.binding(CHAPTER, JULY - EVE) == ("three-tiers", "1")
    assert directory.binding(CHAPTER, JULY) == ("two-tiers", "1")
    walked = {found.id: depth for depth, found in directory.walk(JULY)}
    assert (walked[COMMUNE], walked[CHAPTER]) == (1, 2)


def test_who_serves_in_a_unit_goes_on_serving_where_it_moved() -> None:
    directory = with_province(appointed("p-anna", CHAPTER, Post.SECRETARY), moved(COMMUNE, "NB"))

    assert directory.head(CHAPTER, JULY - EVE) == directory.head(CHAPTER, JULY) == "p-anna"


def test_a_move_told_again_for_the_same_day_corrects_the_earlier_one() -> None:
    directory = with_province(
        unit("NB-D2", UnitKind.DISTRICT, "NB"), moved(COMMUNE, "NB-D2"), moved(COMMUNE, "NB")
    )

    assert directory.ancestors(COMMUNE, JULY) == ("NB",)
    assert directory.children("NB-D2", JULY) == ()


def test_a_move_told_later_of_an_earlier_day_holds_until_the_next_one() -> None:
    directory = with_province(
        unit("NB-D2", UnitKind.DISTRICT, "NB"), moved(COMMUNE, "NB"), moved(COMMUNE, "NB-D2", MARCH)
    )

    parents = [directory.ancestors(COMMUNE, on)[0] for on in (MARCH - EVE, MARCH, JULY - EVE, JULY)]
    assert parents == ["NB-D1", "NB-D2", "NB-D2", "NB"]


def test_what_was_known_before_a_move_was_told_shows_the_old_parent() -> None:
    history = recorded([*PROVINCE, moved(COMMUNE, "NB")])
    told, untold = fold(Directory(), history), fold(Directory(), history[:-1])

    assert told.ancestors(COMMUNE, JULY) == ("NB",)
    assert untold.ancestors(COMMUNE, JULY) == ("NB-D1", "NB")


def test_a_province_does_not_move_and_nobody_moves_what_is_unknown() -> None:
    directory = with_province(moved("NB", "NB-D1"), moved("NB-Z", "NB"))

    assert directory.ancestors("NB", JULY) == ()
    assert not directory.exists("NB-Z", JULY)
    assert len(list(directory.walk(JULY))) == len(PROVINCE)


def test_a_second_province_is_a_root_and_leaves_the_founding_code() -> None:
    directory = with_province(
        ProvinceEstablished(unit="NB-MOI", name="Tỉnh ủy mới", valid_from=JULY),
        moved("NB-D1", "NB-MOI"),
        OrgUnitDissolved(unit="NB-TT", valid_from=JULY),
    )

    assert directory.province == "NB"
    assert directory.superior("NB-D1", JULY) == "NB-MOI"
    assert directory.superior("NB-MOI", JULY) is None
    roots = [(found.id, found.kind) for depth, found in directory.walk(JULY) if depth == 0]
    assert roots == [("NB", UnitKind.PROVINCE), ("NB-MOI", UnitKind.PROVINCE)]
    assert [found.id for depth, found in directory.walk(JULY - EVE) if depth == 0] == ["NB"]


@pytest.mark.parametrize(
    ("parents", "last", "stays"),
    [
        ([], None, [(None, START, None)]),
        ([("A", START)], JULY, [("A", START, JULY)]),
        (
            [("A", START), ("B", MARCH), ("C", JULY)],
            None,
            [("A", START, MARCH - EVE), ("B", MARCH, JULY - EVE), ("C", JULY, None)],
        ),
        ([("A", START), ("B", JULY)], MARCH, [("A", START, MARCH)]),
        ([("A", START), ("B", MARCH)], START - EVE, []),
        ([("A", START - EVE), ("B", START)], None, [("B", START, None)]),
    ],
    ids=["province", "one", "three", "moves-after-its-end", "never-was", "moved-before-its-birth"],
)
def test_a_life_is_cut_where_the_parent_changes(
    parents: list[tuple[str, date]],
    last: date | None,
    stays: list[tuple[str | None, date, date | None]],
) -> None:
    dated = tuple((on, parent) for parent, on in parents)
    record = UnitRecord(
        "NB-X", UnitKind.COMMUNE, Period(START, last), ((START, "X"),), parents=dated
    )

    assert record.stays() == tuple(Stay(Period(first, end), parent) for parent, first, end in stays)


# ── Any history ───────────────────────────────────────────────────────────────────────────────

DAYS = st.dates(START, START + timedelta(days=8))
KNOWN = ["NB", "NB-D1", "NB-D2", "NB-X1", "NB-X2", "NB-C1"]
UNITS = st.sampled_from(KNOWN)
FACTS: st.SearchStrategy[OrganisationFact] = st.one_of(
    st.builds(
        OrgUnitEstablished,
        unit=UNITS,
        kind=st.sampled_from(list(UnitKind)),
        name=st.just("Unit"),
        parent=UNITS,
        valid_from=DAYS,
    ),
    st.builds(ProvinceEstablished, unit=UNITS, name=st.just("B"), valid_from=DAYS, basis=st.none()),
    st.builds(OrgUnitRenamed, unit=UNITS, name=st.sampled_from("ABC"), valid_from=DAYS),
    *[st.builds(OrgUnitMoved, unit=UNITS, parent=UNITS, valid_from=DAYS, basis=st.none())] * 4,
    st.builds(OrgUnitDissolved, unit=UNITS, valid_from=DAYS, basis=st.none()),
)


class Told:
    """What a plain loop over the facts told so far makes of a day."""

    def __init__(self, facts: list[OrganisationFact], on: date) -> None:
        self.parent: dict[str, str | None] = {}
        self.born: list[str] = []
        self._since: dict[str, date] = {}
        self._gone: set[str] = set()
        self._first: dict[str, date] = {}
        for fact in facts:
            self._take(fact, on)

    def _take(self, fact: OrganisationFact, on: date) -> None:
        match fact:
            case OrganisationFounded(province=unit, founded_on=day):
                self._begin(unit, None, day)
            case ProvinceEstablished(unit=unit, valid_from=day):
                self._begin(unit, None, day)
            case OrgUnitEstablished(unit=unit, parent=parent, valid_from=day):
                self._begin(unit, parent, day)
            case OrgUnitMoved(unit=unit, parent=parent, valid_from=day):
                moves = self.parent.get(unit) is not None
                if moves and day <= on and day >= self._since[unit]:
                    self.parent[unit], self._since[unit] = parent, day
            case OrgUnitDissolved(unit=unit, valid_from=day) if day <= on:
                self._gone |= {unit} & self._first.keys()
            case _:
                pass

    def _begin(self, unit: str, parent: str | None, day: date) -> None:
        if unit not in self.parent:
            self.born.append(unit)
            self.parent[unit], self._since[unit], self._first[unit] = parent, day, day

    def exists(self, unit: str | None, on: date) -> bool:
        return unit in self._first and self._first[unit] <= on and unit not in self._gone

    def ancestors(self, unit: str, on: date) -> tuple[str, ...]:
        line: list[str] = []
        above: str | None = unit
        while above is not None and self.exists(above, on) and above not in line:
            line.append(above)
            above = self.parent[above]
        return tuple(line[1:])

    def children(self, unit: str, on: date) -> list[str]:
        if not self.exists(unit, on):
            return []
        return [one for one in self.born if self.parent[one] == unit and self.exists(one, on)]


@settings(max_examples=300)
@given(st.lists(FACTS, max_size=25), DAYS, st.integers(0, 26))
def test_any_day_as_known_at_any_time_is_what_a_plain_loop_finds(
    facts: list[OrganisationFact], on: date, known: int
) -> None:
    """Valid time is the day, transaction time how far the history is folded."""
    history = [FOUNDED, *facts][: known + 1]
    directory, told = directory_of(*history), Told(history, on)

    for id in KNOWN:
        assert directory.exists(id, on) == told.exists(id, on)
        assert directory.ancestors(id, on) == told.ancestors(id, on)
        assert [one.id for one in directory.children(id, on)] == told.children(id, on)
        found = directory.unit(id, on)
        assert found is None or found.parent == told.parent[id]
    walked = [found.id for _, found in directory.walk(on)]
    assert len(walked) == len(set(walked))
    rooted = [id for id in KNOWN if told.exists(id, on) and _reaches_a_root(told, id, on)]
    assert sorted(walked) == sorted(rooted)


def _reaches_a_root(told: Told, unit: str, on: date) -> bool:
    line = (unit, *told.ancestors(unit, on))
    return told.parent[line[-1]] is None


@given(st.lists(FACTS, max_size=25), st.integers(1, 10))
def test_moves_fold_in_batches_as_at_once(facts: list[OrganisationFact], size: int) -> None:
    history = recorded([FOUNDED, *facts])
    directory = Directory()
    for start in range(0, len(history), size):
        directory = fold(directory, history[start : start + size])

    assert directory == fold(Directory(), history)
