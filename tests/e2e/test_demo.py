"""``kiennghi demo``: deterministic, whole, repeatable by ``apply``, and true to every moment."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from adapters.bootstrap import open_events, running
from adapters.demo.samples import samples_on
from adapters.demo.script import Script
from adapters.demo.stage import Cue
from adapters.demo.states import STATES_FILE
from adapters.demo.story import SETTING, story
from adapters.i18n import Translator
from adapters.issue_view import issue_lines
from adapters.reading import wording_of
from adapters.settings import Settings
from adapters.short_ids import find_issue
from domain.issue import Status, fold
from domain.issue_facts import IssueFact
from domain.local_time import VIETNAM
from tests.demos import MONTHS, SUCCESSION
from tests.demos import played as played_in_memory
from tests.e2e.cli import LANGUAGES, ROOT, Run, run
from tests.organisations import day

LOOKED_BACK_TO = SETTING.moment(SETTING.looked_back_to)


class Demo(NamedTuple):
    """A demo that ran: its folder, its commands, what it printed."""

    folder: Path
    commands: Path
    run: Run

    @property
    def digest(self) -> str:
        return digests(self.folder)["log_digest"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    return played(folder / "data", folder / "commands.jsonl", "en")


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The same, told in Vietnamese, into a folder that is there and empty."""
    folder = tmp_path_factory.mktemp("again")
    return played(folder, folder / "commands.jsonl", "vi")


def played(data: Path, commands: Path, lang: str, *options: str) -> Demo:
    ran = run("demo", "--data", data, "--commands", commands, *options, lang=lang)
    assert (ran.code, ran.err) == (0, "")
    return Demo(data, commands, ran)


def digests(folder: Path) -> dict[str, str]:
    about = run("doctor", "--json", "--data", folder).json
    assert about["findings"] == []
    return {name: about[name] for name in ("log_digest", "outcomes_digest")}


def facts(demo: Demo) -> Iterator[Any]:
    with open_events(Settings(data=demo.folder)) as store:
        yield from store.read()


def counted(demo: Demo) -> Counter[str]:
    return Counter(one.fact.type for one in facts(demo))


def states(demo: Demo) -> list[dict[str, str]]:
    lines = (demo.folder / STATES_FILE).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def number_of_the_returned(demo: Demo) -> str:
    found = re.search(r"^Issue (\S+), facts: \d+$", demo.run.out, re.MULTILINE)
    assert found is not None, demo.run.out[-2000:]
    return found[1]


# The same again


def test_equal_seeds_give_equal_logs(demo: Demo, again: Demo) -> None:
    """Acceptance 2."""
    assert digests(again.folder) == digests(demo.folder)
    assert again.commands.read_bytes() == demo.commands.read_bytes()
    assert (again.folder / STATES_FILE).read_bytes() == (demo.folder / STATES_FILE).read_bytes()


def test_another_seed_gives_another_log(demo: Demo, tmp_path: Path) -> None:
    other = played(tmp_path / "data", tmp_path / "commands.jsonl", "en", "--seed", "7")

    assert other.digest != demo.digest
    assert counted(other).keys() == counted(demo).keys()


def test_the_digest_is_printed(demo: Demo) -> None:
    assert f"Digest of the log: {demo.digest}" in demo.run.out


def test_applying_its_commands_ends_in_the_same_log(demo: Demo, tmp_path: Path) -> None:
    """Acceptance 4, without the killing."""
    run("init", "--simulation", "--data", tmp_path / "applied")

    applied = run("apply", demo.commands, "--data", tmp_path / "applied")

    outcomes = [json.loads(line) for line in applied.out.splitlines()]
    assert len(outcomes) == len(demo.commands.read_text("utf-8").splitlines())
    assert Counter(one["outcome"] for one in outcomes).keys() == {"accepted", "refused"}
    assert digests(tmp_path / "applied") == digests(demo.folder)


def test_no_two_commands_are_recorded_at_the_same_moment(demo: Demo) -> None:
    lines = map(json.loads, demo.commands.read_text("utf-8").splitlines())
    moments = [line["recorded_at"] for line in lines]

    assert moments == sorted(set(moments))


# What happens in it


def test_every_fact_that_an_issue_can_have_happens() -> None:
    """In the months and the story together."""
    every = {kind.model_fields["type"].default for kind in members(IssueFact)}
    demos = (played_in_memory(name) for name in (*MONTHS, SUCCESSION))
    told = {one.fact.type for demo in demos for one in demo.store.read()}

    assert sorted(every - told) == []


def members(union: Any) -> Iterator[Any]:
    inner = get_args(union)
    if not inner:
        yield union
    for member in inner:
        yield from members(member)


def test_the_province_has_the_size_that_was_asked_for(demo: Demo) -> None:
    shown = run("organisation", "show", "--json", "--data", demo.folder).out
    kinds = Counter(json.loads(line)["kind"] for line in shown.splitlines())

    assert (kinds["district"], kinds["commune"]) == (3, 12)
    assert kinds["residential-chapter"] + kinds["workplace-chapter"] == 60
    assert kinds["workplace-chapter"] == 12
    committees = 1 + 3 + 12
    for body in ("standing-committee", "standing-board", "committee-office"):
        assert kinds[body] == committees


def test_every_sample_of_the_time_is_raised_and_no_later_one(demo: Demo) -> None:
    samples = samples_on(day("2018-08-03"))
    corrected = {14: "Giây điện võng"}
    raised = {one.fact.title.text for one in facts(demo) if one.fact.type == "issue-raised.v1"}

    assert len(samples) == 23
    assert {15, 23}.isdisjoint(samples)
    assert {corrected.get(s.no, s.title) for s in samples.values()} <= raised


def test_the_reports_come_on_time_late_on_paper_and_never(demo: Demo) -> None:
    """`002-4`: one twenty seconds before the day ends, one just after."""
    reports = [one for one in facts(demo) if one.fact.type == "report-submitted.v1"]
    late = [one for one in reports if not one.fact.on_time]
    paper = [one for one in reports if one.fact.incoming_number]
    in_vietnam = (one.envelope.recorded_at.astimezone(VIETNAM) for one in reports)
    attended = {one.envelope.stream for one in facts(demo) if one.fact.type.startswith("attend")}
    reported = {meeting for one in reports for meeting in one.fact.meetings}

    assert [one.fact.days_late for one in late] == [1]
    assert [one.fact.on_time for one in paper] == [True]
    assert max(at.time() for at in in_vietnam if at.day == 9) == time(23, 59, 40)
    assert len(attended - reported) == 1


def test_two_issues_go_up_and_one_of_them_comes_back(demo: Demo) -> None:
    kinds = counted(demo)

    assert kinds["issue-escalated.v1"] == 2
    assert kinds["issue-returned-down.v1"] == 1


def test_deadlines_climb_the_whole_ladder(demo: Demo) -> None:
    kinds = counted(demo)
    rungs = ("deadline-approaching", "deadline-breached", "head-notified", "escalation-suggested")

    assert [kinds[f"{rung}.v1"] > 0 for rung in rungs] == [True] * 4


def test_refusals_are_seen_with_their_reasons(demo: Demo) -> None:
    lines = [line for line in demo.run.out.splitlines() if "✗" in line]

    assert len(lines) == demo.run.out.count("Refused:") == 18


def test_what_was_never_submitted_is_listed(demo: Demo) -> None:
    listed = demo.run.out.partition("Recorded, not submitted:\n")[2].splitlines()[:2]

    for title in ("Chi bộ ít đảng viên", "Ngõ tối sau trường học"):
        assert len([line for line in listed if title in line]) == 1


def test_the_story_leaves_every_kind_of_ending(demo: Demo) -> None:
    ended: Counter[str] = Counter()
    with open_events(Settings(data=demo.folder)) as store:
        for stream in {one.envelope.stream for one in facts(demo)}:
            history: Any = store.load({stream: 0})[stream]
            if history[0].fact.type == "issue-raised.v1":
                issue = fold(history)
                ended[issue.closure or issue.status] += 1

    assert ended[Status.RAISED] == 2
    assert ended[Status.IN_PROGRESS] == 1
    assert ended[Status.WITHDRAWN] == 1
    assert {"verified", "unverified", "answered"} <= ended.keys()


# What it prints


def test_it_ends_with_two_inboxes_what_was_overdue_and_one_history_as_commands_print_them(
    demo: Demo, tmp_path: Path
) -> None:
    """The inboxes are those of a store in which no more has happened than by then."""
    known = tmp_path / "known.jsonl"
    lines = demo.commands.read_text("utf-8").splitlines(keepends=True)
    known.write_text("".join(line for line in lines if told_at(line) <= LOOKED_BACK_TO), "utf-8")
    run("init", "--simulation", "--data", tmp_path / "then")
    run("apply", known, "--data", tmp_path / "then")
    shown = [
        run("inbox", "--unit", "NB-D1", "--data", tmp_path / "then"),
        run("inbox", "--unit", "NB", "--data", tmp_path / "then"),
        run("overdue", "--at", "2018-09-17 18:00", "--data", demo.folder),
        run("history", number_of_the_returned(demo), "--data", demo.folder),
    ]

    assert [one.code for one in shown] == [0] * 4
    ending = demo.run.out.partition("Looking back to 2018-09-17 18:00")[2]
    for one, heading in zip(shown, ("Inbox of", "Inbox of", "Overdue at", "Issue"), strict=True):
        first, *rest = one.out.splitlines(keepends=True)
        assert first.startswith(heading)
        _, found, ending = ending.partition("".join(rest))
        assert found
    for unit in ("NB-D1", "NB"):
        then = run("inbox", "--unit", unit, "--at", "2018-09-17 18:00", "--data", demo.folder)
        assert then.out in demo.run.out


def test_the_inboxes_it_ends_with_show_several_queues_and_something_overdue(demo: Demo) -> None:
    inboxes = demo.run.out.partition("Looking back")[2].partition("Overdue at")[0]
    of_district, of_province = inboxes.split("Inbox of")[1:]

    for one, least in ((of_district, 3), (of_province, 3)):
        counted_here = one.partition("of these")[0]
        assert len(re.findall(r": [1-9]", counted_here)) >= least
        assert re.search(r"Overdue: [1-9]", one)


def told_at(line: str) -> datetime:
    return datetime.fromisoformat(json.loads(line)["recorded_at"])


def test_the_story_is_told_in_the_language_of_the_user(demo: Demo, again: Demo) -> None:
    for told, lang in ((demo.run.out, "en"), (again.run.out, "vi")):
        words = Translator(lang)
        assert words("demo.states") in told
        assert words("demo.not-submitted-title") in told
        assert words("demo.looking-back", at=LOOKED_BACK_TO) in told
        assert words("overdue.heading", at=LOOKED_BACK_TO, count=4) in told
        assert words.label("event", "issue-escalated.v1") in told
        assert not re.search(r"\bdemo\.[a-z]", told)


def test_the_history_of_the_returned_issue_has_every_station(demo: Demo) -> None:
    """Acceptance 2."""
    number = number_of_the_returned(demo)
    lines = run("history", number, "--json", "--data", demo.folder).out.splitlines()
    entries = [json.loads(line) for line in lines]
    stations = [
        (entry["fact"]["type"].removesuffix(".v1"), entry["envelope"]["office"])
        for entry in entries
        if not entry["fact"]["type"].startswith("deadline")
    ]
    district = next(entry["holder"] for entry in entries if entry["holder"])

    assert [what for what, _ in stations if what in STATIONS] == STATIONS
    assert ("issue-received", "NB-VP") in stations
    assert ("issue-received", f"{district}-VP") in stations
    assert ("direction-given", "NB-BTV") in stations
    assert ("issue-returned-down", "NB-TT") in stations


STATIONS = [
    "issue-raised",
    "issue-reported",
    "issue-received",
    "issue-triaged",
    "issue-escalated",
    "issue-received",
    "issue-triaged",
    "direction-given",
    "issue-returned-down",
    "issue-received",
    "issue-assigned",
    "result-proposed",
    "result-accepted",
    "reply-sent",
    "result-verified",
]


def test_the_readme_asks_for_the_issue_that_came_back(demo: Demo) -> None:
    asked = set(re.findall(r"\bNB-\d+-\w\b", (ROOT / "README.md").read_text("utf-8")))

    assert asked == {number_of_the_returned(demo)}


def test_each_line_of_the_history_says_who_when_by_what_and_under_which_rule(demo: Demo) -> None:
    """Acceptance 2: office, role, both times, document, deadline and regime version."""
    number = number_of_the_returned(demo)
    lines = run("history", number, "--data", demo.folder).out.splitlines()
    text = " ".join(line.strip() for line in lines)
    escalated = re.search(r"v\d+ +Escalated;(.*?)v\d+ ", text)

    assert escalated is not None
    said = escalated[1]
    assert said.count("2018-08-13") >= 2  # happened and recorded
    assert "-TT)" in said
    assert "standing board" in said
    assert re.search(r"decision \d+-QĐ/HU", said)
    assert re.search(r"next deadline: .* \(leg \d\), 2018-08-\d\d", said)
    assert "ninh-binh 2018.1" in said
    assert lines[0] in demo.run.out


# Every moment again


def test_every_issue_at_every_time_is_printed_as_it_was_then(demo: Demo) -> None:
    """Acceptance 3, over all entries."""
    entries = states(demo)
    with running(open_events(Settings(data=demo.folder))) as engine:
        wording = wording_of(engine, Translator("vi"))
        for entry in entries:
            assert printed(entry, engine, wording) == entry["text"], entry["at"]

    assert len(entries) > 400
    assert len({entry["issue"] for entry in entries}) == 30


def printed(entry: dict[str, str], engine: Any, wording: Any) -> str:
    at = datetime.fromisoformat(entry["at"])
    stream = find_issue(entry["issue"], engine.store)
    history: Any = engine.store.load({stream: 0})[stream]
    known = [one for one in history if one.envelope.recorded_at <= at]
    return "\n".join(issue_lines(fold(known), entry["issue"], at, wording))


@pytest.mark.parametrize("part", range(6))
def test_the_command_line_prints_an_issue_as_of_a_time(demo: Demo, part: int) -> None:
    """Acceptance 3."""
    entries = states(demo)
    entry = entries[part * (len(entries) - 1) // 5]
    as_of = ("--as-of", entry["at"], "--data", demo.folder)

    shown = run("issue", entry["issue"], *as_of, lang="vi")

    assert (shown.code, shown.out) == (0, entry["text"] + "\n")


# Where it will not run


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_folder_that_is_not_empty_is_left_alone(lang: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")

    refused = run("demo", "--data", tmp_path, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert str(tmp_path) in refused.err
    assert "--data" in refused.err
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_of_commands_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "commands.jsonl"
    kept.write_text("mine", "utf-8")

    refused = run("demo", "--data", tmp_path / "data", "--commands", kept)

    assert refused.code == 2
    assert kept.read_text("utf-8") == "mine"
    assert not (tmp_path / "data").exists()


def test_a_file_of_commands_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "commands.jsonl"

    refused = run("demo", "--data", tmp_path / "data", "--commands", missing)

    assert refused.code == 2
    assert not (tmp_path / "data").exists()


def test_a_story_that_goes_otherwise_fails_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(iter(story(1)))
    assert isinstance(first, Cue)
    told = Script(1, SETTING, [first._replace(refused="not-entitled")])
    monkeypatch.setattr("adapters.demo.script.scripts", lambda: {"ninh-binh": lambda _seed: told})

    broken = run("demo", "--data", tmp_path)

    assert (broken.code, broken.out) == (3, "")
    assert "StoryBroken" in broken.err
