"""Recording a succession: what moves, what ends along, who follows, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.directory import Directory
from domain.organisation import (
    OrganisationFact,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    RegimeBound,
    RegimePublished,
    Share,
    SuccessionKind,
    UnitKind,
    text_digest,
)
from domain.values import DocumentKind, DocumentRef
from tests.organisations import PROVINCE, START, command_id, day, directory_of, unit
from tests.regimes import chain
from tests.workflows.desks import accepted, another_desk, by_founder, interposed, world_on
from tests.workflows.desks import refused as refused_as
from tests.workflows.test_organisation import COMMANDS, CONTEXT, a, refused
from workflows.organisation import decide, role_of
from workflows.organisation_commands import DissolveUnit, RecordSuccession
from workflows.organisation_rules import admit
from workflows.organisation_succession import plan_succession
from workflows.outcome import Rejected

JULY = day("2025-07-01")
EVE = JULY - timedelta(days=1)
DISTRICT, COMMUNE, OTHER = "NB-D1", "NB-D1-X1", "NB-D1-X2"
BASIS = DocumentRef(
    kind=DocumentKind.DECISION, number="1-QĐ/TU", dated=day("2025-06-20"), issuer="NB"
)
MINUTES = DocumentRef(
    kind=DocumentKind.MINUTES, number="9-BB/HU", dated=day("2025-06-30"), issuer=DISTRICT
)

HOME: tuple[OrganisationFact, ...] = (
    *PROVINCE,
    unit("NB-VP", UnitKind.COMMITTEE_OFFICE, "NB"),
    unit("NB-UBND", UnitKind.AGENCY, "NB"),
    unit("NB-D2", UnitKind.DISTRICT, "NB"),
    unit(OTHER, UnitKind.COMMUNE, DISTRICT),
    unit(f"{OTHER}-C1", UnitKind.RESIDENTIAL_CHAPTER, OTHER),
    unit("NB-D1-UBND-TP", UnitKind.AGENCY, "NB-D1-UBND"),
    *(unit(f"NB-X{number}", UnitKind.COMMUNE, "NB", JULY) for number in (8, 9)),
)
"""A district with two communes, and two communes that begin on the day it ends."""


def home(*facts: OrganisationFact) -> Directory:
    return directory_of(*HOME, *facts)


def entry(unit: str, *successors: str, **fields: Any) -> dict[str, Any]:
    kind = "split" if len(successors) > 1 else "whole"
    given = {
        "unit": unit,
        "kind": kind,
        "successors": successors,
        "above": "NB",
        "unmapped_owner": "NB",
        "archive": "NB-VP",
        "valid_from": JULY,
        "basis": BASIS,
        "minutes": MINUTES,
    }
    return {**given, **fields}


def a_move(unit: str, parent: str, valid_from: date = JULY) -> dict[str, Any]:
    return {"unit": unit, "parent": parent, "valid_from": valid_from}


def succession(*units: dict[str, Any], moves: Any = ()) -> RecordSuccession:
    command: RecordSuccession = a(RecordSuccession, units=units, moves=moves)
    return command


def merged(unit: str, into: str) -> dict[str, Any]:
    return entry(unit, into, kind="merged")


CHAPTERS = {f"{COMMUNE}-C1": "NB-X8", f"{COMMUNE}-C2": "NB-X9", f"{OTHER}-C1": "NB-X9"}
ABOLITION = succession(
    entry(DISTRICT, "NB-X8", "NB-X9", shares=[{"unit": "NB-D1-UBND", "to": "NB-UBND"}]),
    entry(COMMUNE, "NB-X8", "NB-X9"),
    merged(OTHER, "NB-X9"),
    moves=[a_move(chapter, to) for chapter, to in CHAPTERS.items()],
)
"""The district ends with its communes; one of these is divided, the other joins a new one."""


def after(directory: Directory, command: RecordSuccession) -> Directory:
    return directory_of(*decide(command, directory, CONTEXT), start=directory)


def test_a_succession_moves_then_ends_what_stands_lowest_first_then_says_who_follows() -> None:
    facts = decide(ABOLITION, home(), CONTEXT)

    kinds = [fact.type.partition(".")[0] for fact in facts]
    assert (
        kinds
        == ["org-unit-moved"] * 3 + ["org-unit-dissolved"] * 8 + ["org-succession-recorded"] * 3
    )
    ended = [fact.unit for fact in facts if isinstance(fact, OrgUnitDissolved)]
    assert set(ended[:2]) == {"NB-D1-UBND-C1", "NB-D1-UBND-TP"}
    assert set(ended[2:-1]) == {COMMUNE, OTHER, "NB-D1-UBND", "NB-D1-BTV", "NB-D1-VP"}
    assert ended[-1] == DISTRICT
    assert {fact.basis for fact in facts if isinstance(fact, OrgUnitDissolved)} == {BASIS}
    assert facts[-3] == OrgSuccessionRecorded(
        unit=DISTRICT,
        kind=SuccessionKind.SPLIT,
        successors=("NB-X8", "NB-X9"),
        shares=(Share(unit="NB-D1-UBND", to="NB-UBND"),),
        above="NB",
        unmapped_owner="NB",
        archive="NB-VP",
        valid_from=JULY,
        basis=BASIS,
        minutes=MINUTES,
    )


def test_on_the_eve_the_district_stands_and_on_the_day_nothing_of_it_does() -> None:
    """A report for May still shows the district (DOMAIN 2)."""
    told = after(home(), ABOLITION)

    assert told.ancestors(f"{COMMUNE}-C1", EVE) == (COMMUNE, DISTRICT, "NB")
    assert told.ancestors(f"{COMMUNE}-C1", JULY) == ("NB-X8", "NB")
    assert [found.id for _, found in told.walk(JULY) if found.kind is UnitKind.DISTRICT] == [
        "NB-D2"
    ]
    assert told.standing_for("NB-D1-UBND", EVE) == "NB-D1-UBND"
    assert told.standing_for("NB-D1-UBND", JULY) == "NB-UBND"
    assert told.standing_for(OTHER, JULY) == "NB-X9"
    assert told.standing_for(DISTRICT, JULY) is None
    assert told.successors_of(DISTRICT, JULY) == ("NB-X8", "NB-X9")


def test_a_succession_may_be_recorded_ahead_and_the_same_again_is_nothing_new() -> None:
    assert CONTEXT.today < JULY
    told = after(home(), ABOLITION)

    assert decide(ABOLITION, told, CONTEXT) == ()
    assert COMMANDS.validate_json(COMMANDS.dump_json(ABOLITION)) == ABOLITION
    assert role_of(ABOLITION) == "registrar"


def test_only_a_registrar_records_a_succession() -> None:
    by_another = ABOLITION.model_copy(update={"actor": "p-stranger"})

    assert refused(home(), by_another)[0] == "not-registrar"


def test_a_succession_may_follow_an_end_that_was_recorded_before() -> None:
    ends = ["NB-D1-VP", "NB-D1-BTV", "NB-D1-UBND-TP", "NB-D1-UBND-C1", "NB-D1-UBND"]
    moves = [a_move(one, "NB-D2") for one in (COMMUNE, OTHER)]
    whole = succession(entry(DISTRICT, "NB-D2"), moves=moves)
    ended = home(
        *(fact for fact in decide(whole, home(), CONTEXT) if fact.type.startswith("org-unit-m")),
        *(OrgUnitDissolved(unit=one, valid_from=JULY) for one in (*ends, DISTRICT)),
    )

    facts = decide(whole, ended, CONTEXT)
    assert [fact.type for fact in facts] == ["org-succession-recorded.v1"]
    other_day = succession(entry(DISTRICT, "NB-D2", valid_from=JULY + timedelta(days=1)))
    assert refused(ended, other_day) == ("unit-dissolved", {"unit": DISTRICT, "last": "2025-06-30"})


def test_committees_and_residential_chapters_do_not_end_along() -> None:
    assert refused(home(), succession(entry(DISTRICT, "NB-D2"))) == (
        "unit-in-use",
        {"unit": DISTRICT, "child": COMMUNE, "children": 2},
    )
    one_commune = succession(
        entry(DISTRICT, "NB-D2"), merged(OTHER, "NB-X9"), moves=[a_move(COMMUNE, "NB-D2")]
    )
    assert refused(home(), one_commune) == (
        "unit-in-use",
        {"unit": OTHER, "child": f"{OTHER}-C1", "children": 1},
    )


def test_an_agency_that_moves_away_does_not_end_along() -> None:
    command = succession(
        entry(DISTRICT, "NB-D2"),
        moves=[a_move(one, "NB-D2") for one in (COMMUNE, OTHER, "NB-D1-UBND")],
    )
    told = after(home(), command)

    assert told.ancestors("NB-D1-UBND-C1", JULY) == ("NB-D1-UBND", "NB-D2", "NB")
    assert not told.exists("NB-D1-VP", JULY)


def test_a_chapter_is_followed_by_a_chapter() -> None:
    chapter = f"{COMMUNE}-C1"
    told = after(home(), succession(merged(chapter, f"{COMMUNE}-C2")))

    assert told.standing_for(chapter, JULY) == f"{COMMUNE}-C2"
    assert refused(home(), succession(merged(chapter, COMMUNE))) == (
        "wrong-successor",
        {
            "unit": chapter,
            "kind": "residential-chapter",
            "successor": COMMUNE,
            "successor_kind": "commune",
        },
    )


MOVES = [a_move(one, "NB-D2") for one in (COMMUNE, OTHER)]


@pytest.mark.parametrize(
    ("changed", "code", "params"),
    [
        ({"unit": "NB-Z"}, "unit-unknown", {"unit": "NB-Z"}),
        ({"successors": ["NB-Z"]}, "unit-unknown", {"unit": "NB-Z"}),
        (
            {"successors": [DISTRICT]},
            "unit-dissolved",
            {"unit": DISTRICT, "last": "2025-06-30"},
        ),
        (
            {"successors": ["NB-UBND"]},
            "wrong-successor",
            {
                "unit": DISTRICT,
                "kind": "district",
                "successor": "NB-UBND",
                "successor_kind": "agency",
            },
        ),
        (
            {"successors": []},
            "successors-miscounted",
            {"unit": DISTRICT, "successors": []},
        ),
        (
            {"successors": ["NB-X8", "NB-X9"]},
            "successors-miscounted",
            {"unit": DISTRICT, "successors": ["NB-X8", "NB-X9"]},
        ),
        (
            {"kind": "split"},
            "successors-miscounted",
            {"unit": DISTRICT, "successors": ["NB-D2"]},
        ),
        (
            {"kind": "split", "successors": ["NB-D2", "NB-D2"]},
            "unit-named-twice",
            {"unit": "NB-D2"},
        ),
        ({"above": "NB-Z"}, "unit-unknown", {"unit": "NB-Z"}),
        ({"above": "NB-UBND"}, "not-a-committee", {"unit": "NB-UBND", "kind": "agency"}),
        (
            {"unmapped_owner": "NB-TT"},
            "not-a-committee",
            {"unit": "NB-TT", "kind": "standing-board"},
        ),
        ({"archive": "NB-D1-VP"}, "unit-dissolved", {"unit": "NB-D1-VP", "last": "2025-06-30"}),
        ({"archive": "NB-X7"}, "unit-unknown", {"unit": "NB-X7"}),
        (
            {"shares": [{"unit": "NB-Z", "to": "NB-UBND"}]},
            "unit-unknown",
            {"unit": "NB-Z"},
        ),
        (
            {"shares": [{"unit": "NB-D1-UBND", "to": "NB-Z"}]},
            "unit-unknown",
            {"unit": "NB-Z"},
        ),
        (
            {"shares": [{"unit": "NB-D1-UBND", "to": "NB-UBND"}] * 2},
            "unit-named-twice",
            {"unit": "NB-D1-UBND"},
        ),
        (
            {"shares": [{"unit": "NB-D1-UBND-C1", "to": "NB-UBND"}]},
            "wrong-successor",
            {
                "unit": "NB-D1-UBND-C1",
                "kind": "workplace-chapter",
                "successor": "NB-UBND",
                "successor_kind": "agency",
            },
        ),
        (
            {"shares": [{"unit": COMMUNE, "to": "NB-X8"}]},
            "share-outside",
            {"unit": COMMUNE, "ended": DISTRICT, "to": "NB-X8"},
        ),
        (
            {"shares": [{"unit": "NB-UBND", "to": "NB-VP"}]},
            "share-outside",
            {"unit": "NB-UBND", "ended": DISTRICT, "to": "NB-VP"},
        ),
        (
            {"shares": [{"unit": DISTRICT, "to": "NB-D2"}]},
            "share-outside",
            {"unit": DISTRICT, "ended": DISTRICT, "to": "NB-D2"},
        ),
        (
            {
                "kind": "split",
                "successors": ["NB-X8", "NB-X9"],
                "shares": [{"unit": DISTRICT, "to": "NB-D2"}],
            },
            "share-outside",
            {"unit": DISTRICT, "ended": DISTRICT, "to": "NB-D2"},
        ),
    ],
)
def test_a_succession_is_refused(
    changed: dict[str, Any], code: str, params: dict[str, Any]
) -> None:
    command = succession({**entry(DISTRICT, "NB-D2"), **changed}, moves=MOVES)

    assert refused(home(), command) == (code, params)


def test_a_successor_exists_on_the_first_day_of_the_succession() -> None:
    eve = succession(
        entry(DISTRICT, "NB-X8", valid_from=EVE),
        moves=[{**move, "valid_from": EVE} for move in MOVES],
    )

    assert refused(home(), eve) == ("unit-not-yet", {"unit": "NB-X8", "since": "2025-07-01"})


def test_a_divided_unit_may_name_who_answers_for_the_whole_of_it() -> None:
    heir = [{"unit": DISTRICT, "to": "NB-X9"}]
    command = succession(entry(DISTRICT, "NB-X8", "NB-X9", shares=heir), moves=MOVES)

    assert after(home(), command).standing_for(DISTRICT, JULY) == "NB-X9"


def test_a_unit_ends_in_one_succession() -> None:
    told = after(home(), succession(entry(DISTRICT, "NB-D2"), moves=MOVES))
    other = succession(entry(DISTRICT, "NB-X9"))

    assert refused(told, other) == (
        "succession-exists",
        {"unit": DISTRICT, "since": "2025-07-01"},
    )
    twice = succession(entry(DISTRICT, "NB-D2"), entry(DISTRICT, "NB-X9"), moves=MOVES)
    assert refused(home(), twice)[0] == "succession-exists"


def test_the_succession_of_what_still_exists_is_refused() -> None:
    """The command ends the unit itself; the rule holds for the fact by itself."""
    fact = succession(entry(DISTRICT, "NB-D2")).units[0].fact()
    with pytest.raises(Rejected, match="unit-not-dissolved"):
        admit(fact, home())
    chapter = succession(entry(f"{COMMUNE}-C1", f"{COMMUNE}-C2")).units[0].fact()
    with pytest.raises(Rejected, match="unit-dissolved"):
        admit(chapter, home(OrgUnitDissolved(unit=f"{COMMUNE}-C1", valid_from=EVE)))


def test_a_move_that_is_refused_refuses_the_succession() -> None:
    command = succession(entry(DISTRICT, "NB-D2"), moves=[a_move(COMMUNE, "NB-UBND")])

    assert refused(home(), command)[0] == "wrong-parent"


def test_chapters_that_no_regime_binds_afterwards_are_told_beforehand() -> None:
    """The regime that binds afterwards follows the tree: it was the district's."""
    published = published_as("three-tiers")
    bound = RegimeBound(unit=DISTRICT, regime="three-tiers", version="1", valid_from=START)
    for_one = RegimeBound(unit="NB-X9", regime="three-tiers", version="1", valid_from=JULY)

    assert home(*published, bound).binding(f"{COMMUNE}-C1", EVE) == ("three-tiers", "1")
    unbound = plan_succession(ABOLITION, home(*published, bound)).unbound
    assert set(unbound) == set(CHAPTERS)
    known = home(*published, bound, for_one)
    assert plan_succession(ABOLITION, known).unbound == (f"{COMMUNE}-C1",)
    plan = plan_succession(ABOLITION, home())
    assert plan.facts == decide(ABOLITION, home(), CONTEXT)


def test_a_regime_that_ends_on_the_eve_binds_no_chapter_afterwards() -> None:
    bound = RegimeBound(unit="NB", regime="ninh-binh", version="2018.1", valid_from=START)
    known = home(*published_as("ninh-binh"), bound)
    assert set(plan_succession(ABOLITION, known).unbound) == set(CHAPTERS)


def published_as(regime: str) -> list[RegimePublished]:
    """The regime, after those that it extends."""
    return [
        RegimePublished(regime=id, version=version, text=text, digest=text_digest(text))
        for (id, version), text in ((ref.split(), text) for ref, text in chain(regime).items())
    ]


def test_a_dissolution_that_races_with_the_succession_is_part_of_it(tmp_path: Any) -> None:
    """Somebody ends the office by itself meanwhile: the succession is decided anew."""
    with world_on("sqlite", tmp_path) as world:
        tomorrow = date(2018, 8, 4)
        letters = {"basis": BASIS, "minutes": MINUTES}
        common = {"above": "NB", "unmapped_owner": "NB", "archive": "NB-VP", **letters}
        ends = {"unit": "NB-H2", "kind": "merged", "successors": ["NB-H1"], **common}
        command = by_founder(
            world,
            "record-succession",
            units=[{**ends, "valid_from": tomorrow}],
            moves=[{"unit": "NB-H2-X1", "parent": "NB-H1", "valid_from": tomorrow}],
        )
        alone = by_founder(world, "dissolve-unit", unit="NB-H2-VP", valid_from=tomorrow)
        other = another_desk(world)
        before = len(world.desk.tried(command))
        interposed(world).before_append.append(lambda: accepted(other.handle(alone)))

        outcome = accepted(world.desk.handle(command))

        assert outcome.facts == before - 1
        directory = world.desk.directory()
        assert directory.standing_for("NB-H2-VP", tomorrow) == "NB-H1-VP"
        assert directory.standing_for("NB-H2-X1-C1", tomorrow) == "NB-H2-X1-C1"
        assert world.desk.handle(command) == outcome
        again = command.model_copy(update={"id": command_id("again")})
        assert accepted(world.desk.handle(again)).facts == 0


def test_of_two_successions_that_race_the_slower_is_refused(tmp_path: Any) -> None:
    with world_on("memory", tmp_path) as world:
        tomorrow = date(2018, 8, 4)
        ends = {**entry("NB-H2-X1-C1", "NB-H1-X1-C1"), "valid_from": tomorrow}
        slower, faster = (
            by_founder(world, "record-succession", units=[{**ends, "successors": [chapter]}])
            for chapter in ("NB-H1-X1-C1", "NB-H1-X1-C2")
        )
        other = another_desk(world)
        interposed(world).before_append.append(lambda: accepted(other.handle(faster)))

        refused_as(world.desk.handle(slower), "succession-exists")

        assert world.desk.directory().standing_for("NB-H2-X1-C1", tomorrow) == "NB-H1-X1-C2"


def test_a_unit_that_is_dissolved_alone_has_no_successor() -> None:
    dissolve = a(DissolveUnit, unit="NB-D1-VP", valid_from=JULY)
    told = directory_of(*decide(dissolve, home(), CONTEXT), start=home())

    assert told.standing_for("NB-D1-VP", JULY) is None
    assert told.succession_of("NB-D1-VP") is None
