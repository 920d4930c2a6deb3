"""Who stands for a unit that ended, on a day (DOMAIN 2, in flight at abolition)."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.directory import Directory
from domain.organisation import (
    BODIES,
    OrganisationFact,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    OrgUnitMoved,
    Share,
    SuccessionKind,
    UnitKind,
)
from domain.values import DocumentKind, DocumentRef
from tests.organisations import PROVINCE, START, day, directory_of, unit

JULY, LATER = day("2018-07-01"), day("2019-01-01")
EVE = timedelta(days=1)
BASIS = DocumentRef(kind=DocumentKind.DECISION, number="9-QĐ/TU", dated=START, issuer="NB")
MINUTES = DocumentRef(kind=DocumentKind.MINUTES, number="3-BB", dated=START, issuer="NB")


def succession(
    unit: str, *successors: str, valid_from: date = JULY, **fields: Any
) -> OrgSuccessionRecorded:
    kind = SuccessionKind.SPLIT if len(successors) > 1 else SuccessionKind.WHOLE
    given = {"kind": kind, "above": "NB", "unmapped_owner": "NB", "archive": "NB-VP", **fields}
    return OrgSuccessionRecorded(
        unit=unit,
        successors=successors,
        valid_from=valid_from,
        basis=BASIS,
        minutes=MINUTES,
        **given,
    )


def gone(*units: str, valid_from: date = JULY) -> list[OrganisationFact]:
    return [OrgUnitDissolved(unit=unit, valid_from=valid_from) for unit in units]


def shared(**shares: str) -> tuple[Share, ...]:
    """``D1_UBND="NB-UBND"``: the unit ``NB-D1-UBND`` is followed by ``NB-UBND``."""
    return tuple(Share(unit=f"NB-{unit.replace('_', '-')}", to=to) for unit, to in shares.items())


def with_province(*facts: OrganisationFact) -> Directory:
    more = (
        unit("NB-VP", UnitKind.COMMITTEE_OFFICE, "NB"),
        unit("NB-UBND", UnitKind.AGENCY, "NB"),
        unit("NB-D2", UnitKind.DISTRICT, "NB"),
        unit("NB-D2-VP", UnitKind.COMMITTEE_OFFICE, "NB-D2"),
        unit("NB-X8", UnitKind.COMMUNE, "NB"),
        unit("NB-X9", UnitKind.COMMUNE, "NB"),
        unit("NB-X9-UBND", UnitKind.AGENCY, "NB-X9"),
    )
    return directory_of(*PROVINCE, *more, *facts)


def test_a_unit_stands_for_itself_while_it_exists() -> None:
    directory = with_province(*gone("NB-D1"), succession("NB-D1", "NB-D2"))

    assert directory.standing_for("NB-D1", JULY - EVE) == "NB-D1"
    assert directory.standing_for("NB-D1", JULY) == "NB-D2"
    assert directory.standing_for("NB-D1", START - EVE) is None
    assert directory.standing_for("NB-Z", JULY) is None


def test_a_succession_recorded_ahead_of_its_day_changes_nothing_before_it() -> None:
    directory = with_province(succession("NB-D1", "NB-D2"))

    assert directory.succession_of("NB-D1") == succession("NB-D1", "NB-D2")
    assert directory.standing_for("NB-D1", JULY) == "NB-D1"
    assert directory.successors_of("NB-D1", JULY) == ()
    with_its_end = with_province(succession("NB-D1", "NB-D2"), *gone("NB-D1"))
    assert with_its_end.standing_for("NB-D1", JULY - EVE) == "NB-D1"
    assert with_its_end.successors_of("NB-D1", JULY - EVE) == ()
    assert with_its_end.successors_of("NB-D1", JULY) == ("NB-D2",)


def test_nobody_stands_for_what_ended_without_a_succession() -> None:
    directory = with_province(*gone("NB-D1", "NB-D1-UBND"))

    assert directory.succession_of("NB-D1") is None
    assert directory.standing_for("NB-D1", JULY) is None
    assert directory.standing_for("NB-D1-UBND", JULY) is None
    assert directory.successors_of("NB-D1", JULY) == ()
    assert list(directory.all_successions()) == []


@pytest.mark.parametrize("kind", [SuccessionKind.WHOLE, SuccessionKind.MERGED])
def test_chains_of_single_successors_are_followed(kind: SuccessionKind) -> None:
    directory = with_province(
        *gone("NB-D1"),
        succession("NB-D1", "NB-D2", kind=kind),
        *gone("NB-D2", valid_from=LATER),
        succession("NB-D2", "NB-X9", kind=kind, valid_from=LATER),
    )

    assert directory.standing_for("NB-D1", LATER - EVE) == "NB-D2"
    assert directory.standing_for("NB-D1", LATER) == "NB-X9"
    assert directory.successors_of("NB-D1", LATER) == ("NB-X9",)


def test_a_chain_that_ends_nowhere_or_in_a_ring_leads_to_nobody() -> None:
    nowhere = with_province(*gone("NB-D1", "NB-D2"), succession("NB-D1", "NB-D2"))
    ring = with_province(
        *gone("NB-D1", "NB-D2"), succession("NB-D1", "NB-D2"), succession("NB-D2", "NB-D1")
    )

    for directory in (nowhere, ring):
        assert directory.standing_for("NB-D1", JULY) is None
        assert directory.successors_of("NB-D1", JULY) == ()


def test_nobody_stands_for_the_whole_of_a_divided_unit_unless_its_shares_say_who() -> None:
    ends = gone("NB-D1")
    divided = with_province(*ends, succession("NB-D1", "NB-X8", "NB-X9"))
    with_heir = with_province(
        *ends, succession("NB-D1", "NB-X8", "NB-X9", shares=shared(D1="NB-X9"))
    )

    assert divided.standing_for("NB-D1", JULY) is None
    assert divided.successors_of("NB-D1", JULY) == ("NB-X8", "NB-X9")
    assert with_heir.standing_for("NB-D1", JULY) == "NB-X9"
    assert with_heir.successors_of("NB-D1", JULY) == ("NB-X8", "NB-X9")


def test_what_ended_with_a_divided_unit_goes_by_the_shares() -> None:
    shares = shared(D1_UBND="NB-X9-UBND", D1_UBND_C1="NB-X8-C1", D1_VP="NB-VP")
    directory = with_province(
        *gone("NB-D1-VP", "NB-D1-BTV", "NB-D1-UBND-C1", "NB-D1-UBND", "NB-D1"),
        unit("NB-X8-C1", UnitKind.WORKPLACE_CHAPTER, "NB-X8"),
        succession("NB-D1", "NB-X8", "NB-X9", shares=shares),
    )

    assert directory.standing_for("NB-D1-UBND", JULY) == "NB-X9-UBND"
    assert directory.standing_for("NB-D1-UBND-C1", JULY) == "NB-X8-C1"
    assert directory.standing_for("NB-D1-VP", JULY) == "NB-VP"
    assert directory.standing_for("NB-D1-BTV", JULY) is None


def test_a_share_counts_from_the_day_of_the_succession() -> None:
    """The agency was gone long before its district, and nobody stood for it meanwhile."""
    directory = with_province(
        *gone("NB-D1-UBND", valid_from=START + EVE),
        *gone("NB-D1"),
        succession("NB-D1", "NB-D2", shares=shared(D1_UBND="NB-UBND")),
    )

    assert directory.standing_for("NB-D1-UBND", JULY - EVE) is None
    assert directory.standing_for("NB-D1-UBND", JULY) == "NB-UBND"


def test_a_share_is_followed_to_who_stands_for_it_now() -> None:
    directory = with_province(
        *gone("NB-D1-UBND", "NB-D1"),
        succession("NB-D1", "NB-D2", shares=shared(D1_UBND="NB-X9-UBND")),
        *gone("NB-X9-UBND", valid_from=LATER),
        succession("NB-X9-UBND", "NB-UBND", valid_from=LATER),
    )

    assert directory.standing_for("NB-D1-UBND", JULY) == "NB-X9-UBND"
    assert directory.standing_for("NB-D1-UBND", LATER) == "NB-UBND"


def test_a_body_is_followed_by_the_same_body_of_who_follows_its_committee() -> None:
    directory = with_province(
        *gone("NB-D1-VP", "NB-D1-BTV", "NB-D1-UBND", "NB-D1"), succession("NB-D1", "NB-D2")
    )

    assert directory.standing_for("NB-D1-VP", JULY) == "NB-D2-VP"
    assert directory.standing_for("NB-D1-BTV", JULY) is None
    assert directory.standing_for("NB-D1-UBND", JULY) is None


def test_a_body_founded_anew_stands_for_the_one_before() -> None:
    directory = with_province(
        *gone("NB-TT"),
        unit("NB-TT2", UnitKind.STANDING_BOARD, "NB", JULY),
    )

    assert directory.standing_for("NB-TT", JULY) == "NB-TT2"


def test_a_succession_of_its_own_comes_before_a_share_and_before_the_same_body() -> None:
    directory = with_province(
        *gone("NB-D1-VP", "NB-D1-UBND", "NB-D1"),
        succession("NB-D1", "NB-D2", shares=shared(D1_UBND="NB-X9-UBND")),
        succession("NB-D1-UBND", "NB-UBND"),
        succession("NB-D1-VP", "NB-VP"),
    )

    assert directory.standing_for("NB-D1-UBND", JULY) == "NB-UBND"
    assert directory.standing_for("NB-D1-VP", JULY) == "NB-VP"


def test_who_moved_away_before_the_end_stands_for_itself() -> None:
    """A share that names it says nothing as long as it exists."""
    directory = with_province(
        OrgUnitMoved(unit="NB-D1-X1", parent="NB", valid_from=JULY),
        *gone("NB-D1"),
        succession("NB-D1", "NB-X8", "NB-X9", shares=shared(D1_X1="NB-X9")),
    )

    assert directory.standing_for("NB-D1-X1", JULY) == "NB-D1-X1"
    assert directory.standing_for("NB-D1-X1-C1", JULY) == "NB-D1-X1-C1"


def test_successors_that_ended_themselves_are_replaced_by_theirs_each_once() -> None:
    directory = with_province(
        *gone("NB-D1"),
        succession("NB-D1", "NB-X8", "NB-X9"),
        *gone("NB-X8", valid_from=LATER),
        succession("NB-X8", "NB-X9", "NB-D2", valid_from=LATER),
    )

    assert directory.successors_of("NB-D1", JULY) == ("NB-X8", "NB-X9")
    assert directory.successors_of("NB-D1", LATER) == ("NB-X9", "NB-D2")


def test_the_bodies_are_those_of_which_a_committee_has_one() -> None:
    assert UnitKind.EXECUTIVE_COMMITTEE in BODIES
    assert UnitKind.AGENCY not in BODIES


def test_what_ended_with_a_unit_ended_by_its_succession_unless_it_has_one_of_its_own() -> None:
    own = succession("NB-D1-X1", "NB-X9")
    ended = gone("NB-D1-X1", "NB-D1-UBND", "NB-D1")
    directory = with_province(*ended, succession("NB-D1", "NB-X8", "NB-X9"), own)

    found = {unit: directory.ended_by(unit, JULY) for unit in ("NB-D1", "NB-D1-UBND", "NB-D1-X1")}
    assert {unit: by.unit for unit, by in found.items() if by} == {
        "NB-D1": "NB-D1",
        "NB-D1-UBND": "NB-D1",
        "NB-D1-X1": "NB-D1-X1",
    }
    assert directory.ended_by("NB-D1-UBND", JULY - EVE) is None
    assert directory.ended_by("NB-D2", JULY) is None
    assert directory.ended_by("NB-Z", JULY) is None
    assert with_province(*ended).ended_by("NB-D1", JULY) is None


def test_a_divided_unit_is_continued_by_the_first_that_follows_where_none_stands_for_it() -> None:
    divided = succession("NB-D1", "NB-X9", "NB-X8")
    directory = with_province(*gone("NB-D1"), divided)

    assert directory.continued_by("NB-D1", JULY) == "NB-X9"
    assert directory.continued_by("NB-D1", JULY - EVE) == "NB-D1"
    assert directory.continued_by("NB-Z", JULY) is None
    told = succession("NB-D1", "NB-X9", "NB-X8", shares=shared(D1="NB-X8"))
    assert with_province(*gone("NB-D1"), told).continued_by("NB-D1", JULY) == "NB-X8"
