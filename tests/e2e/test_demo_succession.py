"""Acceptance 4: ``kiennghi demo --story succession``; the districts end on 1 July 2025."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, cast

import pytest

from adapters import rounds
from adapters.demo.managers import run as managed
from adapters.demo.player import Player
from adapters.demo.stage import Managed
from adapters.demo.succession.calendar import before_the_decree
from adapters.event_store.memory import MemoryStore
from domain.calendar import end_of, explain, local_date
from domain.fact import Recorded
from domain.issue import Issue, fold
from domain.issue_facts import IssueFact, IssueRaised, UnmappedReason
from domain.organisation import UnitKind
from tests.adapters.test_succession import log_of
from tests.builders import SimulatedClock, World, memory_store
from tests.demos import SUCCESSION, Played, played, script_of
from tests.e2e.cli import LANGUAGES, Run, run
from tests.faults.test_killed_succession import Dying, Ended, Kill, twin
from tests.golden.shapes import MAPPER
from tests.oracles.elapsed import Row, WorkingDays, clocks
from workflows.calendar_files import load_calendar_file
from workflows.handling import Desk
from workflows.ports import EventStore
from workflows.rulebook import PublishedRules

JULY = date(2025, 7, 1)
DECREE = date(2025, 8, 18)
LAST_DAY = date(2025, 8, 31)


class Story(NamedTuple):
    folder: Path
    commands: Path
    told: dict[str, Run]
    """By language."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    base = tmp_path_factory.mktemp("story")
    told = {}
    for lang in LANGUAGES:
        files = ("--data", base / lang, "--commands", base / f"{lang}.jsonl")
        told[lang] = run("demo", "--story", SUCCESSION, *files, lang=lang)
    return Story(base / "en", base / "en.jsonl", told)


@pytest.fixture
def ended() -> Played:
    return played(SUCCESSION)


def issues(one: Played, by: date = LAST_DAY) -> dict[str, Issue]:
    """Every issue as it was known when the day ended, by its stream."""
    found: dict[str, list[Recorded[IssueFact]]] = {}
    for recorded in one.store.read():
        if recorded.envelope.recorded_at < end_of(by):
            stream = str(recorded.envelope.stream)
            if isinstance(recorded.fact, IssueRaised) or stream in found:
                found.setdefault(stream, []).append(cast(Recorded[IssueFact], recorded))
    return {stream: fold(facts) for stream, facts in found.items()}


# What it prints


def test_it_is_the_same_story_in_both_languages(story: Story, ended: Played) -> None:
    assert [(one.code, one.err) for one in story.told.values()] == [(0, "")] * 2
    digests = {re.findall(r"([0-9a-f]{64})$", one.out.rstrip())[0] for one in story.told.values()}
    assert digests == {run("doctor", "--json", "--data", story.folder).json["log_digest"]}
    assert run("doctor", "--data", story.folder).code == 0


def test_applying_its_commands_those_of_the_managers_too_ends_in_the_same_log(
    story: Story, tmp_path: Path
) -> None:
    run("init", "--simulation", "--data", tmp_path / "applied")
    run("apply", story.commands, "--data", tmp_path / "applied")
    told, applied = (
        run("doctor", "--json", "--data", folder).json
        for folder in (story.folder, tmp_path / "applied")
    )
    assert applied["log_digest"] == told["log_digest"]


def test_it_ends_with_no_open_issue_of_a_district_the_ledger_what_is_unmapped_and_stuck(
    story: Story,
) -> None:
    told = story.told["en"].out
    assert "Open issues held by a unit that has ended: 0." in told
    assert "Kiến nghị đang mở do đơn vị đã kết thúc giữ: 0." in story.told["vi"].out
    for arguments in (("succession", "ledger"), ("succession", "unmapped"), ("stuck",)):
        shown = run(*arguments, "--data", story.folder)
        assert shown.code == 0
        assert f"$ kiennghi {' '.join(arguments)}\n{shown.out}" in told
    verified = told.partition("$ kiennghi projections verify\n")[2].partition("\n\n")[0]
    assert len(verified.splitlines()) > 10
    assert all(line.endswith(": 0 differences.") for line in verified.splitlines())


def test_its_one_history_runs_across_the_first_of_july(story: Story) -> None:
    number = re.findall(r"^Issue (\S+), facts: \d+$", story.told["en"].out, re.MULTILINE)[-1]
    lines = run("history", number, "--json", "--data", story.folder).out.splitlines()
    entries = [json.loads(line) for line in lines]
    kinds = [entry["fact"]["type"].removesuffix(".v1") for entry in entries]
    at = kinds.index("issue-custody-transferred")
    assert {"issue-raised", "issue-received", "issue-triaged"} <= {*kinds[:at]}
    assert {"issue-returned-down", "issue-assigned", "result-verified"} <= {*kinds[at:]}
    assert {entry["holder"] for entry in entries} == {None, "NB-D1", "NB", "NB-D1-X1"}
    regimes = [entry["regime"]["id"] for entry in entries if entry["regime"]]
    assert [*dict.fromkeys(regimes)] == ["ninh-binh", "tuong-duong"]


def test_the_ledger_counts_what_went_where(story: Story) -> None:
    lines = run("succession", "ledger", "--json", "--data", story.folder).out.splitlines()
    entries = [json.loads(line) for line in lines]
    moved = [one for entry in entries for one in entry["moved"]]
    assert sum(one["open"] for one in moved) >= 20
    assert [sum(one[what] for one in moved) for what in ("closed", "unmapped")] == [2, 1]
    assert {entry["unit"]: entry["succession"]["kind"] for entry in entries} == {
        "NB-D1": "split",
        "NB-D2": "whole",
        "NB-D1-X3": "merged",
        "NB-D2-X1": "merged",
        "NB-D2-X2": "merged",
    }


def test_a_report_for_june_still_shows_the_district(story: Story) -> None:
    month = ("consolidation", "--unit", "NB-D1", "--month")
    assert run(*month, "2025-06", "--data", story.folder).code == 0
    assert run(*month, "2025-07", "--data", story.folder).code == 2
    trees = {
        at: run("organisation", "show", "--at", at, "--json", "--data", story.folder).out
        for at in ("2025-06-30", "2025-07-01")
    }
    assert ['"district"' in tree for tree in trees.values()] == [True, False]


# What became of the issues


def test_on_the_eve_issues_stand_in_many_states(ended: Played) -> None:
    eve = issues(ended, JULY - timedelta(days=1))
    assert len({issue.status for issue in eve.values()}) >= 11
    assert sum(issue.is_open for issue in eve.values()) >= 20


def test_afterwards_no_open_issue_is_held_by_a_district_or_asks_anything_of_it(
    ended: Played,
) -> None:
    directory = ended.desk.directory()
    for by in (JULY, LAST_DAY):
        for issue in issues(ended, by).values():
            if not issue.is_open:
                continue
            parts = {issue.holder, issue.lead, *(body.unit for body in issue.co_operating)}
            parts |= {one.bearer for one in issue.running} | {one.unit for one in issue.recipients}
            for unit in filter(None, parts):
                found = directory.unit(unit, by)
                assert found is not None, (issue.title, unit)
                assert found.kind is not UnitKind.DISTRICT


def test_what_has_ended_is_kept_by_the_archive_and_what_is_reopened_goes_on(
    ended: Played,
) -> None:
    on_the_day, later = issues(ended, JULY), issues(ended)
    archived = {id for id, issue in on_the_day.items() if issue.archive_holder == "NB-VP"}
    assert len(archived) == 2
    assert {later[id].holder for id in archived} == {"NB-D1", "NB-D1-X1"}


def test_in_the_end_nothing_is_left_to_follow(story: Story) -> None:
    tried = run("succession", "run", "--dry-run", "--json", "--data", story.folder)
    assert (tried.code, tried.json["due"]) == (0, 0)


def test_an_unmapped_issue_is_placed_by_its_owner_and_works_on_under_the_new_regime(
    ended: Played,
) -> None:
    before, after = issues(ended, JULY), issues(ended)
    unmapped = {id for id, issue in before.items() if issue.unmapped}
    assert {before[id].unmapped for id in unmapped} == {UnmappedReason.SEVERAL_SUCCESSORS}
    assert {before[id].holder for id in unmapped} == {"NB"}
    placed = [after[id] for id in unmapped if after[id].unmapped is None]
    assert [(one.holder, one.lead) for one in placed] == [("NB-D1-X2", "NB-D1-X2-VHXH")]
    assert {str(one.regime) for one in placed} == {"tuong-duong 2025.1"}


def test_every_open_issue_follows_the_regime_that_binds_afterwards(ended: Played) -> None:
    of_open = {str(one.regime) for one in issues(ended, JULY).values() if one.is_open}
    assert of_open == {"tuong-duong 2025.1"}


# No day is lost


MOMENTS = (JULY - timedelta(days=1), JULY, date(2025, 7, 16), DECREE, LAST_DAY)


@pytest.mark.parametrize("on", MOMENTS, ids=str)
def test_elapsed_working_days_of_every_issue_are_those_of_a_loop_over_days(
    ended: Played, on: date
) -> None:
    expected = clocks(rows(ended, on), working_days(on), on)
    checked = 0
    for id, issue in issues(ended, on).items():
        for deadline in issue.running:
            elapsed, last_day = expected[id, str(deadline.id)]
            assert deadline.last_day == last_day, (issue.title, deadline.id)
            if deadline.spans:
                calendar = PublishedRules().calendar(ended.desk.directory(), deadline.calendar)
                notes = explain(deadline.started_on, deadline.spans, calendar, deadline.pauses)
                counted = [one for one in notes if one.day <= on and not one.paused]
                assert sum(calendar.is_working(one.day) for one in counted) == elapsed
                checked += 1
    assert checked >= 9


def test_on_the_first_of_july_no_deadline_moves_and_none_is_lost(ended: Played) -> None:
    eve, day = issues(ended, JULY - timedelta(days=1)), issues(ended, JULY)
    still_running = 0
    for id, before in eve.items():
        after = {one.id: one for one in day[id].deadlines}
        for deadline in before.running:
            assert after[deadline.id].last_day == deadline.last_day
            assert after[deadline.id].started_on == deadline.started_on
            still_running += after[deadline.id] in day[id].running
    assert still_running >= 20


def test_the_decree_of_august_moves_what_was_still_to_come_by_its_day(ended: Played) -> None:
    moved = [
        recorded.fact
        for recorded in ended.store.read()
        if recorded.fact.type == "deadline-recomputed.v1"
    ]
    assert len(moved) >= 8
    before = {
        (id, one.id): one.last_day
        for id, issue in issues(ended, DECREE - timedelta(days=1)).items()
        for one in issue.running
    }
    after = {
        (id, one.id): one.last_day
        for id, issue in issues(ended, DECREE).items()
        for one in issue.running
    }
    later = {key: (day, after[key]) for key, day in before.items() if after.get(key, day) != day}
    assert [*later.values()] == [(date(2025, 9, 4), date(2025, 9, 5))]


def rows(one: Played, on: date) -> Iterator[Row]:
    for _, envelope, fact in one.store.read():
        if envelope.recorded_at < end_of(on):
            stored = json.loads(MAPPER.to_stored(envelope, fact).state)["fact"]
            yield Row(str(envelope.stream), envelope.recorded_at, stored)


def working_days(on: date) -> WorkingDays:
    """By the calendar that was known on that day."""
    known = before_the_decree() if on < DECREE else load_calendar_file("vn").text
    return WorkingDays.of(known)


# Killed and run again


KILLS = [Kill(when, commit) for commit in (2, 9, 17, 23) for when in ("before", "after")]


class Eve(NamedTuple):
    world: World
    """With the story up to the manager's run."""
    cue: Managed
    clean: list[tuple[object, ...]]
    """The log after a run that nobody kills, an issue to a transaction."""


@pytest.fixture(scope="module")
def eve() -> Eve:
    script, store = script_of(SUCCESSION), memory_store()
    cues = [*script.cues]
    manager = next(cue for cue in cues if isinstance(cue, Managed))
    setting = script.setting._replace(rounds_until=local_date(manager.at))
    player = Player(script.seed, setting, desk_on(store), store)
    for _ in player.play(takewhile(lambda cue: cue is not manager, cues)):
        pass
    world = World(store, shape="three-tiers")
    clean = twin(world).store
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rounds, "BATCH", 1)
        managed(manager, desk_on(clean), clean)
    return Eve(world, manager, log_of(clean))


@pytest.mark.parametrize("kill", KILLS, ids=str)
def test_killed_anywhere_and_begun_again_the_manager_leaves_the_same_log(
    eve: Eve, kill: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 1)
    store = twin(eve.world).store
    dying = cast(EventStore, Dying(cast(MemoryStore, store), kill))
    with pytest.raises(Ended):
        managed(eve.cue, desk_on(dying), dying)
    assert eve.world.store.head() <= store.head() < len(eve.clean)

    managed(eve.cue._replace(at=eve.cue.at + timedelta(days=2)), desk_on(store), store)

    assert log_of(store) == eve.clean


def desk_on(store: EventStore) -> Desk:
    return Desk(store, SimulatedClock(), simulation=True)
