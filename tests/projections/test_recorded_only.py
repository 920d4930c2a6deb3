"""The read model of what was recorded and not handed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from adapters.event_store.mapper import FactMapper
from domain.deadline import DeadlineKind
from domain.facts import AnyFact
from domain.issue import EMPTY, Issue, Status, evolve
from domain.sealed import Erased
from projections.not_submitted import RecordedOnly, Waiting, not_submitted, waiting
from projections.paging import BadCursor
from tests import builders as b
from tests.builders import World, named, vietnam
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Life, Log
from tests.projections.test_history import Shredder
from tests.projections.upheavals import UpsetLife
from tests.regimes import chain
from tests.spec import given
from tests.steps import ISSUE, MEETING, Step, meeting_held, on_issue, raised, raised_by_secretary

ANSWERED = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
CONTESTED = on_issue("contest-answer", b.CHAPTER, reason="Chưa thấy")


@contextmanager
def recorded_only(log: Log, *sizes: int) -> Iterator[str]:
    with folded(RecordedOnly(), cut(log, sizes or (2000,))) as alias:
        yield alias


def log_of(world: World) -> Log:
    return list(world.store.read())


def all_pages(alias: str, limit: int = 2, **asked: Any) -> list[Waiting]:
    found: list[Waiting] = []
    page = waiting(alias, limit=limit, **asked)
    while True:
        assert len(page.rows) <= limit
        found += page.rows
        if page.next is None:
            return found
        page = waiting(alias, limit=limit, cursor=page.next, **asked)


def listed(*steps: Step) -> list[Waiting]:
    with recorded_only(log_of(given(*steps).world)) as alias:
        return all_pages(alias)


def expected(log: Log) -> list[dict[str, Any]]:
    """Every issue that stands as raised, by folding each as a whole."""
    issues: dict[Any, Issue] = {}
    for one in log:
        if one.fact.type == "issue-raised.v1" or one.envelope.stream in issues:
            recorded: Any = one
            before = issues.get(one.envelope.stream, EMPTY)
            issues[one.envelope.stream] = evolve(before, recorded)
    rows = []
    for issue in issues.values():
        if issue.status is Status.RAISED:
            owed = [one for one in issue.running if one.id.kind is DeadlineKind.REPORT]
            rows.append(
                {
                    "issue": issue.id,
                    "position": issue.position,
                    "chapter": issue.chapter,
                    "via": issue.via,
                    "meeting": issue.meeting,
                    "cadre": issue.attended_by,
                    "title": issue.title,
                    "raised_at": issue.raised_at,
                    "last_day": owed[-1].last_day if owed else None,
                    "due": owed[-1].due if owed else None,
                }
            )
    return rows


@settings(max_examples=25)
@examples(CHOICES, st.sampled_from((Life, UpsetLife)))
def test_the_list_is_that_of_a_plain_loop_and_of_the_plain_function(
    choices: list[bytes], life: type[Life]
) -> None:
    log = life().live(choices).log
    with recorded_only(log) as alias:
        found = all_pages(alias)
        of_chapter = all_pages(alias, chapter=b.CHAPTER)
        of_another = all_pages(alias, chapter="NB-H2-X1-C1")
    assert [one._asdict() for one in found] == expected(log)
    assert [(one.issue, one.title) for one in found] == [
        (one.issue, one.title) for one in not_submitted(log)
    ]
    assert of_chapter == [one for one in found if one.chapter == b.CHAPTER]
    assert of_another == [one for one in found if one.chapter == "NB-H2-X1-C1"]


@settings(max_examples=25)
@examples(CHOICES, CUTS)
def test_the_rows_are_equal_whatever_the_cuts(choices: list[bytes], sizes: list[int]) -> None:
    log = Life().live(choices).log
    with recorded_only(log) as whole, recorded_only(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_an_entry_tells_meeting_cadre_and_by_when_it_should_be_reported() -> None:
    """`002-4`: before the 10th after the meeting."""
    [entry] = listed(meeting_held(), raised())
    assert (entry.meeting, entry.cadre) == (MEETING, b.CADRE)
    assert entry.due == vietnam("2018-08-10 00:00")
    assert entry.raised_at == vietnam("2018-08-03 20:30")


def test_what_is_answered_waits_for_nothing_until_it_is_contested() -> None:
    assert listed(meeting_held(), raised(), ANSWERED) == []
    [entry] = listed(meeting_held(), raised(), ANSWERED, CONTESTED)
    assert entry.issue == ISSUE
    assert entry.due is not None


def test_a_correction_shows_and_an_erased_title_is_erased() -> None:
    said = {"field": "title", "text": "Kênh bồi lắng", "reason": "Ghi nhầm"}
    corrected = on_issue("correct-issue-text", b.CHAPTER, **said)
    world = given(raised_by_secretary(), corrected).world
    with recorded_only(log_of(world)) as alias:
        [entry] = waiting(alias).rows
    assert entry.title.text == "Kênh bồi lắng"
    mapper = FactMapper(AnyFact, Shredder(f"issue:{ISSUE}"))
    erased = [
        mapper.to_recorded(one.position, mapper.to_stored(one.envelope, one.fact))
        for one in log_of(world)
    ]
    with recorded_only(erased) as alias:
        [entry] = waiting(alias).rows
        [row] = rows_of(alias)["recorded_only"]
    assert entry.title.text is Erased.ERASED
    assert row["title"] is None


def test_pages_follow_each_other_and_a_cursor_of_another_list_is_refused() -> None:
    world = World().found(chain).at("2018-08-03 21:00")
    several = [named(f"issue {number}") for number in range(5)]
    for issue in several:
        raised_by_secretary(issue=issue)(world)
    with recorded_only(log_of(world)) as alias:
        assert [one.issue for one in all_pages(alias, limit=2)] == several
        with pytest.raises(BadCursor):
            waiting(alias, cursor="WyJsb2ciLDEsMV0")


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = RecordedOnly().concerns
    assert concerns("issue-raised.v2")
    assert concerns("deadline-extended.v3")
    assert not concerns("issue-received.v1")
    assert not concerns("deadline-approaching.v1")
