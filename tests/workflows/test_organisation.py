"""Who may change an organisation, and what the rules admit."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.deadline import RegimeRef
from domain.directory import EMPTY, Directory
from domain.organisation import (
    ActingHeadNamed,
    AppointmentEnded,
    AssignmentEnded,
    AssignmentGround,
    CadreAssigned,
    CalendarPublished,
    DelegationGranted,
    DelegationRevoked,
    OrganisationFact,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    Post,
    ProvinceEstablished,
    RegimeBound,
    RegimePublished,
    RegistrarNamed,
    UnitKind,
    organisation_id,
    text_digest,
)
from domain.values import DocumentKind, DocumentRef
from tests.organisations import (
    FOUNDED,
    FOUNDER,
    NB,
    PROVINCE,
    START,
    appointed,
    command_id,
    day,
    directory_of,
)
from workflows.command import StreamKind, StreamRef
from workflows.organisation import OrganisationContext, decide, role_of
from workflows.organisation_commands import (
    AppointOfficer,
    AssignCadre,
    BindRegime,
    DissolveUnit,
    EndAppointment,
    EndAssignment,
    EstablishProvince,
    EstablishUnit,
    FoundOrganisation,
    GrantDelegation,
    ImportOrganisation,
    MoveUnit,
    NameActingHead,
    NameRegistrar,
    OrganisationCommand,
    PublishCalendar,
    PublishRegime,
    RenameUnit,
    RevokeDelegation,
)
from workflows.organisation_import import order_units, plan_import
from workflows.organisation_rules import admit
from workflows.organisation_unit_rules import PARENTS
from workflows.outcome import Refused, Rejected

COMMANDS: TypeAdapter[OrganisationCommand] = TypeAdapter(OrganisationCommand)
TODAY = day("2018-08-01")
MARCH = day("2018-03-01")
DELEGATION = UUID(int=1)
DECISION = DocumentRef(
    kind=DocumentKind.DECISION, number="12-QĐ/HU", dated=day("2018-02-20"), issuer="NB-D1"
)


def passes(text: str, ref: RegimeRef) -> None:
    """A check that finds nothing."""


CONTEXT = OrganisationContext(TODAY, passes, passes)


def given(*facts: OrganisationFact) -> Directory:
    return directory_of(*PROVINCE, *facts)


def a(command: type[Any], actor: str = FOUNDER, /, **fields: Any) -> Any:
    """A command with everything that any command has."""
    return command(
        id=command_id("command"),
        actor=actor,
        occurred_at=datetime(2018, 8, 1, tzinfo=UTC),
        province="NB",
        **fields,
    )


def refused(
    directory: Directory, command: OrganisationCommand, context: OrganisationContext = CONTEXT
) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Rejected) as caught:
        decide(command, directory, context)
    refusal = Refused(
        command_id=command.id, code=caught.value.code, params=dict(caught.value.params)
    )
    return refusal.code, caught.value.params


FOUNDING = a(FoundOrganisation, name="Tỉnh ủy", founded_on=START)

ONE_OF_EACH: list[tuple[Any, OrganisationFact, tuple[OrganisationFact, ...]]] = [
    (
        a(
            EstablishUnit,
            unit="NB-D2",
            kind=UnitKind.DISTRICT,
            name="Huyện ủy",
            parent="NB",
            valid_from=MARCH,
        ),
        OrgUnitEstablished(
            unit="NB-D2",
            kind=UnitKind.DISTRICT,
            name="Huyện ủy",
            parent="NB",
            valid_from=MARCH,
        ),
        (),
    ),
    (
        a(RenameUnit, unit="NB-D1", name="Thành ủy", valid_from=MARCH),
        OrgUnitRenamed(unit="NB-D1", name="Thành ủy", valid_from=MARCH),
        (),
    ),
    (
        a(
            EstablishProvince,
            unit="NB-MOI",
            name="Tỉnh ủy mới",
            valid_from=MARCH,
            basis=DECISION,
        ),
        ProvinceEstablished(unit="NB-MOI", name="Tỉnh ủy mới", valid_from=MARCH, basis=DECISION),
        (),
    ),
    (
        a(MoveUnit, unit="NB-D1-X1", parent="NB", valid_from=MARCH, basis=DECISION),
        OrgUnitMoved(unit="NB-D1-X1", parent="NB", valid_from=MARCH, basis=DECISION),
        (),
    ),
    (
        a(DissolveUnit, unit="NB-D1-VP", valid_from=MARCH, basis=DECISION),
        OrgUnitDissolved(unit="NB-D1-VP", valid_from=MARCH, basis=DECISION),
        (),
    ),
    (
        a(AppointOfficer, person="p-anna", unit="NB-D1", post=Post.SECRETARY, valid_from=MARCH),
        appointed("p-anna", "NB-D1", Post.SECRETARY, MARCH),
        (),
    ),
    (
        a(EndAppointment, person="p-anna", unit="NB-D1", post=Post.SECRETARY, valid_from=MARCH),
        AppointmentEnded(person="p-anna", unit="NB-D1", post=Post.SECRETARY, valid_from=MARCH),
        (appointed("p-anna", "NB-D1", Post.SECRETARY),),
    ),
    (
        a(
            GrantDelegation,
            delegation=DELEGATION,
            delegator="p-anna",
            delegate="p-binh",
            unit="NB-D1",
            valid_from=MARCH,
            valid_to=TODAY,
            basis=DECISION,
        ),
        DelegationGranted(
            delegation=DELEGATION,
            delegator="p-anna",
            delegate="p-binh",
            unit="NB-D1",
            valid_from=MARCH,
            valid_to=TODAY,
            basis=DECISION,
        ),
        (appointed("p-anna", "NB-D1", Post.SECRETARY),),
    ),
    (
        a(RevokeDelegation, delegation=DELEGATION, valid_from=day("2018-03-10")),
        DelegationRevoked(delegation=DELEGATION, valid_from=day("2018-03-10")),
        (
            DelegationGranted(
                delegation=DELEGATION,
                delegator="p-anna",
                delegate="p-binh",
                unit="NB-D1",
                valid_from=MARCH,
                valid_to=TODAY,
            ),
        ),
    ),
    (
        a(
            NameActingHead,
            person="p-anna",
            unit="NB-D1",
            in_place_of="p-binh",
            valid_from=MARCH,
            valid_to=TODAY,
            basis=DECISION,
        ),
        ActingHeadNamed(
            person="p-anna",
            unit="NB-D1",
            in_place_of="p-binh",
            valid_from=MARCH,
            valid_to=TODAY,
            basis=DECISION,
        ),
        (),
    ),
    (
        a(
            AssignCadre,
            cadre="p-anna",
            chapter="NB-D1-X1-C1",
            valid_from=MARCH,
            valid_to=TODAY,
            decision=DECISION,
            ground="field",
        ),
        CadreAssigned(
            cadre="p-anna",
            chapter="NB-D1-X1-C1",
            valid_from=MARCH,
            valid_to=TODAY,
            decision=DECISION,
            ground=AssignmentGround.FIELD,
        ),
        (),
    ),
    (
        a(EndAssignment, cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=MARCH),
        AssignmentEnded(cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=MARCH),
        (CadreAssigned(cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=START),),
    ),
    (
        a(PublishRegime, regime="ninh-binh", version="2018.1", text="tiers"),
        RegimePublished(
            regime="ninh-binh", version="2018.1", text="tiers", digest=text_digest("tiers")
        ),
        (),
    ),
    (
        a(PublishCalendar, calendar="vn", version="2026.1", text="days"),
        CalendarPublished(calendar="vn", version="2026.1", text="days", digest=text_digest("days")),
        (),
    ),
    (
        a(BindRegime, unit="NB-D1", regime="ninh-binh", version="2018.1", valid_from=MARCH),
        RegimeBound(unit="NB-D1", regime="ninh-binh", version="2018.1", valid_from=MARCH),
        (RegimePublished(regime="ninh-binh", version="2018.1", text="x", digest="0" * 64),),
    ),
    (
        a(NameRegistrar, person="p-anna", valid_from=MARCH),
        RegistrarNamed(person="p-anna", valid_from=MARCH),
        (),
    ),
]
NAMES = [command.type for command, _, _ in ONE_OF_EACH]


@pytest.mark.parametrize(("command", "fact", "history"), ONE_OF_EACH, ids=NAMES)
def test_each_command_leads_to_its_fact_and_the_second_time_to_nothing(
    command: Any, fact: OrganisationFact, history: tuple[OrganisationFact, ...]
) -> None:
    before = given(*history)

    assert decide(command, before, CONTEXT) == (fact,)
    after = directory_of(fact, start=before)
    assert decide(command, after, CONTEXT) == ()


@pytest.mark.parametrize(("command", "fact", "history"), ONE_OF_EACH, ids=NAMES)
def test_only_a_registrar_changes_the_organisation(
    command: Any, fact: OrganisationFact, history: tuple[OrganisationFact, ...]
) -> None:
    by_another = command.model_copy(update={"actor": "p-stranger"})

    assert refused(given(*history), by_another) == ("not-registrar", {"actor": "p-stranger"})
    assert role_of(command) == "registrar"


@pytest.mark.parametrize(("command", "fact", "history"), ONE_OF_EACH, ids=NAMES)
def test_nothing_can_be_registered_before_the_founding(
    command: Any, fact: OrganisationFact, history: tuple[OrganisationFact, ...]
) -> None:
    assert refused(EMPTY, command) == ("no-organisation", {"province": "NB"})


@pytest.mark.parametrize("command", [one for one, _, _ in ONE_OF_EACH] + [FOUNDING])
def test_commands_survive_json_and_read_the_organisation_only(command: Any) -> None:
    assert COMMANDS.validate_json(COMMANDS.dump_json(command)) == command
    assert command.reads() == (StreamRef(StreamKind.ORGANISATION, organisation_id("NB")),)


def test_a_named_registrar_may_act_from_that_day_on() -> None:
    rename = a(RenameUnit, "p-anna", unit="NB-D1", name="Thành ủy", valid_from=MARCH)
    named = given(RegistrarNamed(person="p-anna", valid_from=TODAY))
    tomorrow = given(RegistrarNamed(person="p-anna", valid_from=day("2018-08-02")))

    assert len(decide(rename, named, CONTEXT)) == 1
    assert refused(tomorrow, rename)[0] == "not-registrar"


def test_the_founder_founds_and_the_same_founding_again_is_nothing_new() -> None:
    facts = decide(FOUNDING, EMPTY, CONTEXT)

    assert facts == (FOUNDED,)
    assert isinstance(facts[0], OrganisationFounded)
    assert facts[0].founder == FOUNDER
    assert decide(FOUNDING, directory_of(*facts), CONTEXT) == ()
    assert role_of(FOUNDING) == "founder"


def test_an_organisation_is_founded_once() -> None:
    other = a(FoundOrganisation, "p-other", name="Tỉnh ủy", founded_on=START)

    assert refused(given(), other) == ("organisation-exists", {"province": "NB"})


def test_an_organisation_is_not_founded_in_the_future() -> None:
    later = a(FoundOrganisation, name="Tỉnh ủy", founded_on=day("2018-08-02"))

    assert refused(EMPTY, later) == ("founded-in-future", {"founded_on": "2018-08-02"})


def establish(
    id: str, kind: UnitKind, parent: str, valid_from: date = START, name: str = "Unit"
) -> EstablishUnit:
    command: EstablishUnit = a(
        EstablishUnit, unit=id, kind=kind, name=name, parent=parent, valid_from=valid_from
    )
    return command


ONE_UNIT_OF_EACH_KIND = {
    UnitKind.PROVINCE: "NB",
    UnitKind.DISTRICT: "NB-D1",
    UnitKind.COMMUNE: "NB-D1-X1",
    UnitKind.RESIDENTIAL_CHAPTER: "NB-D1-X1-C1",
    UnitKind.WORKPLACE_CHAPTER: "NB-D1-UBND-C1",
    UnitKind.AGENCY: "NB-D1-UBND",
    UnitKind.EXECUTIVE_COMMITTEE: "NB-BCH",
    UnitKind.STANDING_COMMITTEE: "NB-D1-BTV",
    UnitKind.STANDING_BOARD: "NB-TT",
    UnitKind.COMMITTEE_OFFICE: "NB-D1-VP",
    UnitKind.INSPECTION_COMMISSION: "NB-UBKT",
}


@pytest.mark.parametrize("parent_kind", list(UnitKind))
@pytest.mark.parametrize("kind", list(UnitKind))
def test_what_may_stand_under_what_follows_the_table(kind: UnitKind, parent_kind: UnitKind) -> None:
    parent = ONE_UNIT_OF_EACH_KIND[parent_kind]
    command = establish("NB-NEW", kind, parent)
    bodies_gone = [
        OrgUnitDissolved(unit=body, valid_from=START.replace(day=2))
        for body in ("NB-BCH", "NB-TT", "NB-UBKT", "NB-D1-BTV", "NB-D1-VP")
        if body != parent
    ]
    directory = given(*bodies_gone)

    if parent_kind in PARENTS[kind]:
        later = command.model_copy(update={"valid_from": MARCH})
        assert len(decide(later, directory, CONTEXT)) == 1
    else:
        code, params = refused(directory, command)
        assert code == "wrong-parent"
        assert params == {
            "unit": "NB-NEW",
            "kind": kind.value,
            "parent": parent,
            "parent_kind": parent_kind.value,
        }


def test_chapters_stand_under_communes_and_agencies_never_under_chapters() -> None:
    assert PARENTS[UnitKind.RESIDENTIAL_CHAPTER] == {UnitKind.COMMUNE}
    assert UnitKind.AGENCY in PARENTS[UnitKind.WORKPLACE_CHAPTER]
    assert UnitKind.DISTRICT not in PARENTS[UnitKind.DISTRICT]
    assert PARENTS[UnitKind.COMMUNE] == {UnitKind.DISTRICT, UnitKind.PROVINCE}
    assert not PARENTS[UnitKind.PROVINCE]


@pytest.mark.parametrize(
    ("command", "code", "params"),
    [
        (
            establish("NB-D1", UnitKind.COMMUNE, "NB", MARCH),
            "unit-exists",
            {"unit": "NB-D1", "differs": ["kind", "name", "valid_from"]},
        ),
        (
            establish("TD-D1", UnitKind.DISTRICT, "NB"),
            "unit-outside-province",
            {"unit": "TD-D1", "province": "NB"},
        ),
        (
            establish("NB-A", UnitKind.AGENCY, "NB-A"),
            "unit-cycle",
            {"units": ["NB-A"]},
        ),
        (establish("NB-A", UnitKind.AGENCY, "NB-B"), "unit-unknown", {"unit": "NB-B"}),
        (
            establish("NB-A", UnitKind.AGENCY, "NB", day("2017-12-31")),
            "unit-not-yet",
            {"unit": "NB", "since": "2018-01-01"},
        ),
        (
            establish("NB-TT2", UnitKind.STANDING_BOARD, "NB"),
            "body-exists",
            {"kind": "standing-board", "unit": "NB-TT"},
        ),
    ],
)
def test_a_unit_is_refused(command: EstablishUnit, code: str, params: dict[str, Any]) -> None:
    assert refused(given(), command) == (code, params)


def test_nothing_is_established_under_a_unit_that_ends() -> None:
    directory = given(OrgUnitDissolved(unit="NB-D1-UBND-C1", valid_from=MARCH))
    directory = directory_of(OrgUnitDissolved(unit="NB-D1-UBND", valid_from=MARCH), start=directory)
    after = establish("NB-A", UnitKind.AGENCY, "NB-D1-UBND", MARCH)
    before = establish("NB-A", UnitKind.AGENCY, "NB-D1-UBND", START)

    expected = ("unit-dissolved", {"unit": "NB-D1-UBND", "last": "2018-02-28"})
    assert refused(directory, after) == expected
    assert refused(directory, before) == expected


def test_a_body_may_follow_one_that_was_dissolved() -> None:
    directory = given(OrgUnitDissolved(unit="NB-TT", valid_from=MARCH))

    follower = establish("NB-TT2", UnitKind.STANDING_BOARD, "NB", MARCH)
    assert len(decide(follower, directory, CONTEXT)) == 1
    too_early = establish("NB-TT2", UnitKind.STANDING_BOARD, "NB", day("2018-02-28"))
    assert refused(directory, too_early)[0] == "body-exists"


def test_a_unit_with_children_is_in_use() -> None:
    dissolve = a(DissolveUnit, unit="NB-D1-X1", valid_from=MARCH)

    assert refused(given(), dissolve) == (
        "unit-in-use",
        {"unit": "NB-D1-X1", "child": "NB-D1-X1-C1", "children": 2},
    )
    chapters_gone = given(
        OrgUnitDissolved(unit="NB-D1-X1-C1", valid_from=MARCH),
        OrgUnitDissolved(unit="NB-D1-X1-C2", valid_from=MARCH),
    )
    assert len(decide(dissolve, chapters_gone, CONTEXT)) == 1


def test_a_unit_is_dissolved_once_and_not_before_its_second_day() -> None:
    dissolved = given(OrgUnitDissolved(unit="NB-D1-VP", valid_from=MARCH))

    assert refused(dissolved, a(DissolveUnit, unit="NB-D1-VP", valid_from=TODAY)) == (
        "unit-dissolved",
        {"unit": "NB-D1-VP", "last": "2018-02-28"},
    )
    assert refused(given(), a(DissolveUnit, unit="NB-D1-VP", valid_from=START))[0] == "unit-not-yet"
    assert refused(given(), a(DissolveUnit, unit="NB-Z", valid_from=MARCH)) == (
        "unit-unknown",
        {"unit": "NB-Z"},
    )


def about_a_unit(unit: str, on: date) -> list[OrganisationCommand]:
    return [
        a(RenameUnit, unit=unit, name="Other", valid_from=on),
        a(AppointOfficer, person="p-anna", unit=unit, post=Post.MEMBER, valid_from=on),
        a(NameActingHead, person="p-anna", unit=unit, valid_from=on, valid_to=on),
        a(AssignCadre, cadre="p-anna", chapter=unit, valid_from=on),
        a(BindRegime, unit=unit, regime="ninh-binh", version="2018.1", valid_from=on),
        a(
            GrantDelegation,
            delegation=DELEGATION,
            delegator="p-anna",
            delegate="p-binh",
            unit=unit,
            valid_from=on,
            valid_to=on,
        ),
    ]


@pytest.mark.parametrize("index", range(6))
def test_a_unit_takes_nothing_before_its_first_day_after_its_last_or_if_unknown(
    index: int,
) -> None:
    published = RegimePublished(
        regime="ninh-binh", version="2018.1", text="x", digest=text_digest("x")
    )
    gone = OrgUnitDissolved(unit="NB-D1-X1-C1", valid_from=MARCH)
    directory = given(published, gone)

    chapter = "NB-D1-X1-C1"
    too_early = about_a_unit(chapter, day("2017-12-31"))[index]
    too_late = about_a_unit(chapter, MARCH)[index]
    unknown = about_a_unit("NB-Z", MARCH)[index]
    assert refused(directory, too_early) == (
        "unit-not-yet",
        {"unit": chapter, "since": "2018-01-01"},
    )
    assert refused(directory, too_late) == (
        "unit-dissolved",
        {"unit": chapter, "last": "2018-02-28"},
    )
    assert refused(directory, unknown) == ("unit-unknown", {"unit": "NB-Z"})


@pytest.mark.parametrize("index", [1, 2, 3, 5])
def test_a_period_ends_on_or_after_its_first_day(index: int) -> None:
    command = about_a_unit("NB-D1-X1-C1", MARCH)[index]
    reversed_dates = command.model_copy(update={"valid_to": day("2018-02-28")})

    assert refused(given(), reversed_dates) == (
        "dates-reversed",
        {"valid_from": "2018-03-01", "valid_to": "2018-02-28"},
    )


def appoint(
    person: str, post: Post, valid_from: date, valid_to: date | None = None
) -> AppointOfficer:
    command: AppointOfficer = a(
        AppointOfficer,
        person=person,
        unit="NB-D1",
        post=post,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return command


def test_a_post_is_held_once_by_the_same_person_at_a_time() -> None:
    directory = given(appointed("p-anna", "NB-D1", Post.MEMBER, MARCH, TODAY))

    again = appoint("p-anna", Post.MEMBER, TODAY)
    assert refused(directory, again) == (
        "appointment-overlaps",
        {"person": "p-anna", "unit": "NB-D1", "post": "member", "since": "2018-03-01"},
    )
    assert len(decide(appoint("p-anna", Post.MEMBER, day("2018-08-02")), directory, CONTEXT)) == 1
    assert len(decide(appoint("p-anna", Post.OFFICER, MARCH), directory, CONTEXT)) == 1
    assert len(decide(appoint("p-binh", Post.MEMBER, MARCH), directory, CONTEXT)) == 1


def test_a_unit_has_one_secretary_at_a_time() -> None:
    directory = given(appointed("p-anna", "NB-D1", Post.SECRETARY))

    successor = appoint("p-binh", Post.SECRETARY, MARCH)
    code, params = refused(directory, successor)
    assert (code, params["person"]) == ("appointment-overlaps", "p-anna")
    ended = AppointmentEnded(person="p-anna", unit="NB-D1", post=Post.SECRETARY, valid_from=MARCH)
    vacant = directory_of(ended, start=directory)
    assert len(decide(successor, vacant, CONTEXT)) == 1


def test_only_a_post_that_is_held_can_end() -> None:
    end = a(EndAppointment, person="p-anna", unit="NB-D1", post=Post.HEAD, valid_from=MARCH)
    past = given(appointed("p-anna", "NB-D1", Post.HEAD, START, day("2018-01-31")))

    expected = {"person": "p-anna", "unit": "NB-D1", "post": "head", "on": "2018-03-01"}
    assert refused(given(), end) == ("appointment-unknown", expected)
    assert refused(past, end) == ("appointment-unknown", expected)


def delegation(**changes: Any) -> GrantDelegation:
    fields: dict[str, Any] = {
        "delegation": DELEGATION,
        "delegator": "p-anna",
        "delegate": "p-binh",
        "unit": "NB-D1",
        "valid_from": MARCH,
        "valid_to": TODAY,
    }
    command: GrantDelegation = a(GrantDelegation, **(fields | changes))
    return command


def test_only_who_serves_in_their_own_right_delegates_and_not_to_themselves() -> None:
    secretary = given(appointed("p-anna", "NB-D1", Post.SECRETARY))

    assert refused(given(), delegation()) == (
        "not-in-office",
        {"person": "p-anna", "unit": "NB-D1", "on": "2018-03-01"},
    )
    assert refused(secretary, delegation(delegate="p-anna")) == (
        "delegates-to-self",
        {"person": "p-anna"},
    )
    passed_on = delegation(delegation=UUID(int=2), delegator="p-binh", delegate="p-cuong")
    lent = directory_of(delegation().fact(), start=secretary)
    assert refused(lent, passed_on)[0] == "not-in-office"


def test_a_delegations_id_is_used_once() -> None:
    granted = given(appointed("p-anna", "NB-D1", Post.SECRETARY), delegation().fact())

    assert refused(granted, delegation(delegate="p-cuong")) == (
        "delegation-exists",
        {"delegation": str(DELEGATION)},
    )
    revoked = directory_of(
        DelegationRevoked(delegation=DELEGATION, valid_from=day("2018-03-10")), start=granted
    )
    assert refused(revoked, delegation()) == (
        "delegation-ended",
        {"delegation": str(DELEGATION), "last": "2018-03-09"},
    )


def test_only_a_running_delegation_can_be_revoked() -> None:
    granted = given(delegation().fact())
    late = a(RevokeDelegation, delegation=DELEGATION, valid_from=day("2018-08-03"))
    unknown = a(RevokeDelegation, delegation=UUID(int=9), valid_from=MARCH)

    assert refused(granted, late) == (
        "delegation-ended",
        {"delegation": str(DELEGATION), "last": "2018-08-01"},
    )
    assert refused(granted, unknown) == ("delegation-unknown", {"delegation": str(UUID(int=9))})


def test_cadres_are_assigned_to_chapters_only() -> None:
    assign = a(AssignCadre, cadre="p-anna", chapter="NB-D1", valid_from=MARCH)

    assert refused(given(), assign) == ("not-a-chapter", {"unit": "NB-D1", "kind": "district"})


def test_a_cadre_is_assigned_to_a_chapter_once_at_a_time() -> None:
    directory = given(CadreAssigned(cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=START))
    again = a(AssignCadre, cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=MARCH)
    second = a(AssignCadre, cadre="p-anna", chapter="NB-D1-X1-C2", valid_from=MARCH)
    otherwise = a(
        AssignCadre, cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=START, ground="residence"
    )

    assert refused(directory, otherwise)[0] == "assignment-overlaps"
    assert refused(directory, again) == (
        "assignment-overlaps",
        {"cadre": "p-anna", "chapter": "NB-D1-X1-C1", "since": "2018-01-01"},
    )
    assert len(decide(second, directory, CONTEXT)) == 1
    end = a(EndAssignment, cadre="p-anna", chapter="NB-D1-X1-C2", valid_from=MARCH)
    assert refused(directory, end) == (
        "assignment-unknown",
        {"cadre": "p-anna", "chapter": "NB-D1-X1-C2", "on": "2018-03-01"},
    )


@pytest.mark.parametrize(
    "publish",
    [
        lambda text: a(PublishRegime, regime="vn", version="2018.1", text=text),
        lambda text: a(PublishCalendar, calendar="vn", version="2018.1", text=text),
    ],
    ids=["regime", "calendar"],
)
def test_a_version_is_published_once(publish: Callable[[str], Any]) -> None:
    published = directory_of(*decide(publish("one"), given(), CONTEXT), start=given())

    assert decide(publish("one"), published, CONTEXT) == ()
    assert refused(published, publish("two")) == (
        "version-published",
        {"id": "vn", "version": "2018.1"},
    )


def test_a_text_that_its_check_refuses_is_not_published() -> None:
    def regime_is_faulty(text: str, ref: RegimeRef) -> None:
        raise Rejected("regime-faulty", text=text)

    def calendar_is_faulty(text: str, ref: RegimeRef) -> None:
        raise Rejected("calendar-faulty", text=text)

    context = OrganisationContext(TODAY, regime_is_faulty, calendar_is_faulty)
    regime = a(PublishRegime, regime="ninh-binh", version="2018.1", text="tiers")
    calendar = a(PublishCalendar, calendar="vn", version="2026.1", text="days")
    assert refused(given(), regime, context) == ("regime-faulty", {"text": "tiers"})
    assert refused(given(), calendar, context) == ("calendar-faulty", {"text": "days"})


def test_only_a_published_regime_can_be_bound() -> None:
    bind = a(BindRegime, unit="NB", regime="ninh-binh", version="2018.1", valid_from=MARCH)

    assert refused(given(), bind) == (
        "regime-unknown",
        {"regime": "ninh-binh", "version": "2018.1"},
    )


def entry(id: str, kind: str, parent: str | None, **more: Any) -> dict[str, Any]:
    return {
        "unit": id,
        "kind": kind,
        "name": f"Unit {id}",
        "parent": parent,
        "valid_from": START,
        **more,
    }


def importing(**sections: Any) -> ImportOrganisation:
    command: ImportOrganisation = a(ImportOrganisation, **sections)
    return command


EVERYTHING = importing(
    units=[
        entry("NB-X1-C1", "residential-chapter", "NB-X1"),
        entry("NB-X1", "commune", "NB"),
        entry("NB-X2", "commune", "NB", valid_to=day("2018-02-28")),
        entry("NB-X2-C1", "residential-chapter", "NB-X2", valid_to=day("2018-02-28")),
        {**entry("NB", "province", None), "name": "Tỉnh ủy"},
    ],
    renames=[{"unit": "NB-X1", "name": "Đảng ủy xã", "valid_from": MARCH}],
    appointments=[{"person": "p-anna", "unit": "NB-X1", "post": "secretary", "valid_from": START}],
    assignments=[{"cadre": "p-binh", "chapter": "NB-X1-C1", "valid_from": START}],
)


def test_an_import_in_any_order_leads_to_facts_in_an_order_that_holds() -> None:
    facts = decide(EVERYTHING, directory_of(FOUNDED), CONTEXT)

    assert [fact.type for fact in facts] == [
        "org-unit-established.v1",
        "org-unit-established.v1",
        "org-unit-established.v1",
        "org-unit-established.v1",
        "org-unit-dissolved.v1",
        "org-unit-dissolved.v1",
        "org-unit-renamed.v1",
        "officer-appointed.v1",
        "cadre-assigned.v1",
    ]
    directory = directory_of(FOUNDED)
    for fact in facts:
        assert admit(fact, directory) == (fact,)
        directory = directory_of(fact, start=directory)
    assert directory.ancestors("NB-X1-C1", MARCH) == ("NB-X1", "NB")
    assert not directory.exists("NB-X2", MARCH)
    assert directory.exists("NB-X2-C1", day("2018-02-28"))


def test_the_same_import_again_is_nothing_new() -> None:
    founded = directory_of(FOUNDED)
    after = directory_of(*decide(EVERYTHING, founded, CONTEXT), start=founded)

    assert decide(EVERYTHING, after, CONTEXT) == ()


def test_an_import_adds_only_what_is_new() -> None:
    founded = directory_of(FOUNDED)
    after = directory_of(*decide(EVERYTHING, founded, CONTEXT), start=founded)
    more = importing(units=[*EVERYTHING.units, entry("NB-X1-C2", "residential-chapter", "NB-X1")])

    facts = decide(more, after, CONTEXT)
    assert [fact.type for fact in facts] == ["org-unit-established.v1"]


def test_a_closed_unit_may_be_imported_under_a_parent_that_is_gone_by_now() -> None:
    gone = given(OrgUnitDissolved(unit="NB-D1-VP", valid_from=MARCH))
    gone = directory_of(
        OrgUnitDissolved(unit="NB-D1-UBND-C1", valid_from=MARCH),
        OrgUnitDissolved(unit="NB-D1-UBND", valid_from=MARCH),
        start=gone,
    )
    closed = entry("NB-A", "agency", "NB-D1-UBND", valid_to=day("2018-01-31"))
    outlives = entry("NB-A", "agency", "NB-D1-UBND", valid_to=MARCH)

    facts = decide(importing(units=[closed]), gone, CONTEXT)
    assert [fact.type for fact in facts] == ["org-unit-established.v1", "org-unit-dissolved.v1"]
    assert refused(gone, importing(units=[outlives]))[0] == "unit-dissolved"


def test_an_import_with_a_fault_is_refused_as_a_whole_and_names_the_first() -> None:
    command = importing(
        units=[
            entry("NB-X1", "commune", "NB", line=2),
            entry("NB-X2", "residential-chapter", "NB", line=3),
        ],
        appointments=[
            {
                "person": "p-anna",
                "unit": "NB-Z",
                "post": "member",
                "valid_from": START,
                "line": 4,
            }
        ],
    )

    code, params = refused(directory_of(FOUNDED), command)
    assert code == "wrong-parent"
    assert params["unit"] == "NB-X2"
    assert (params["line"], params["faults"]) == (3, 2)
    every = plan_import(command, directory_of(FOUNDED)).faults
    assert [(fault.entry.line, fault.refusal.code) for fault in every] == [
        (3, "wrong-parent"),
        (4, "unit-unknown"),
    ]


def test_what_hangs_on_a_refused_unit_is_judged_by_itself() -> None:
    command = importing(
        units=[
            entry("NB-X1", "commune", "NB-Z", line=2),
            entry("NB-X1-C1", "residential-chapter", "NB-X1", line=3),
        ],
        assignments=[{"cadre": "p-anna", "chapter": "NB-X1-C1", "valid_from": START}],
    )

    faults = plan_import(command, directory_of(FOUNDED)).faults
    assert [(fault.entry.line, fault.refusal.code) for fault in faults] == [(2, "unit-unknown")]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (entry("NB-X1", "commune", None), "wrong-parent"),
        (entry("NB-X1", "commune", "NB", valid_to=day("2017-12-31")), "dates-reversed"),
        ({**entry("NB", "province", None), "name": "Other"}, "unit-exists"),
        (entry("TD", "province", None), "wrong-parent"),
    ],
)
def test_an_import_refuses_a_unit_once(bad: dict[str, Any], code: str) -> None:
    faults = plan_import(importing(units=[bad]), directory_of(FOUNDED)).faults

    assert [fault.refusal.code for fault in faults] == [code]


def test_a_parent_that_ends_before_its_child_is_in_use() -> None:
    command = importing(
        units=[
            entry("NB-X1", "commune", "NB", valid_to=MARCH, line=2),
            entry("NB-X1-C1", "residential-chapter", "NB-X1", line=3),
        ]
    )

    code, params = refused(directory_of(FOUNDED), command)
    assert (code, params["child"], params["line"]) == ("unit-in-use", "NB-X1-C1", 2)


def test_cycles_of_parents_are_named_each_once() -> None:
    command = importing(
        units=[
            entry("NB-D", "agency", "NB-A", line=2),
            entry("NB-A", "agency", "NB-B", line=3),
            entry("NB-B", "agency", "NB-C", line=4),
            entry("NB-C", "agency", "NB-A", line=5),
            entry("NB-E", "agency", "NB-E", line=6),
        ]
    )

    faults = plan_import(command, directory_of(FOUNDED)).faults
    assert [(fault.entry.line, fault.refusal.params["units"]) for fault in faults] == [
        (3, ["NB-A", "NB-B", "NB-C"]),
        (6, ["NB-E"]),
    ]
    assert {fault.refusal.code for fault in faults} == {"unit-cycle"}
    assert refused(directory_of(FOUNDED), command)[0] == "unit-cycle"


def test_units_are_ordered_parents_first_and_else_as_given() -> None:
    ordered = order_units(EVERYTHING.units)

    assert [one.unit for one in ordered.entries] == ["NB", "NB-X1", "NB-X1-C1", "NB-X2", "NB-X2-C1"]
    assert ordered.cycles == ()


def test_a_unit_given_twice_is_taken_once_and_refused_where_it_differs() -> None:
    once = entry("NB-X1", "commune", "NB", line=2)
    same = importing(units=[once, {**once, "line": 3}])
    other = importing(units=[once, {**once, "line": 3, "name": "Other"}])

    facts = decide(same, directory_of(FOUNDED), CONTEXT)
    assert [fact.type for fact in facts] == ["org-unit-established.v1"]
    code, params = refused(directory_of(FOUNDED), other)
    assert (code, params["differs"], params["line"]) == ("unit-exists", ["name"], 3)


@hypothesis.given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12, unique_by=lambda x: x[0])
)
def test_any_units_are_ordered_or_stand_in_a_cycle(links: list[tuple[int, int]]) -> None:
    units = importing(
        units=[entry(f"NB-{child}", "agency", f"NB-{parent}") for child, parent in links]
    ).units
    given_parents = {one.unit: one.parent for one in units}
    ordered, cycles = order_units(units)

    in_cycles = [one.unit for cycle in cycles for one in cycle]
    placed = [one.unit for one in ordered]
    assert sorted(placed + in_cycles) == sorted(given_parents)
    for index, one in enumerate(ordered):
        above = one.parent
        assert above not in given_parents or above in in_cycles or above in placed[:index]
    for cycle in cycles:
        following = [*cycle[1:], cycle[0]]
        assert [one.parent for one in cycle] == [one.unit for one in following]


def test_an_import_needs_a_registrar_and_an_organisation() -> None:
    by_another = EVERYTHING.model_copy(update={"actor": "p-stranger"})

    assert refused(directory_of(FOUNDED), by_another)[0] == "not-registrar"
    assert refused(EMPTY, EVERYTHING)[0] == "no-organisation"
    assert EVERYTHING.reads() == (StreamRef(StreamKind.ORGANISATION, NB),)
    assert COMMANDS.validate_json(COMMANDS.dump_json(EVERYTHING)) == EVERYTHING
