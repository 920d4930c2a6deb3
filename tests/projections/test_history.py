"""The history read model: every fact as it was told, who did it and where, and what followed."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from adapters.event_store.mapper import FactMapper
from domain import organisation as o
from domain.calendar import local_date
from domain.fact import Fact, Recorded, Unreadable
from domain.facts import AnyFact
from domain.issue import EMPTY, Issue, Status, evolve
from domain.issue_facts import IssueOwnFact, IssueRaised
from domain.report import ReportSubmitted
from domain.sealed import Erased, FactIdentity
from projections.history import Entry, History, log_page
from projections.issue_states import STATUS_AFTER
from projections.paging import BadCursor, encode_cursor
from projections.rows import select
from tests import builders as b
from tests.builders import World, named, vietnam
from tests.changes import appointed, delegated
from tests.projections.harness import ListedLog, cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Life, Log
from tests.projections.upheavals import UpsetLife
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    REPORT,
    checked,
    delivered,
    in_progress,
    in_triage,
    on_issue,
    received,
    replied,
    resolved,
    step,
    triaged,
)
from tests.workflows.test_every_row import PATHS

REGIMES = ("ninh-binh", "simultaneous-copies")


@contextmanager
def history(log: Log, *sizes: int) -> Iterator[str]:
    with folded(History(), cut(log, sizes or (2000,))) as alias:
        yield alias


def log_of(world: World) -> Log:
    return list(world.store.read())


def whole_log(alias: str, log: Log, limit: int = 200, **asked: Any) -> list[Entry]:
    """Every page."""
    found: list[Entry] = []
    page = log_page(alias, ListedLog(log), limit=limit, **asked)
    while True:
        assert len(page.rows) <= limit
        assert page.unreadable == ()
        found += page.rows
        if page.next is None:
            return found
        page = log_page(alias, ListedLog(log), limit=limit, cursor=page.next, **asked)


def of_stream(log: Log, stream: UUID = ISSUE) -> list[Entry]:
    with history(log) as alias:
        found = whole_log(alias, log)
    return [one for one in found if one.recorded.envelope.stream == stream]


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


_BEGUN_BY = {
    **{"issue-raised": "issue", "meeting-held": "meeting", "briefing-held": "meeting"},
    **{"report-submitted": "report", "summary-submitted": "report"},
    **{"residence-introduced": "residence", "conference-planned": "conference"},
    **{"absence-excused": "duty", "evaluation-contested": "duty"},
}
"""What a stream is of, by the name of its first fact."""


class Expected:
    """What stands beside each fact, by a plain loop over the log."""

    def __init__(self, log: Log) -> None:
        self.rows: list[dict[str, Any]] = []
        self.issues: dict[UUID, Issue] = {}
        self.kinds: dict[UUID, str] = {}
        self.origins: dict[UUID, int] = {}
        self.units: dict[str, dict[str, Any]] = {}
        self.place: tuple[tuple[str, str], ...] = ()
        command = None
        for recorded in log:
            if recorded.envelope.command_id != command:
                command = recorded.envelope.command_id
                self.place = self._place(recorded)
            self._organise(recorded.fact)
            self.rows.append(self._row(recorded))

    def _row(self, recorded: Recorded[Any]) -> dict[str, Any]:
        position, envelope, fact = recorded
        stream = envelope.stream
        row: dict[str, Any] = {"recorded": recorded, "place": self.place}
        self.origins.setdefault(stream, position)
        if isinstance(fact, IssueRaised):
            self.issues[stream] = EMPTY
        name = fact.type.partition(".")[0]
        row["of"] = self.kinds.setdefault(stream, _BEGUN_BY.get(name, "organisation"))
        if stream in self.issues:
            before = self.issues[stream]
            issue = self.issues[stream] = evolve(before, recorded)
            row |= {"before": before.status, "after": issue.status}
        row["origin"] = self.origins[stream]
        return row

    def _organise(self, fact: Fact) -> None:
        match fact:
            case o.OrganisationFounded(province=unit, name=name, founded_on=day):
                self._establish(unit, name, None, day)
            case o.OrgUnitEstablished(unit=unit, name=name, parent=parent, valid_from=day):
                self._establish(unit, name, parent, day)
            case o.ProvinceEstablished(unit=unit, name=name, valid_from=day):
                self._establish(unit, name, None, day)
            case o.OrgUnitMoved(unit=unit, parent=parent, valid_from=day):
                self.units[unit]["parents"][day] = parent
            case o.OrgUnitRenamed(unit=unit, name=name, valid_from=day):
                self.units[unit]["names"][day] = name
            case o.OrgUnitDissolved(unit=unit, valid_from=day):
                self.units[unit]["over"] = min(day, self.units[unit]["over"])
            case _:
                pass

    def _establish(self, unit: str, name: str, parent: str | None, day: date) -> None:
        dated = {"parents": {day: parent}, "names": {day: name}}
        self.units.setdefault(unit, {"from": day, "over": date.max, **dated})

    def _place(self, recorded: Recorded[Fact]) -> tuple[tuple[str, str], ...]:
        place = []
        on, unit = local_date(recorded.envelope.recorded_at), recorded.envelope.office
        while unit in self.units and self.units[unit]["from"] <= on < self.units[unit]["over"]:
            place.append((unit, latest(self.units[unit]["names"], on)))
            unit = latest(self.units[unit]["parents"], on)
        return tuple(place)


def latest(told: dict[date, Any], on: date) -> Any:
    """What began last until that day; before everything the first."""
    known = [day for day in sorted(told) if day <= on]
    return told[known[-1] if known else min(told)]


def shown(entry: Entry, wanted: dict[str, Any]) -> dict[str, Any]:
    """The entry, as far as the plain loop has an opinion."""
    told = entry._asdict()
    return {name: told[name] for name in wanted}


@settings(max_examples=15)
@examples(CHOICES, st.sampled_from(REGIMES), st.integers(1, 60), st.sampled_from((Life, UpsetLife)))
def test_every_fact_of_the_log_is_a_row_with_what_a_plain_loop_finds(
    choices: list[bytes], regime: str, limit: int, life: type[Life]
) -> None:
    log = life(regime).live(choices).log
    with history(log) as alias:
        found = whole_log(alias, log, limit)
    expected = Expected(log).rows
    assert [one.recorded for one in found] == log
    assert [shown(one, row) for one, row in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("status", PATHS)
def test_every_state_is_told_as_the_issue_itself_has_it(status: Status) -> None:
    """The shortest way to each state, and then a sweep that comes late."""
    world = given(*PATHS[status]).world
    world.now += timedelta(days=40)
    checked()(world)
    log = log_of(world)
    with history(log) as alias:
        found = whole_log(alias, log)
    expected = Expected(log).rows
    assert [shown(one, row) for one, row in zip(found, expected, strict=True)] == expected


@settings(max_examples=15)
@examples(CHOICES, CUTS, st.sampled_from(REGIMES), st.sampled_from((Life, UpsetLife)))
def test_the_rows_are_equal_whatever_the_cuts(
    choices: list[bytes], sizes: list[int], regime: str, life: type[Life]
) -> None:
    log = life(regime).live(choices).log
    with history(log) as whole, history(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_every_fact_of_an_issue_leads_to_a_state_or_says_why_not() -> None:
    """A new fact has to be looked at: does it change the state?"""
    names = {fact.model_fields["type"].default.partition(".")[0] for fact in STATUS_AFTER}
    others = {
        *("answer-directed", "duplicate-absorbed", "duplicate-released", "cluster-joined"),
        *("cluster-left", "issue-split", "co-operation-given", "direction-given"),
        *("direction-answered", "issue-resumed", "issue-text-corrected", "issue-value-corrected"),
        *("issue-custody-transferred", "concern-declared", "concern-retracted"),
        *("competent-body-informed", "issue-area-named", "regime-changed"),
        *("issue-party-succeeded", "issue-unmapped", "issue-stuck"),
    }
    own = IssueOwnFact.__args__
    every = {fact.model_fields["type"].default.partition(".")[0] for fact in own}
    assert names | others == every
    assert not names & others


def test_it_concerns_every_fact_there_will_ever_be() -> None:
    assert History().concerns("issue-raised.v1")
    assert History().concerns("something-new.v7")


def test_a_row_tells_office_role_command_and_on_whose_behalf() -> None:
    chair, deputy = b.OFFICERS["NB-H1-TT"][0], "p-h1clerk"
    stands_in = delegated(chair, deputy, "NB-H1-TT", date(2018, 12, 1))
    world = given(*delivered(), received(), stands_in).world
    triaged()(world)
    world.send("assign-issue", "NB-H1-TT", deputy, issue=ISSUE, lead=b.DEPARTMENT, plan=PLAN)
    entry = of_stream(log_of(world))[-1]
    envelope = entry.recorded.envelope
    assert (envelope.actor, envelope.on_behalf_of) == (deputy, chair)
    assert (envelope.office, envelope.role) == ("NB-H1-TT", "holder-board")
    assert (envelope.command, envelope.channel) == ("assign-issue", "cli")
    assert entry.after is Status.ASSIGNED


PLAN = {
    "content": "Gia cố",
    "solution": "Vá mặt cầu",
    "until": "2018-08-30",
    "person": "p-h1works",
    "task": "Thi công",
}


# ── Names and places ──────────────────────────────────────────────────────────────────────────


def renamed(unit: str, name: str, day: str) -> Any:
    since = date.fromisoformat(day)
    fields = {"province": b.PROVINCE, "unit": unit, "name": name, "valid_from": since}
    return step("rename-unit", None, b.FOUNDER, **fields)


def test_an_office_is_called_what_it_was_called_then() -> None:
    """Renamed from a day on; what was told before stays as it was told."""
    world = given(
        *delivered(),
        renamed("NB-H1-VP", "Văn phòng Huyện ủy mới", "2018-08-10"),
        received(),
    ).world
    world.at("2018-08-10 00:00")
    on_issue("correct-issue-value", "NB-H1-VP", field="severity", value="2", reason="Gấp")(world)
    entries = of_stream(log_of(world))
    at_receipt = next(one for one in entries if one.recorded.envelope.command == "receive-issue")
    names = [place.name for place in at_receipt.place]
    assert names == ["NB-H1-VP", "NB-H1", "Tỉnh ủy"]
    assert [place.name for place in entries[-1].place] == [
        "Văn phòng Huyện ủy mới",
        "NB-H1",
        "Tỉnh ủy",
    ]
    assert [place.unit for place in entries[-1].place] == ["NB-H1-VP", "NB-H1", "NB"]


def test_what_is_told_later_of_earlier_days_changes_no_row() -> None:
    world = given(*delivered(), received()).world
    before = of_stream(log_of(world))
    renamed("NB-H1", "Huyện ủy khác", "2018-01-02")(world)
    assert of_stream(log_of(world)) == before
    triaged()(world)
    after = of_stream(log_of(world))
    assert [place.name for place in after[-1].place][1] == "Huyện ủy khác"


def test_an_office_stands_where_it_stood_then() -> None:
    """The move is known ahead; from its day on the office's line is another."""
    day = date(2018, 8, 10)
    fields = {"province": b.PROVINCE, "unit": "NB-H1-X1", "parent": "NB-H2", "valid_from": day}
    world = given(*delivered(), step("move-unit", None, b.FOUNDER, **fields)).world
    for number, at in enumerate(("2018-08-09 23:59", "2018-08-10 00:00", "2018-08-09 23:59")):
        world.at(at)
        on_issue("declare-concern", b.CHAPTER, person=f"p-concerned{number}")(world)
    lines = [[place.unit for place in one.place] for one in of_stream(log_of(world))[-3:]]

    before = [b.CHAPTER, "NB-H1-X1", "NB-H1", "NB"]
    after = [b.CHAPTER, "NB-H1-X1", "NB-H2", "NB"]
    assert lines == [before, after, after], "the log's time never goes back"


def test_an_office_whose_district_ended_stands_where_it_was_moved() -> None:
    """Wherever the log is cut, all of its parents are known when it acts."""
    day = date(2018, 8, 10)
    common = {"valid_from": day, "above": "NB", "unmapped_owner": "NB", "archive": "NB-VP"}
    letters = {"basis": b.document("1-QĐ/TU"), "minutes": b.document("2-BB")}
    ended = {"unit": "NB-H2", "kind": "whole", "successors": ["NB-H1"], **common, **letters}
    moves = [{"unit": "NB-H2-X1", "parent": "NB-H1", "valid_from": day}]
    record = step(
        "record-succession", None, b.FOUNDER, province=b.PROVINCE, units=[ended], moves=moves
    )
    world = given(*delivered(), record).world
    for at in ("2018-08-09 08:00", "2018-08-10 08:00"):
        world.at(at)
        meeting = named(at)
        held = {"started_at": world.now - timedelta(hours=2), "ended_at": world.now}
        fields: dict[str, Any] = {"meeting": meeting, "chapter": "NB-H2-X1-C1", **held}
        world.do("record-meeting", "NB-H2-X1-C1", kind="regular", **fields)
    log = log_of(world)
    for first in range(1, len(log) + 1):
        with history(log, first, len(log)) as alias:
            found = [[place.unit for place in one.place] for one in whole_log(alias, log)][-2:]
        line = ["NB-H2-X1-C1", "NB-H2-X1"]
        assert found == [[*line, "NB-H2", "NB"], [*line, "NB-H1", "NB"]]


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def test_a_cursor_is_good_for_its_own_listing_only() -> None:
    log = log_of(given(*in_progress()).world)
    with history(log) as alias:
        for cursor in (encode_cursor("overdue", (1, 1)), "W10"):
            with pytest.raises(BadCursor):
                log_page(alias, ListedLog(log), cursor=cursor)


@settings(max_examples=15)
@examples(CHOICES, st.integers(1, 7), st.integers(2, 5))
def test_holes_in_the_log_change_nothing_but_what_is_gone(
    choices: list[bytes], limit: int, every: int
) -> None:
    whole = Life().live(choices).log
    log = [one for one in whole if one.envelope.version == 1 or one.position % every]
    with history(log) as alias:
        assert [one.recorded for one in whole_log(alias, log, limit)] == log


def test_what_can_be_read_no_more_is_told_beside_the_rows() -> None:
    log = log_of(given(*delivered(), received()).world)
    damaged = Unreadable(log[-1].position, ISSUE, log[-1].fact.type, "store-fact-damaged")
    with history(log) as alias:
        page = log_page(alias, ListedLog([*log[:-1], damaged]), limit=1000)
    assert [one.recorded for one in page.rows] == log[:-1]
    assert (page.unreadable, page.next) == ((damaged,), None)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_page_ends_at_what_can_be_read_no_more(limit: int) -> None:
    log = log_of(given(*in_progress()).world)
    gone = {one.position for one in log[3:-1:2]}
    damaged = [
        Unreadable(one.position, one.envelope.stream, one.fact.type, "store-fact-damaged")
        if one.position in gone
        else one
        for one in log
    ]
    found, told, cursor = list[Any](), list[int](), None
    with history(log) as alias:
        while True:
            page = log_page(alias, ListedLog(damaged), limit=limit, cursor=cursor)
            found += [one.recorded for one in page.rows]
            told += [one.position for one in page.unreadable]
            if (cursor := page.next) is None:
                break
    assert found == [one for one in log if one.position not in gone]
    assert told == sorted(gone)


def _moments(first: datetime) -> st.SearchStrategy[datetime | None]:
    return st.none() | st.integers(-10, 300).map(lambda count: first + timedelta(hours=5 * count))


_OFFICES = [None, b.CHAPTER, "NB-H1-TT", "NB-TT", b.PROVINCIAL_DEPARTMENT, "NB-X"]
ASKED = st.fixed_dictionaries(
    {
        "office": st.sampled_from(_OFFICES),
        "role": st.sampled_from([None, "scheduler", "holder-board", "secretary", "nobody"]),
        "command": st.sampled_from([None, "check-deadlines", "raise-issue", "nothing"]),
        "since": _moments(vietnam("2018-08-03 21:00")),
        "until": _moments(vietnam("2018-08-03 21:00")),
    }
)


@settings(max_examples=15)
@examples(CHOICES, st.lists(st.tuples(ASKED, st.integers(1, 20)), min_size=5, max_size=20))
def test_an_auditor_finds_what_a_plain_loop_finds(
    choices: list[bytes], questions: list[tuple[dict[str, Any], int]]
) -> None:
    log = Life().live(choices).log
    with history(log) as alias:
        for asked, limit in questions:
            found = whole_log(alias, log, limit, **asked)
            assert [one.recorded for one in found] == [one for one in log if answers(one, **asked)]


def answers(one: Recorded[Fact], **asked: Any) -> bool:
    envelope = one.envelope
    return (
        asked["office"] in (None, envelope.office)
        and asked["role"] in (None, envelope.role)
        and asked["command"] in (None, envelope.command)
        and (asked["since"] is None or asked["since"] <= envelope.recorded_at)
        and (asked["until"] is None or envelope.recorded_at < asked["until"])
    )


def test_times_that_do_not_rise_with_positions_are_found_all_the_same() -> None:
    """Clocks differ, and only positions order."""
    log = log_of(given(*in_progress()).world)
    moved = [
        one._replace(
            envelope=one.envelope.model_copy(
                update={
                    "command_id": named(f"{one.position}"),
                    "recorded_at": datetime(2018, 8, 9 + one.position % 7, 5, tzinfo=UTC),
                }
            )
        )
        for one in log
    ]
    since, until = vietnam("2018-08-11 00:00"), vietnam("2018-08-12 00:00")
    with history(moved) as alias:
        found = whole_log(alias, moved, 3, since=since, until=until)
    assert [one.recorded for one in found] == [
        one for one in moved if since <= one.envelope.recorded_at < until
    ]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"office": "NB-H1-TT"}, "history_of_office"),
        ({"role": "scheduler"}, "history_of_role"),
        ({"command": "raise-issue"}, "history_of_command"),
        ({"office": "NB-H1-TT", "role": "x", "command": "y"}, "history_of_office"),
        ({"role": "x", "command": "y"}, "history_of_command"),
        ({}, "INTEGER PRIMARY KEY"),
    ],
)
def test_a_page_of_the_log_is_read_by_an_index_and_needs_no_sorting(
    asked: dict[str, Any], index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = []

    def explained(alias: str, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
        if "FROM history_command" in statement:
            statements.append(select(alias, f"EXPLAIN QUERY PLAN {statement}", values))
        return select(alias, statement, values)

    monkeypatch.setattr("projections.history.select", explained)
    with history([]) as alias:
        log_page(alias, ListedLog([]), since=vietnam("2018-08-11 00:00"), **asked)
    [plan] = statements
    steps = [detail for *_, detail in plan]
    assert steps[0].startswith("SEARCH history_command")
    assert index in steps[0]
    assert not any("TEMP B-TREE" in detail for detail in steps)


# ── Texts ─────────────────────────────────────────────────────────────────────────────────────


class Shredder:
    """A vault that lost the key of one subject."""

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        return text

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        return Erased.ERASED if subject == self.subject else sealed


def test_after_an_erasure_it_shows_erased() -> None:
    world = given(*in_triage(), resolved(), replied()).world
    log, vault = log_of(world), Shredder(f"issue:{ISSUE}")
    whole, erased = FactMapper(AnyFact, vault), []
    for one in log:
        erased.append(whole.to_recorded(one.position, whole.to_stored(one.envelope, one.fact)))
    assert erased != log
    entries = of_stream(erased)
    assert [one.recorded for one in entries] == [
        one for one in erased if one.envelope.stream == ISSUE
    ]
    [raised] = [one.recorded.fact for one in entries if isinstance(one.recorded.fact, IssueRaised)]
    assert raised.title.text is Erased.ERASED


def test_it_holds_nothing_that_anybody_wrote_and_nobody_who_did_it() -> None:
    log = log_of(given(*in_triage(), resolved(), replied()).world)
    with history(log) as alias:
        stored = json.dumps(rows_of(alias), ensure_ascii=False)
    assert "Cầu nông thôn" not in stored
    assert "Đã sửa xong" not in stored
    assert {one.envelope.actor for one in log} & set(re.findall(r"[\w-]+", stored)) == set()


def test_facts_of_every_stream_are_told() -> None:
    world = given(*delivered(), checked(), appointed("p-another", "NB-VP", "officer")).world
    log = log_of(world)
    assert {one.of for one in of_stream(log, MEETING)} == {"meeting"}
    [report] = of_stream(log, REPORT)
    assert report.of == "report"
    assert isinstance(report.recorded.fact, ReportSubmitted)


def test_a_moment_is_of_the_day_it_is_in_vietnam() -> None:
    """00:30 on 10/8 in Vietnam is still 9/8 in UTC."""
    world = given(
        *delivered(), renamed("NB-H1-VP", "Tên mới", "2018-08-10"), at="2018-08-03 21:00"
    ).world
    world.at("2018-08-10 00:30")
    assert world.now.date() == date(2018, 8, 9)
    received()(world)
    [*_, last] = of_stream(log_of(world))
    assert last.place[0].name == "Tên mới"
    assert isinstance(last.recorded.envelope.recorded_at, datetime)
