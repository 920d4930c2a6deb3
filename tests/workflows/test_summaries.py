"""Periodic summaries: by whom, about what, of which period, to whom, late or in time."""

from datetime import date
from typing import Any

import pytest

from domain.issue_facts import Right
from domain.report import SummarySubmitted
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, document, memory_store, named
from tests.changes import acts_as_head, appointed, dissolved, established, in_turn, left_office
from tests.interposed import Interposed
from tests.regimes import chain
from tests.spec import Given, given
from tests.steps import REPORT, Office, Step, days_from_now, step
from workflows.outcome import Accepted, Refused

C2, H2_CHAPTER = "NB-H1-X1-C2", "NB-H2-X1-C1"
JANUARY = "2021-01-05 08:00"


def summarised(office: Office = b.PROVINCIAL_DEPARTMENT, actor: str = "", **fields: Any) -> Step:
    """The cadre's annual report of 2020 (`000-8`)."""
    common = {"report": REPORT, "name": "annual", "chapters": [b.CHAPTER], "summary": "Hai lượt dự"}
    year = {"first": date(2020, 1, 1), "last": date(2020, 12, 31)}
    who = actor or (b.CADRE if office == b.PROVINCIAL_DEPARTMENT else "")
    return step("submit-summary", office, who, **{**common, **year, **fields})


def consolidated(office: str = "NB-H1-BTV", actor: str = "", **fields: Any) -> Step:
    """The district's summary for the province."""
    return summarised(office, actor, **{"name": "consolidation", "chapters": [], **fields})


def in_1120(*steps: Step, at: str = JANUARY) -> Given:
    return given(*steps, regime="regulation-1120", at=at)


AUGUST: dict[str, Any] = {"first": date(2018, 8, 1), "last": date(2018, 8, 31)}


def the_district_loses_its_committee() -> Step:
    """Today is the last day of its standing committee and of who serves there."""
    return in_turn(left_office("p-h1member", "NB-H1-BTV", "member"), dissolved("NB-H1-BTV"))


def test_000_8_the_annual_report_reaches_host_district_and_own_leadership_or_nobody() -> None:
    told = in_1120().when(summarised()).then(SummarySubmitted)
    said = told.fact(SummarySubmitted)
    assert [one.unit for one in said.recipients] == ["NB-H1-BTV", b.PROVINCIAL_DEPARTMENT]
    assert all(one.rights == (Right.INFORM,) for one in said.recipients)
    assert (said.cadre, said.template) == (b.CADRE, "1120-QD-TU-annual")

    without = in_1120(the_district_loses_its_committee(), at="2020-11-02 08:00")
    without.when(summarised(), at=JANUARY).then_rejected("addressee-missing")


def test_000_9_the_district_sums_up_for_the_province_and_nobody_does_it_for_the_district() -> None:
    life = in_1120()
    life.when(consolidated(b.PROVINCIAL_DEPARTMENT, b.CADRE)).then_rejected("summary-by-its-author")
    life.when(consolidated("NB-BTV")).then_rejected("summary-by-its-author")
    told = life.when(consolidated()).then(SummarySubmitted)
    said = told.fact(SummarySubmitted)
    assert [one.unit for one in said.recipients] == ["NB-BTV"]
    assert (said.unit, said.cadre) == (b.DISTRICT, None)


def test_002_5_the_district_consolidates_every_month() -> None:
    life = given(at="2018-08-31 16:00")
    life.when(consolidated("NB-H1-VP", **AUGUST)).then_rejected("summary-by-its-author")
    life.when(consolidated(first=date(2018, 7, 1), last=date(2018, 8, 31))).then_rejected(
        "summary-period"
    )
    told = life.when(consolidated(**AUGUST)).then(SummarySubmitted)
    said = told.fact(SummarySubmitted)
    assert [one.unit for one in said.recipients] == ["NB-BTV"]
    assert (said.first, said.last) == (AUGUST["first"], AUGUST["last"])


def test_004_3_the_assigned_member_sums_up_what_the_own_chapters_do() -> None:
    def periodic(**fields: Any) -> Step:
        quarter = {"first": date(2025, 7, 1), "last": date(2025, 9, 30)}
        said = {"name": "periodic", "chapters": ["NB-X1-C1", "NB-X1-C2"], **quarter}
        return summarised(**{**said, **fields})

    life = given(regime="tuong-duong", shape="two-tiers", at="2025-10-02 08:00")
    director = periodic(actor="p-nbdirector")
    life.when(director).then_rejected("summary-by-its-author")
    told = life.when(periodic()).then(SummarySubmitted)
    said = told.fact(SummarySubmitted)
    assert [one.unit for one in said.recipients] == ["NB-X1-BTV"]
    assert said.chapters == ("NB-X1-C1", "NB-X1-C2")


def test_a_summary_about_chapters_of_two_districts_reaches_the_boards_of_both_or_nobody() -> None:
    both = summarised(chapters=[b.CHAPTER, H2_CHAPTER, b.CHAPTER])
    in_1120().when(both).then_rejected("addressee-missing")
    board = established("NB-H2-BTV", "standing-committee", b.OTHER_DISTRICT)
    life = in_1120(board, at="2020-11-02 08:00")
    told = life.when(both, at=JANUARY).fact(SummarySubmitted)
    reached = ["NB-H1-BTV", b.PROVINCIAL_DEPARTMENT, "NB-H2-BTV"]
    assert [one.unit for one in told.recipients] == reached
    assert told.chapters == (b.CHAPTER, H2_CHAPTER)


def joined_to_the_other_district() -> Step:
    """Today is the last day of the district; the other, which has a standing committee by then,
    follows it."""
    letters = {"basis": document("1-QĐ/TU", b.PROVINCE), "minutes": document("9-BB/HU")}
    owner = {"above": b.PROVINCE, "unmapped_owner": b.PROVINCE, "archive": "NB-VP"}
    tomorrow = date(2021, 1, 6)
    ends: dict[str, Any] = {
        "unit": b.DISTRICT,
        "kind": "merged",
        "successors": [b.OTHER_DISTRICT],
        "valid_from": tomorrow,
        **letters,
        **owner,
    }
    moves = [{"unit": "NB-H1-X1", "parent": b.OTHER_DISTRICT, "valid_from": tomorrow}]
    return in_turn(
        established("NB-H2-BTV", "standing-committee", b.OTHER_DISTRICT),
        step(
            "record-succession",
            None,
            b.FOUNDER,
            province=b.PROVINCE,
            units=[ends],
            moves=moves,
        ),
    )


def test_whoever_stands_for_an_addressee_that_ended_since_gets_the_summary() -> None:
    life = in_1120(joined_to_the_other_district())
    told = life.when(summarised(), at="2021-01-20 08:00").fact(SummarySubmitted)
    assert [one.unit for one in told.recipients] == ["NB-H2-BTV", b.PROVINCIAL_DEPARTMENT]


def test_paper_goes_to_the_office_of_the_district_that_took_the_chapters_over() -> None:
    life = in_1120(joined_to_the_other_district())
    late = "2021-01-21 08:00"
    life.when(on_paper("2021-01-20 08:00", "NB-H2-VP"), at=late).then(SummarySubmitted)


def test_a_cadre_sums_up_chapters_assigned_in_the_period_even_if_no_more() -> None:
    ends = step(
        "end-assignment",
        None,
        b.FOUNDER,
        province=b.PROVINCE,
        cadre=b.CADRE,
        chapter=b.CHAPTER,
        valid_from=days_from_now(1),
    )
    life = in_1120(ends, at="2020-11-02 08:00")
    life.when(summarised(), at=JANUARY).then(SummarySubmitted)
    later = summarised(report=named("later"), first=date(2021, 1, 1), last=date(2021, 12, 31))
    life.when(later, at="2022-01-05 08:00").then_rejected("summary-by-its-author")
    other = summarised(
        report=named("later"),
        chapters=[C2, b.CHAPTER],
        first=date(2021, 1, 1),
        last=date(2021, 12, 31),
    )
    life.when(other).then_rejected("summary-by-its-author")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        (b.CHAPTER, ""),
        ("NB-H1-BTV", ""),
        ("NB-H1-VP", ""),
        ("NB-H1-BTV", b.CADRE),
        (None, b.CADRE),
        (None, SCHEDULER),
    ],
)
def test_nobody_else_hands_in_a_cadre_s_annual_report(office: str | None, actor: str) -> None:
    told = in_1120().when(summarised(office, actor or ""))
    told.then_rejected("summary-by-its-author")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-VP", ""),
        ("NB-H2-TT", ""),
        ("NB-TT", ""),
        ("NB-H1-UBND", ""),
        ("NB-H1-BTV", b.CADRE),
        (b.CHAPTER, ""),
    ],
)
def test_only_a_board_of_that_district_consolidates_its_chapters(office: str, actor: str) -> None:
    told = given(at="2018-09-03 08:00")
    about = consolidated(office, actor, chapters=[b.CHAPTER], **AUGUST)
    told.when(about).then_rejected("summary-by-its-author")


def test_a_consolidation_is_about_chapters_of_that_district() -> None:
    life = given(at="2018-09-03 08:00")
    refused = "summary-by-its-author"
    life.when(consolidated(chapters=[b.CHAPTER, H2_CHAPTER], **AUGUST)).then_rejected(refused)
    life.when(consolidated(chapters=[b.UBND], **AUGUST)).then_rejected(refused)
    life.when(consolidated(chapters=["NB-NONE"], **AUGUST)).then_rejected("no-regime")
    life.when(consolidated("NB-H1-TT", chapters=[b.CHAPTER, C2], **AUGUST)).then_accepted()


def test_a_clerk_decides_nothing_in_a_board_either() -> None:
    clerk = appointed("p-clerk", "NB-H1-BTV", "officer")
    life = given(clerk, at="2018-09-03 08:00")
    life.when(consolidated(actor="p-clerk", **AUGUST)).then_rejected("summary-by-its-author")


def test_an_acting_head_consolidates_in_the_place_of_another() -> None:
    acting = acts_as_head("p-h1police", "NB-H1-TT", date(2018, 12, 31), in_place_of="p-h1chair")
    told = given(acting, at="2018-09-03 08:00").when(
        consolidated("NB-H1-TT", "p-h1police", **AUGUST)
    )
    assert told.recorded[0].envelope.role == "holder-board"
    assert told.recorded[0].envelope.on_behalf_of == "p-h1chair"


def test_somebody_of_no_office_names_no_chapter_and_is_turned_away() -> None:
    given(at="2018-09-03 08:00").when(
        step("submit-summary", None, b.CADRE, report=REPORT, name="consolidation", **AUGUST)
    ).then_rejected("not-entitled")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2020, 1, 1), date(2020, 12, 30)),
        (date(2020, 1, 2), date(2020, 12, 31)),
        (date(2020, 7, 1), date(2021, 6, 30)),
        (date(2020, 1, 1), date(2020, 6, 30)),
        (date(2020, 12, 31), date(2020, 1, 1)),
    ],
)
def test_a_summary_is_of_a_whole_period(first: date, last: date) -> None:
    told = in_1120(at="2022-01-05 08:00").when(summarised(first=first, last=last))
    assert isinstance(told.outcome, Refused)
    assert told.outcome.code in ("summary-period", "regime-not-in-force")


def test_nobody_sums_up_a_period_before_its_last_day() -> None:
    life = in_1120(at="2020-12-30 23:59")
    life.when(summarised()).then_rejected("period-not-over")
    life.when(summarised(), at="2020-12-31 00:00").then(SummarySubmitted)


def test_a_summary_that_the_regime_does_not_know_is_refused() -> None:
    in_1120().when(summarised(name="weekly")).then_rejected("summary-unknown")
    given(at="2021-01-05 08:00").when(summarised()).then_rejected("summary-unknown")


def test_a_cadre_s_summary_is_about_chapters_and_says_something() -> None:
    life = in_1120()
    life.when(summarised(chapters=[])).then_rejected("incomplete")
    life.when(summarised(summary="  ")).then_rejected("incomplete")
    letter = document("3-BC/SXD", b.PROVINCIAL_DEPARTMENT)
    told = life.when(summarised(summary="", document=letter)).fact(SummarySubmitted)
    assert (told.summary, told.document) == (None, letter)


def test_a_summary_is_sealed_under_its_own_subject() -> None:
    said = in_1120().when(summarised()).fact(SummarySubmitted)
    assert (said.summary.subject, said.summary.text) == (f"report:{REPORT}", "Hai lượt dự")


def test_what_comes_after_the_regimes_days_is_late_and_accepted() -> None:
    """31 days after 31/12/2020 end on Sunday 31/1/2021, so on Monday 1/2."""
    said = in_1120().when(summarised(), at="2021-02-01 23:59:59").fact(SummarySubmitted)
    assert (said.on_time, said.days_late) == (True, 0)
    said = in_1120().when(summarised(), at="2021-02-02 00:00").fact(SummarySubmitted)
    assert (said.on_time, said.days_late) == (False, 1)


def test_where_the_regime_gives_no_days_nothing_is_late() -> None:
    said = given().when(consolidated(**AUGUST), at="2019-08-31 08:00").fact(SummarySubmitted)
    assert (said.on_time, said.days_late) == (True, 0)


def on_paper(at: str, office: str = "NB-H1-VP", actor: str = "", **fields: Any) -> Step:
    paper = {"cadre": b.CADRE, "incoming_number": "9", "received_at": b.vietnam(at)}
    return summarised(office, actor, **{"paper": paper, "summary": "", **fields})


def test_a_summary_on_paper_is_judged_by_the_registers_entry() -> None:
    life = in_1120(at="2021-02-08 08:00")
    said = life.when(on_paper("2021-02-01 16:00")).fact(SummarySubmitted)
    assert (said.cadre, said.incoming_number, said.on_time) == (b.CADRE, "9", True)
    assert [one.unit for one in said.recipients] == ["NB-H1-BTV", b.PROVINCIAL_DEPARTMENT]


@pytest.mark.parametrize("at", ["2020-12-30 23:59", "2021-02-08 08:01"])
def test_paper_comes_after_the_period_and_not_from_the_future(at: str) -> None:
    in_1120(at="2021-02-08 08:00").when(on_paper(at)).then_rejected("receipt-time")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        ("NB-H2-VP", ""),
        ("NB-VP", ""),
        ("NB-H1-TT", ""),
        (b.CHAPTER, ""),
    ],
)
def test_only_the_office_of_the_host_district_registers_a_summary_on_paper(
    office: str, actor: str
) -> None:
    step = on_paper("2021-01-20 08:00", office, actor)
    in_1120(at="2021-02-08 08:00").when(step).then_rejected("summary-by-its-author")


def test_paper_of_somebody_who_was_not_assigned_is_not_registered() -> None:
    paper = {
        "cadre": "p-nbdirector",
        "incoming_number": "9",
        "received_at": b.vietnam("2021-01-20 08:00"),
    }
    step = on_paper("2021-01-20 08:00", paper=paper)
    in_1120(at="2021-02-08 08:00").when(step).then_rejected("summary-by-its-author")


def test_a_board_does_not_register_its_own_consolidation_as_paper() -> None:
    paper = {"cadre": "p-h1member", "incoming_number": "9", "received_at": b.vietnam(JANUARY)}
    told = in_1120(at="2021-02-08 08:00").when(consolidated(paper=paper))
    told.then_rejected("summary-by-its-author")


def test_a_summary_is_submitted_once() -> None:
    life = in_1120()
    once = summarised(id=named("summary"))
    first = life.when(once, at=JANUARY).then(SummarySubmitted)
    assert life.when(once, at=JANUARY).outcome == first.outcome
    life.when(summarised()).then_rejected("report-exists")
    other = summarised(id=named("summary"), summary="Khác")
    life.when(other, at=JANUARY).then_rejected("command-id-reused")


def test_of_two_at_once_one_is_refused() -> None:
    store = Interposed(memory_store())
    world = World(store, regime="regulation-1120").found(chain).at(JANUARY)
    other = World(store.store, regime="regulation-1120")
    other.now, other.count = world.now, 1000
    store.before_append.append(lambda: summarised()(other))
    outcome = summarised(summary="Nội dung khác")(world)
    assert isinstance(other.outcomes[-1], Accepted)
    assert isinstance(outcome, Refused)
    assert outcome.code == "report-exists"
