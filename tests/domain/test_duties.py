"""Who owes how many attendances, which of them count, and how many are missing."""

from datetime import date
from itertools import pairwise

import pytest

from domain import duty
from domain.duty import AbsenceExcused, Attended
from domain.organisation import ActingHeadNamed, DelegationGranted, Post, UnitKind
from domain.regime_keys import AttendanceDuty, AttendanceRules, BodyOfTier, OtherDuty, keys_of
from domain.regime_layers import merged
from domain.values import DocumentRef
from tests.organisations import NB, PROVINCE, START, appointed, day, directory_of
from tests.regimes import chain

VILLAGE, AGENCY_CHAPTER = UnitKind.RESIDENTIAL_CHAPTER, UnitKind.WORKPLACE_CHAPTER


def rules(regime: str) -> AttendanceRules:
    texts = chain(regime)
    return keys_of(merged(list(texts)[-1], texts)).attendance


def seat(body: UnitKind, tier: UnitKind = UnitKind.PROVINCE) -> BodyOfTier:
    return BodyOfTier(tier=tier, body=body)


def owed(regime: str, *seats: BodyOfTier) -> AttendanceDuty:
    found = duty.duty_of(seats, rules(regime).duties)
    assert found, "owes nothing"
    return found[1]


BOARD, COMMITTEE = seat(UnitKind.STANDING_BOARD), seat(UnitKind.STANDING_COMMITTEE)
EXECUTIVE, AGENCY = seat(UnitKind.EXECUTIVE_COMMITTEE), seat(UnitKind.AGENCY)


def test_000_1_a_leader_who_attended_less_than_twice_in_the_year_is_short_by_the_rest() -> None:
    for leader in (BOARD, COMMITTEE):
        found = owed("regulation-1120", leader)
        assert (found.rule, found.times) == ("000-1", 2)
        assert duty.periods_of(2021, found.every_months) == (
            (day("2021-01-01"), day("2021-12-31")),
        )
        missing = [duty.shortfall(found.times, attended, 0) for attended in (0, 1, 2, 3)]
        assert missing == [2, 1, 0, 0]


def test_000_2_a_member_of_the_executive_committee_owes_three_and_of_the_standing_one_two() -> None:
    assert owed("regulation-1120", EXECUTIVE).times == 3
    for seats in ((COMMITTEE, EXECUTIVE), (EXECUTIVE, COMMITTEE), (EXECUTIVE, BOARD)):
        assert owed("regulation-1120", *seats).times == 2
    assert duty.duty_of((AGENCY,), rules("regulation-1120").duties) is None


def test_000_3_no_attendance_stands_for_the_own_chapters_meeting_or_for_the_link_at_home() -> None:
    apart_from = rules("regulation-1120").apart_from
    own, home = {"NB-D1-UBND-C1"}, {"NB-D1-X1-C1"}
    anywhere = Attended("NB-D1-X1-C2", VILLAGE)
    assert duty.counts(anywhere, own, home, apart_from)
    assert not duty.counts(Attended("NB-D1-UBND-C1", AGENCY_CHAPTER), own, home, apart_from)
    assert not duty.counts(Attended("NB-D1-X1-C1", VILLAGE), own, home, apart_from)


def test_each_of_the_other_duties_is_apart_only_where_the_regime_says_so() -> None:
    own, home = Attended("NB-D1-UBND-C1", AGENCY_CHAPTER), Attended("NB-D1-X1-C1", VILLAGE)
    chapters = ({own.chapter}, {home.chapter})
    for apart, counted in (
        ((), (True, True)),
        ((OtherDuty.OWN_CHAPTER,), (False, True)),
        ((OtherDuty.RESIDENCE_LINK,), (True, False)),
    ):
        assert tuple(duty.counts(one, *chapters, apart) for one in (own, home)) == counted


def test_002_1_everybody_attends_monthly_the_leaders_agencies_chapters_too() -> None:
    leaders, others = owed("ninh-binh", COMMITTEE, AGENCY), owed("ninh-binh", AGENCY)
    commune = owed("ninh-binh", seat(UnitKind.STANDING_COMMITTEE, UnitKind.COMMUNE))
    for found in (leaders, others, commune):
        assert (found.rule, found.times, found.every_months) == ("002-1", 1, 1)
        assert duty.serves_duty(Attended("NB-D1-X1-C1", VILLAGE), found)
    at_an_agency = Attended("NB-D1-UBND-C1", AGENCY_CHAPTER)
    served = [duty.serves_duty(at_an_agency, found) for found in (leaders, others, commune)]
    assert served == [True, False, False]


def test_002_2_a_deputy_counts_for_the_head_of_an_agency_and_not_for_a_leader() -> None:
    stood_in = Attended("NB-D1-X1-C1", VILLAGE, substituted=True)
    assert duty.serves_duty(stood_in, owed("ninh-binh", AGENCY))
    assert not duty.serves_duty(stood_in, owed("ninh-binh", COMMITTEE, AGENCY))


def test_004_2_whoever_sits_on_the_communes_committees_attends_monthly() -> None:
    for body in (
        UnitKind.STANDING_BOARD,
        UnitKind.STANDING_COMMITTEE,
        UnitKind.EXECUTIVE_COMMITTEE,
    ):
        found = owed("tuong-duong", seat(body, UnitKind.COMMUNE))
        assert (found.times, found.every_months) == (1, 1)


def test_what_was_excused_is_not_missing_and_nothing_is_missing_twice() -> None:
    assert [duty.shortfall(3, 1, excused) for excused in (0, 1, 2, 3)] == [2, 1, 0, 0]


def absence(chapter: str | None, first: str, last: str) -> AbsenceExcused:
    letter = DocumentRef(number="1-CV/DU", dated=START, issuer="NB")
    days = {"first": day(first), "last": day(last)}
    return AbsenceExcused(cadre="p-anna", chapter=chapter, document=letter, **days)


@pytest.mark.parametrize(
    ("chapter", "on", "excused"),
    [
        ("NB-D1-X1-C1", "2021-03-01", True),
        ("NB-D1-X1-C1", "2021-03-31", True),
        ("NB-D1-X1-C1", "2021-04-01", False),
        ("NB-D1-X1-C2", "2021-03-15", False),
        ("NB-D1-X1-C2", "2021-05-01", True),
        ("NB-D1-X1-C2", "2021-05-02", False),
    ],
)
def test_an_absence_is_excused_on_its_days_at_its_chapter_or_everywhere(
    chapter: str, on: str, excused: bool
) -> None:
    absences = [
        absence("NB-D1-X1-C1", "2021-03-01", "2021-03-31"),
        absence(None, "2021-05-01", "2021-05-01"),
    ]
    assert duty.is_excused(absences, chapter, day(on)) is excused


def test_the_periods_of_a_year_begin_in_january_and_cover_each_day_once() -> None:
    for every in range(1, 13):
        periods = duty.periods_of(2024, every)
        assert periods[0].first == day("2024-01-01")
        assert periods[-1].last == day("2024-12-31")
        for one, after in pairwise(periods):
            assert one.last is not None
            assert (after.first - one.last).days == 1
    assert duty.periods_of(2024, 3)[0].last == day("2024-03-31")
    assert duty.periods_of(2024, 1)[1].last == day("2024-02-29")
    assert len(duty.periods_of(2024, 5)) == 3


def test_a_cadre_sits_where_a_post_or_an_acting_head_puts_one_and_no_delegate_does() -> None:
    directory = directory_of(
        *PROVINCE,
        appointed("p-anna", "NB-BCH", Post.MEMBER),
        appointed("p-anna", "NB-D1-UBND", Post.HEAD),
        appointed("p-anna", "NB-D1-X1-C1", Post.MEMBER),
        appointed("p-binh", "NB-TT", Post.SECRETARY),
        ActingHeadNamed(
            person="p-chau", unit="NB-D1-BTV", valid_from=START, valid_to=date(2018, 12, 31)
        ),
        DelegationGranted(
            delegation=NB,
            delegator="p-binh",
            delegate="p-dung",
            unit="NB-TT",
            valid_from=START,
            valid_to=date(2018, 12, 31),
        ),
    )

    def seats(cadre: str, on: date = START) -> set[BodyOfTier]:
        return set(duty.seats_of(directory, cadre, on))

    assert seats("p-anna") == {EXECUTIVE, seat(UnitKind.AGENCY, UnitKind.DISTRICT)}
    assert seats("p-chau") == {seat(UnitKind.STANDING_COMMITTEE, UnitKind.DISTRICT)}
    assert seats("p-chau", date(2019, 1, 1)) == set()
    assert seats("p-dung") == set()
    assert duty.own_chapters(directory, "p-anna", START) == {"NB-D1-X1-C1"}
    assert duty.own_chapters(directory, "p-binh", START) == set()
