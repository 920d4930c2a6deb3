"""Residence links, relays, summaries and informing by ``kiennghi apply``, as offices send them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events
from adapters.settings import Settings
from tests import builders as b
from tests.builders import SHAPES
from tests.e2e.cli import LANGUAGES, Run, run
from tests.e2e.stories import RecordingWorld, commands_file, line_of
from tests.regimes import chain
from tests.residents import LINK, LINKED, handed_on, link_ended, relayed
from tests.spec import AT
from tests.steps import ISSUE, REPORT, Step, on_issue, step
from workflows.ports import EventStore

CANARY = "chưa nghiêm túc"
COMMENT = step("record-residence-comment", b.CHAPTER, link=LINK)
SUMMARY = step(
    "submit-summary",
    "NB-H1-X1-BTV",
    report=REPORT,
    name="consolidation",
    first=date(2018, 7, 1),
    last=date(2018, 7, 31),
)
INFORM = on_issue("inform-competent-body", "NB-H1-X1-VP", unit="NB-H1-X1-CA", reason=CANARY)


def linked(store: EventStore | None = None) -> RecordingWorld:
    """Vĩnh Long with a member who was introduced and accepted."""
    world = RecordingWorld(store)
    world.regime, world.shape = "vinh-long", SHAPES["three-tiers"]
    world.found(chain)
    return world.tell([(AT, LINKED)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_events(Settings(tmp_path / "data"), simulation=True) as store:
        linked(store)
    return tmp_path / "data"


def applied(folder: Path, *steps: Step, lang: str = "en", **changed: Any) -> Run:
    """What ``apply`` makes of the commands of these steps."""
    world = linked()
    before = len(world.commands)
    for one in steps:
        one(world)
    lines = [line_of(command, **changed) for command in world.commands[before:]]
    file = commands_file(folder.parent / "commands.jsonl", *lines)
    return run("apply", file, "--data", folder, lang=lang)


def test_what_a_member_relays_is_applied_and_the_issue_tells_of_no_link(folder: Path) -> None:
    sent = applied(folder, relayed(), handed_on())
    assert (sent.code, sent.err) == (0, "")
    shown = run("issue", ISSUE.hex, "--json", "--data", folder)
    assert shown.json["status"] == "reported"
    assert shown.json["source"] == "resident-group"
    assert str(LINK) not in shown.out


def test_a_body_that_was_told_is_named_in_the_history(folder: Path) -> None:
    assert applied(folder, relayed(), handed_on(), INFORM).code == 0
    told = run("history", ISSUE.hex, "--data", folder, lang="vi").out
    assert "Thông tin cho cơ quan có thẩm quyền" in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (COMMENT, []),
        (SUMMARY, []),
        (relayed(), [link_ended()]),
        (on_issue("name-area", "NB-H1-X1-VP", communes=["NB-H1"]), [relayed(), handed_on()]),
    ],
    ids=["comment", "summary", "relay", "area"],
)
def test_a_refusal_is_told_in_whole_sentences(
    folder: Path, asked: Step, before: list[Step], lang: str
) -> None:
    told = applied(folder, *before, asked, lang=lang)
    assert told.code == 1
    assert told.err.rstrip().endswith(".")
    assert "refusal." not in told.err
    assert "?" not in told.err


def test_a_comment_that_is_slipped_in_is_malformed_and_stands_nowhere(folder: Path) -> None:
    told = applied(folder, COMMENT, comment=CANARY)
    assert told.code == 2
    assert CANARY not in told.out
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    assert not any(CANARY.encode() in file.read_bytes() for file in files)


def test_what_was_sent_twice_is_recorded_once(folder: Path) -> None:
    first = applied(folder, relayed(), handed_on())
    assert applied(folder, relayed(), handed_on()) == first
