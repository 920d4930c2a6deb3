"""The directory on a given day: units, capacities, assignments and bindings."""

from datetime import date, timedelta
from unicodedata import normalize
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.directory import EMPTY, Capacity, CapacityKind, Directory, Draft, fold
from domain.organisation import (
    ActingHeadNamed,
    AppointmentEnded,
    AssignmentEnded,
    CadreAssigned,
    CalendarPublished,
    DelegationGranted,
    DelegationRevoked,
    OfficerAppointed,
    OrganisationFact,
    OrganisationFounded,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    Post,
    ProvinceEstablished,
    RegimeBound,
    RegimePublished,
    RegistrarNamed,
    Share,
    SuccessionKind,
    UnitKind,
    organisation_id,
    text_digest,
)
from domain.period import Period
from domain.values import DocumentRef
from tests.organisations import (
    FOUNDED,
    FOUNDER,
    NB,
    PROVINCE,
    START,
    appointed,
    day,
    directory_of,
    recorded,
    unit,
)

FACTS: TypeAdapter[OrganisationFact] = TypeAdapter(OrganisationFact)
MARCH = day("2018-03-01")
DELEGATION = UUID(int=1)


def delegated(delegator: str, delegate: str, unit: str, last: date) -> DelegationGranted:
    return DelegationGranted(
        delegation=DELEGATION,
        delegator=delegator,
        delegate=delegate,
        unit=unit,
        valid_from=MARCH,
        valid_to=last,
    )


def acting(
    person: str, unit: str, first: date, last: date, in_place_of: str | None = None
) -> ActingHeadNamed:
    return ActingHeadNamed(
        person=person, unit=unit, in_place_of=in_place_of, valid_from=first, valid_to=last
    )


def with_province(*facts: OrganisationFact) -> Directory:
    return directory_of(*PROVINCE, *facts)


def test_an_empty_directory_answers_every_question() -> None:
    assert EMPTY.province is None
    assert EMPTY.stream is None
    assert EMPTY.version == 0
    assert EMPTY.unit("NB", START) is None
    assert EMPTY.ancestors("NB", START) == ()
    assert EMPTY.holds("p-none", "NB", START) is None
    assert EMPTY.head("NB", START) is None
    assert EMPTY.binding("NB", START) is None
    assert not EMPTY.is_registrar("p-none", START)
    assert list(EMPTY.walk(START)) == []


def test_folding_keeps_version_and_stream_and_leaves_the_earlier_directory_alone() -> None:
    before = directory_of(FOUNDED)
    after = directory_of(unit("NB-D1", UnitKind.DISTRICT, "NB"), start=before)

    assert (before.version, after.version) == (1, 2)
    assert after.stream == NB == organisation_id("NB")
    assert not before.exists("NB-D1", START)
    assert after.exists("NB-D1", START)
    assert fold(after, []) is after


def test_folding_in_batches_equals_folding_at_once() -> None:
    facts = [*PROVINCE, appointed("p-anna", "NB-D1", Post.SECRETARY)]
    history = recorded(facts)

    assert fold(fold(EMPTY, history[:5]), history[5:]) == fold(EMPTY, history)


def test_a_draft_shows_what_was_added_and_leaves_its_origin_alone() -> None:
    directory = with_province()
    draft = Draft(directory)
    draft.add(unit("NB-D2", UnitKind.DISTRICT, "NB"))

    assert draft.directory.exists("NB-D2", START)
    assert not directory.exists("NB-D2", START)


def test_a_unit_exists_from_its_first_day_to_the_day_before_its_dissolution() -> None:
    gone = OrgUnitDissolved(unit="NB-D1-X1-C2", valid_from=MARCH)
    directory = with_province(gone)

    assert not directory.exists("NB-D1-X1-C2", START - timedelta(days=1))
    assert directory.exists("NB-D1-X1-C2", START)
    assert directory.exists("NB-D1-X1-C2", day("2018-02-28"))
    assert not directory.exists("NB-D1-X1-C2", MARCH)
    assert [below.id for below in directory.children("NB-D1-X1", MARCH)] == ["NB-D1-X1-C1"]
    found = directory.unit("NB-D1-X1-C2", START)
    assert found is not None
    assert found.valid_to == day("2018-02-28")


def test_a_unit_bears_the_name_of_the_day_asked_about() -> None:
    renamed = OrgUnitRenamed(unit="NB-D1", name="Thành ủy", valid_from=MARCH)
    directory = with_province(renamed)

    assert directory.name("NB-D1", day("2018-02-28")) == "Unit NB-D1"
    assert directory.name("NB-D1", MARCH) == "Thành ủy"
    assert directory.name("NB-D1", START - timedelta(days=1)) is None


def test_a_name_recorded_again_for_the_same_day_corrects_the_earlier_one() -> None:
    directory = with_province(
        OrgUnitRenamed(unit="NB-D1", name="Later", valid_from=day("2018-06-01")),
        OrgUnitRenamed(unit="NB-D1", name="Wrong", valid_from=MARCH),
        OrgUnitRenamed(unit="NB-D1", name="Right", valid_from=MARCH),
    )

    assert directory.name("NB-D1", day("2018-05-31")) == "Right"
    assert directory.name("NB-D1", day("2018-06-01")) == "Later"


def test_a_code_is_given_once() -> None:
    directory = with_province(unit("NB-D1-X1", UnitKind.AGENCY, "NB"))

    assert directory.ancestors("NB-D1-X1", START) == ("NB-D1", "NB")


def test_the_tree_is_looked_up_from_a_unit_to_the_province() -> None:
    directory = with_province()
    chapter = "NB-D1-X1-C1"

    assert directory.ancestors(chapter, START) == ("NB-D1-X1", "NB-D1", "NB")
    assert directory.committee_of(chapter, START) == "NB-D1-X1"
    assert directory.committee_of("NB-D1-UBND-C1", START) == "NB-D1"
    assert directory.committee_of("NB-D1", START) == "NB-D1"
    assert directory.superior("NB-D1-X1", START) == "NB-D1"
    assert directory.superior("NB-D1", START) == "NB"
    assert directory.superior("NB", START) is None
    assert directory.committee_at(chapter, UnitKind.DISTRICT, START) == "NB-D1"
    assert directory.committee_at("NB-D1", UnitKind.DISTRICT, START) == "NB-D1"
    assert directory.committee_at("NB", UnitKind.DISTRICT, START) is None


def test_a_commune_may_stand_directly_under_the_province() -> None:
    directory = with_province(unit("NB-X9", UnitKind.COMMUNE, "NB"))

    assert directory.superior("NB-X9", START) == "NB"
    assert directory.committee_at("NB-X9", UnitKind.DISTRICT, START) is None


def test_a_body_is_the_committees_own_child_of_that_kind() -> None:
    directory = with_province()
    office = directory.body("NB-D1", UnitKind.COMMITTEE_OFFICE, START)

    assert office is not None
    assert office.id == "NB-D1-VP"
    assert directory.body("NB-D1", UnitKind.INSPECTION_COMMISSION, START) is None
    agencies = directory.children("NB-D1", START, UnitKind.AGENCY)
    assert [agency.id for agency in agencies] == ["NB-D1-UBND"]


def test_a_walk_names_parents_before_children_with_their_depth() -> None:
    walked = [(depth, found.id) for depth, found in with_province().walk(START)]

    assert walked[:3] == [(0, "NB"), (1, "NB-TT"), (1, "NB-UBKT")]
    assert (3, "NB-D1-X1-C2") in walked
    assert walked.index((1, "NB-D1")) < walked.index((2, "NB-D1-X1"))
    assert len(walked) == len(PROVINCE)


def test_an_appointment_counts_on_its_first_and_its_last_day() -> None:
    last = day("2018-06-30")
    directory = with_province(appointed("p-anna", "NB-D1-VP", Post.OFFICER, MARCH, last))

    held = Capacity(CapacityKind.APPOINTED, Post.OFFICER)
    assert directory.holds("p-anna", "NB-D1-VP", day("2018-02-28")) is None
    assert directory.holds("p-anna", "NB-D1-VP", MARCH) == held
    assert directory.holds("p-anna", "NB-D1-VP", last) == held
    assert directory.holds("p-anna", "NB-D1-VP", day("2018-07-01")) is None
    assert directory.holds("p-anna", "NB-D1", MARCH) is None


def test_an_ended_appointment_no_longer_counts_from_that_day_and_leaves_others_alone() -> None:
    directory = with_province(
        appointed("p-anna", "NB-D1-VP", Post.HEAD),
        appointed("p-anna", "NB-D1-VP", Post.MEMBER),
        AppointmentEnded(person="p-anna", unit="NB-D1-VP", post=Post.HEAD, valid_from=MARCH),
    )

    assert directory.head("NB-D1-VP", day("2018-02-28")) == "p-anna"
    assert directory.head("NB-D1-VP", MARCH) is None
    assert directory.holds("p-anna", "NB-D1-VP", MARCH) == Capacity(
        CapacityKind.APPOINTED, Post.MEMBER
    )


def test_an_appointment_ended_on_its_first_day_never_counted() -> None:
    directory = with_province(
        appointed("p-anna", "NB-D1", Post.HEAD, MARCH),
        AppointmentEnded(person="p-anna", unit="NB-D1", post=Post.HEAD, valid_from=MARCH),
    )

    assert directory.holds("p-anna", "NB-D1", MARCH) is None
    assert directory.appointments("p-anna", "NB-D1")[0].period.is_empty()


def test_nobody_serves_in_a_unit_that_is_dissolved() -> None:
    directory = with_province(
        appointed("p-anna", "NB-D1-UBND", Post.CHAIR),
        acting("p-binh", "NB-D1-UBND", START, day("2018-12-31")),
        CadreAssigned(cadre="p-cuong", chapter="NB-D1-X1-C1", valid_from=START),
        OrgUnitDissolved(unit="NB-D1-UBND", valid_from=MARCH),
        OrgUnitDissolved(unit="NB-D1-X1-C1", valid_from=MARCH),
    )

    assert directory.members("NB-D1-UBND", day("2018-02-28")) == ("p-anna", "p-binh")
    assert directory.members("NB-D1-UBND", MARCH) == ()
    assert directory.head("NB-D1-UBND", MARCH) is None
    assert directory.units_of("p-anna", MARCH) == ()
    assert directory.is_assigned("p-cuong", "NB-D1-X1-C1", day("2018-02-28"))
    assert directory.cadres_of("NB-D1-X1-C1", MARCH) == ()


def test_a_delegate_acts_for_the_delegator_between_the_dates() -> None:
    directory = with_province(
        appointed("p-anna", "NB-TT", Post.SECRETARY),
        delegated("p-anna", "p-binh", "NB-TT", day("2018-03-31")),
    )

    held = Capacity(CapacityKind.DELEGATE, Post.SECRETARY, "p-anna")
    assert directory.holds("p-binh", "NB-TT", day("2018-02-28")) is None
    assert directory.holds("p-binh", "NB-TT", MARCH) == held
    assert directory.holds("p-binh", "NB-TT", day("2018-03-31")) == held
    assert directory.holds("p-binh", "NB-TT", day("2018-04-01")) is None
    assert directory.head("NB-TT", MARCH) == "p-anna"
    assert not directory.serves("p-binh", "NB-TT", MARCH)


def test_a_delegation_works_only_while_its_delegator_serves() -> None:
    directory = with_province(
        appointed("p-anna", "NB-TT", Post.SECRETARY),
        delegated("p-anna", "p-binh", "NB-TT", day("2018-03-31")),
        AppointmentEnded(
            person="p-anna", unit="NB-TT", post=Post.SECRETARY, valid_from=day("2018-03-15")
        ),
    )

    assert directory.holds("p-binh", "NB-TT", day("2018-03-14")) is not None
    assert directory.holds("p-binh", "NB-TT", day("2018-03-15")) is None


def test_a_revoked_delegation_no_longer_works_from_that_day() -> None:
    directory = with_province(
        appointed("p-anna", "NB-TT", Post.SECRETARY),
        delegated("p-anna", "p-binh", "NB-TT", day("2018-03-31")),
        DelegationRevoked(delegation=DELEGATION, valid_from=day("2018-03-10")),
        DelegationRevoked(delegation=DELEGATION, valid_from=day("2018-03-20")),
    )

    assert directory.holds("p-binh", "NB-TT", day("2018-03-09")) is not None
    assert directory.holds("p-binh", "NB-TT", day("2018-03-10")) is None


def test_a_delegation_cannot_be_passed_on() -> None:
    first = delegated("p-anna", "p-binh", "NB-TT", day("2018-03-31"))
    second = first.model_copy(
        update={"delegation": UUID(int=2), "delegator": "p-binh", "delegate": "p-cuong"}
    )
    directory = with_province(appointed("p-anna", "NB-TT", Post.SECRETARY), first, second)

    assert directory.holds("p-binh", "NB-TT", MARCH) is not None
    assert directory.holds("p-cuong", "NB-TT", MARCH) is None


def test_an_acting_head_leads_the_unit_and_stands_in_for_somebody() -> None:
    last = day("2018-03-31")
    directory = with_province(
        appointed("p-anna", "NB-D1-VP", Post.HEAD),
        acting("p-binh", "NB-D1-VP", MARCH, last, in_place_of="p-anna"),
    )

    assert directory.head("NB-D1-VP", day("2018-02-28")) == "p-anna"
    assert directory.head("NB-D1-VP", MARCH) == "p-binh"
    assert directory.head("NB-D1-VP", day("2018-04-01")) == "p-anna"
    assert directory.holds("p-binh", "NB-D1-VP", last) == Capacity(
        CapacityKind.ACTING, None, "p-anna"
    )


def test_of_two_acting_heads_the_one_who_began_last_leads() -> None:
    directory = with_province(
        acting("p-anna", "NB-D1", MARCH, day("2018-03-31")),
        acting("p-binh", "NB-D1", day("2018-03-10"), day("2018-03-20")),
    )

    assert directory.head("NB-D1", day("2018-03-09")) == "p-anna"
    assert directory.head("NB-D1", day("2018-03-10")) == "p-binh"
    assert directory.holds("p-anna", "NB-D1", day("2018-03-10")) is None
    assert directory.head("NB-D1", day("2018-03-21")) == "p-anna"


def test_naming_an_acting_head_again_from_the_same_day_shortens_the_time() -> None:
    directory = with_province(
        acting("p-anna", "NB-D1", MARCH, day("2018-03-31")),
        acting("p-anna", "NB-D1", MARCH, day("2018-03-05")),
    )

    assert directory.head("NB-D1", day("2018-03-05")) == "p-anna"
    assert directory.head("NB-D1", day("2018-03-06")) is None


def test_the_strongest_capacity_comes_first() -> None:
    directory = with_province(
        appointed("p-anna", "NB-D1", Post.HEAD),
        delegated("p-anna", "p-binh", "NB-D1", day("2018-03-31")),
        appointed("p-binh", "NB-D1", Post.OFFICER),
        appointed("p-binh", "NB-D1", Post.MEMBER, day("2018-03-10")),
        acting("p-binh", "NB-D1", day("2018-03-20"), day("2018-03-25")),
    )

    kinds = [held.post for held in directory.capacities("p-binh", "NB-D1", MARCH)]
    assert kinds == [Post.HEAD, Post.OFFICER]
    member = directory.holds("p-binh", "NB-D1", day("2018-03-10"))
    assert member == Capacity(CapacityKind.APPOINTED, Post.MEMBER)
    acts = directory.holds("p-binh", "NB-D1", day("2018-03-20"))
    assert acts == Capacity(CapacityKind.ACTING)


def test_the_secretary_leads_before_chair_and_head() -> None:
    directory = with_province(
        appointed("p-anna", "NB-D1", Post.HEAD),
        appointed("p-binh", "NB-D1", Post.SECRETARY),
        appointed("p-cuong", "NB-D1", Post.DEPUTY_SECRETARY),
    )

    assert directory.head("NB-D1", START) == "p-binh"


def test_members_and_units_of_mirror_each_other() -> None:
    directory = with_province(
        appointed("p-anna", "NB-TT", Post.SECRETARY),
        appointed("p-anna", "NB-D1", Post.MEMBER),
        delegated("p-anna", "p-binh", "NB-TT", day("2018-03-31")),
        acting("p-cuong", "NB-TT", MARCH, day("2018-03-31")),
    )

    assert directory.members("NB-TT", MARCH) == ("p-anna", "p-binh", "p-cuong")
    assert directory.units_of("p-anna", MARCH) == ("NB-TT", "NB-D1")
    assert directory.units_of("p-binh", MARCH) == ("NB-TT",)
    assert directory.units_of("p-binh", START) == ()


def test_a_cadre_is_assigned_between_the_dates() -> None:
    directory = with_province(
        CadreAssigned(cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=START),
        CadreAssigned(
            cadre="p-anna", chapter="NB-D1-X1-C2", valid_from=START, valid_to=day("2018-03-31")
        ),
        AssignmentEnded(cadre="p-anna", chapter="NB-D1-X1-C1", valid_from=MARCH),
    )

    assert directory.chapters_of("p-anna", day("2018-02-28")) == ("NB-D1-X1-C1", "NB-D1-X1-C2")
    assert directory.chapters_of("p-anna", MARCH) == ("NB-D1-X1-C2",)
    assert directory.cadres_of("NB-D1-X1-C2", day("2018-03-31")) == ("p-anna",)
    assert directory.cadres_of("NB-D1-X1-C2", day("2018-04-01")) == ()
    assert not directory.is_assigned("p-binh", "NB-D1-X1-C1", START)


def test_the_founder_and_whoever_is_named_are_registrars() -> None:
    directory = with_province(RegistrarNamed(person="p-anna", valid_from=MARCH))

    assert directory.is_registrar(FOUNDER, START)
    assert not directory.is_registrar(FOUNDER, START - timedelta(days=1))
    assert not directory.is_registrar("p-anna", day("2018-02-28"))
    assert directory.is_registrar("p-anna", MARCH)


def test_the_nearest_binding_rules_and_the_latest_of_a_unit() -> None:
    directory = with_province(
        RegimeBound(unit="NB", regime="base", version="2018.1", valid_from=START),
        RegimeBound(unit="NB-D1", regime="ninh-binh", version="2018.2", valid_from=MARCH),
        RegimeBound(unit="NB-D1", regime="ninh-binh", version="2018.1", valid_from=START),
    )

    chapter = "NB-D1-X1-C1"
    assert directory.binding(chapter, day("2018-02-28")) == ("ninh-binh", "2018.1")
    assert directory.binding(chapter, MARCH) == ("ninh-binh", "2018.2")
    assert directory.binding("NB-TT", MARCH) == ("base", "2018.1")
    assert directory.binding(chapter, START - timedelta(days=1)) is None


def test_published_texts_are_kept_by_version() -> None:
    text = "id = 'ninh-binh'\n"
    directory = with_province(
        RegimePublished(regime="ninh-binh", version="2018.1", text=text, digest=text_digest(text)),
        CalendarPublished(calendar="vn", version="2026.1", text="x", digest=text_digest("x")),
    )

    assert directory.regime_text("ninh-binh", "2018.1") == text
    assert directory.regime_digest("ninh-binh", "2018.1") == text_digest(text)
    assert directory.regime_text("ninh-binh", "2018.2") is None
    assert directory.calendar_text("vn", "2026.1") == "x"
    assert directory.calendar_digest("vn", "2026.2") is None
    assert directory.regimes() == (("ninh-binh", "2018.1"),)
    assert directory.calendars() == (("vn", "2026.1"),)


@pytest.mark.parametrize(
    "valid_from", [2018, "2018", "20180101", "2018-1-1", "2018-02-30", "1018-01-01", True]
)
def test_a_day_is_written_in_full_and_lies_near_our_time(valid_from: object) -> None:
    with pytest.raises(ValidationError):
        RegistrarNamed.model_validate({"person": "p-anna", "valid_from": valid_from})


@pytest.mark.parametrize("name", ["", " ", "=1+1", "-x", "@x", "two\nlines", "bell\x07"])
def test_a_unit_name_is_one_line_that_no_spreadsheet_runs(name: str) -> None:
    with pytest.raises(ValidationError):
        OrgUnitRenamed(unit="NB", name=name, valid_from=START)


def test_a_unit_name_is_kept_in_composed_form() -> None:
    decomposed = normalize("NFD", "Tỉnh ủy")
    renamed = OrgUnitRenamed(unit="NB", name=decomposed, valid_from=START)

    assert renamed.name == "Tỉnh ủy"


def test_the_stream_of_a_province_never_changes() -> None:
    assert organisation_id("NB") == UUID("1b02e3c6-ada6-5548-9593-9f3f6c9037b9")
    assert organisation_id("NB") != organisation_id("TD")


DAYS = st.dates(START, day("2018-01-12"))
LAST_DAYS = DAYS | st.none()
PERSONS = st.sampled_from(["p-anna", "p-binh", "p-cuong"])
UNITS = st.sampled_from(["NB", "NB-D1", "NB-X1", "NB-X1-C1", "NB-Z"])
POSTS = st.sampled_from(list(Post))
DELEGATIONS = st.sampled_from([UUID(int=1), UUID(int=2)])
REGIMES = st.sampled_from(["alpha", "beta"])
LETTERS = st.just(DocumentRef(number="1-QĐ", dated=START, issuer="NB"))

ANY_FACT: st.SearchStrategy[OrganisationFact] = st.one_of(
    st.builds(
        OrganisationFounded,
        province=st.just("NB"),
        name=st.just("Tỉnh ủy"),
        founder=PERSONS,
        founded_on=DAYS,
    ),
    st.builds(
        OrgUnitEstablished,
        unit=UNITS,
        kind=st.sampled_from(list(UnitKind)),
        name=st.just("Unit"),
        parent=UNITS,
        valid_from=DAYS,
    ),
    st.builds(ProvinceEstablished, unit=UNITS, name=st.just("B"), valid_from=DAYS, basis=st.none()),
    st.builds(OrgUnitRenamed, unit=UNITS, name=st.just("Other"), valid_from=DAYS),
    st.builds(OrgUnitMoved, unit=UNITS, parent=UNITS, valid_from=DAYS, basis=st.none()),
    st.builds(
        OrgSuccessionRecorded,
        unit=UNITS,
        kind=st.sampled_from(list(SuccessionKind)),
        successors=st.lists(UNITS, max_size=3).map(tuple),
        shares=st.lists(st.builds(Share, unit=UNITS, to=UNITS), max_size=3).map(tuple),
        above=UNITS,
        unmapped_owner=UNITS,
        archive=UNITS,
        valid_from=DAYS,
        basis=LETTERS,
        minutes=LETTERS,
    ),
    st.builds(OrgUnitDissolved, unit=UNITS, valid_from=DAYS, basis=st.none()),
    st.builds(
        OfficerAppointed,
        person=PERSONS,
        unit=UNITS,
        post=POSTS,
        valid_from=DAYS,
        valid_to=LAST_DAYS,
    ),
    st.builds(AppointmentEnded, person=PERSONS, unit=UNITS, post=POSTS, valid_from=DAYS),
    st.builds(
        DelegationGranted,
        delegation=DELEGATIONS,
        delegator=PERSONS,
        delegate=PERSONS,
        unit=UNITS,
        valid_from=DAYS,
        valid_to=DAYS,
        basis=st.none(),
    ),
    st.builds(DelegationRevoked, delegation=DELEGATIONS, valid_from=DAYS),
    st.builds(
        ActingHeadNamed,
        person=PERSONS,
        unit=UNITS,
        in_place_of=PERSONS | st.none(),
        valid_from=DAYS,
        valid_to=DAYS,
        basis=st.none(),
    ),
    st.builds(
        CadreAssigned,
        cadre=PERSONS,
        chapter=UNITS,
        valid_from=DAYS,
        valid_to=LAST_DAYS,
        decision=st.none(),
    ),
    st.builds(AssignmentEnded, cadre=PERSONS, chapter=UNITS, valid_from=DAYS),
    st.builds(RegimeBound, unit=UNITS, regime=REGIMES, version=st.just("2018.1"), valid_from=DAYS),
    st.builds(RegistrarNamed, person=PERSONS, valid_from=DAYS),
)
HISTORIES = st.lists(ANY_FACT, max_size=30)


@given(HISTORIES, DAYS)
def test_any_history_folds_and_answers_without_raising(
    facts: list[OrganisationFact], on: date
) -> None:
    directory = directory_of(*facts)

    assert directory.version == len(facts)
    walked = [found.id for _, found in directory.walk(on)]
    assert len(walked) == len(set(walked))
    for id in ("NB", "NB-D1", "NB-X1", "NB-X1-C1", "NB-Z"):
        assert id not in directory.ancestors(id, on)
        assert directory.exists(id, on) == (directory.unit(id, on) is not None)
        head = directory.head(id, on)
        assert head is None or directory.serves(head, id, on)
        directory.binding(id, on)
        stands = directory.standing_for(id, on)
        assert stands is None or directory.exists(stands, on)
        assert not directory.exists(id, on) or stands == id
        followers = directory.successors_of(id, on)
        assert all(directory.exists(one, on) for one in followers)
        assert not (followers and directory.exists(id, on))
        for person in ("p-anna", "p-binh", "p-cuong"):
            serves = person in directory.members(id, on)
            assert serves == (id in directory.units_of(person, on))
            assert serves == (directory.holds(person, id, on) is not None)
            assigned = directory.is_assigned(person, id, on)
            assert assigned == (id in directory.chapters_of(person, on))
            assert assigned == (person in directory.cadres_of(id, on))


@given(HISTORIES)
def test_stored_and_reloaded_facts_fold_to_the_same_directory(
    facts: list[OrganisationFact],
) -> None:
    reloaded = [FACTS.validate_json(FACTS.dump_json(fact)) for fact in facts]

    assert directory_of(*reloaded) == directory_of(*facts)


PERIODS = st.builds(Period, DAYS, LAST_DAYS)
EVERY_DAY = [START + timedelta(days=number) for number in range(20)]


def days_of(period: Period) -> set[date]:
    return {on for on in EVERY_DAY if period.covers(on)}


@given(PERIODS, PERIODS, DAYS)
def test_periods_compare_as_the_sets_of_their_days(one: Period, other: Period, on: date) -> None:
    assert one.is_empty() == (not days_of(one))
    assert one.overlaps(other) == bool(days_of(one) & days_of(other))
    if not other.is_empty():
        assert one.contains(other) == (days_of(other) <= days_of(one))
    assert days_of(one.ended_from(on)) == {each for each in days_of(one) if each < on}
