"""``kiennghi apply``: outcomes in order, malformed lines, identity, and sending a file again."""

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from uuid import UUID

import pytest

from adapters.bootstrap import EVENTS_FILE, make_mapper
from adapters.event_store.files import open_store
from adapters.event_store.memory import MemoryStore
from domain.short_number import format_number
from tests.builders import CHAPTER, named
from tests.e2e.cli import Run, run
from tests.e2e.stories import (
    TO_THE_PROVINCE_AND_BACK,
    RecordingWorld,
    commands_file,
    line_of,
    store_of,
    told,
)

NUMBER = "NB-49-S"
OF_NO_ISSUE = format_number("NB", 1)
"""At that position stands the founding of the organisation."""


@pytest.fixture(scope="module")
def world() -> RecordingWorld:
    return told()


@pytest.fixture
def lines(world: RecordingWorld) -> list[str]:
    return [line_of(command) for command in world.commands]


@pytest.fixture
def simulated(tmp_path: Path) -> Path:
    folder = tmp_path / "simulated"
    assert run("init", "--simulation", "--data", folder).code == 0
    return folder


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A store with the clock of the machine, whose province was founded by whoever runs this."""
    folder = tmp_path / "real"
    assert run("init", "--province", "NB", "--name", "Tỉnh ủy", "--data", folder).code == 0
    return folder


def applied(folder: Path, path: Path, *lines: str, lang: str = "en") -> Run:
    return run("apply", commands_file(path, *lines), "--data", folder, lang=lang)


def outcomes(ended: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in ended.out.splitlines()]


def digests(folder: Path) -> tuple[str, str]:
    with open_store(folder / EVENTS_FILE, make_mapper()) as store:
        return store.log_digest(), store.outcomes_digest()


def test_a_file_of_commands_ends_in_the_same_log_as_the_commands_themselves(
    simulated: Path, tmp_path: Path, lines: list[str], world: RecordingWorld
) -> None:
    ended = applied(simulated, tmp_path / "all.jsonl", *lines)

    assert (ended.code, ended.err) == (0, "")
    assert outcomes(ended) == [outcome.model_dump(mode="json") for outcome in world.outcomes]
    assert isinstance(world.store, MemoryStore)
    assert digests(simulated)[0] == world.store.log_digest()


def test_the_same_file_again_gives_the_same_outcomes_and_adds_nothing(
    simulated: Path, tmp_path: Path, lines: list[str]
) -> None:
    first = applied(simulated, tmp_path / "all.jsonl", *lines)
    before = digests(simulated)

    again = applied(simulated, tmp_path / "all.jsonl", *lines)

    assert again == first
    assert digests(simulated) == before


def test_a_malformed_line_is_told_with_its_number_and_the_rest_applies(
    simulated: Path, tmp_path: Path, lines: list[str]
) -> None:
    ended = applied(simulated, tmp_path / "f.jsonl", lines[0], '{"type": "raise-issue",', lines[1])

    first, malformed, last = outcomes(ended)
    assert ended.code == 2
    assert (first["outcome"], last["outcome"]) == ("accepted", "accepted")
    assert malformed["outcome"] == "malformed"
    assert malformed["line"] == 2
    assert malformed["problems"] == [{"where": "", "problem": "json_invalid"}]
    assert ended.err.startswith("Line 2 is malformed: the whole input: not valid JSON")


def test_blank_lines_and_a_byte_order_mark_are_no_fault(
    simulated: Path, tmp_path: Path, lines: list[str]
) -> None:
    ended = applied(simulated, tmp_path / "f.jsonl", "\ufeff" + lines[0], "", "   ", lines[1])

    assert [outcome["outcome"] for outcome in outcomes(ended)] == ["accepted", "accepted"]
    assert ended.code == 0


@pytest.mark.parametrize(
    ("changed", "english", "vietnamese"),
    [
        (
            {"colour": "red"},
            "colour: unknown field; remove it or mend its name (given: red)",
            "colour: trường không được biết đến; hãy xóa hoặc sửa tên (đã cho: red)",
        ),
        (
            {"founded_on": "2018-02-30"},
            "founded_on: not an existing date; write YEAR-MONTH-DAY, such as 2018-08-09 "
            "(given: 2018-02-30)",
            "founded_on: không phải ngày có thật; hãy viết NĂM-THÁNG-NGÀY, ví dụ 2018-08-09 "
            "(đã cho: 2018-02-30)",
        ),
        (
            {"occurred_at": "2018-01-02T08:00:00"},
            "occurred_at: the time zone is missing; add +07:00 at the end (Vietnam time) "
            "(given: 2018-01-02T08:00:00)",
            "occurred_at: thiếu múi giờ; hãy thêm +07:00 ở cuối (giờ Việt Nam) "
            "(đã cho: 2018-01-02T08:00:00)",
        ),
        (
            {"id": "1"},
            "id: not a UUID; copy it in full (given: 1)",
            "id: không phải mã UUID; hãy chép lại đầy đủ (đã cho: 1)",
        ),
        (
            {"name": None},
            "name: a required field is missing; add it",
            "name: thiếu trường bắt buộc; hãy thêm vào",
        ),
    ],
)
def test_a_wrong_field_is_told_by_its_name(
    simulated: Path,
    world: RecordingWorld,
    changed: dict[str, object],
    english: str,
    vietnamese: str,
) -> None:
    before, tmp_path = digests(simulated), simulated.parent
    line = line_of(world.commands[0], **changed)

    in_english = applied(simulated, tmp_path / "f.jsonl", line)
    in_vietnamese = applied(simulated, tmp_path / "f.jsonl", line, lang="vi")

    assert (in_english.code, in_vietnamese.code) == (2, 2)
    assert in_english.err == f"Line 1 is malformed: {english}\n"
    assert in_vietnamese.err == f"Dòng 1 viết sai: {vietnamese}\n"
    assert in_english.out == in_vietnamese.out
    assert digests(simulated) == before


@pytest.mark.parametrize(
    "line",
    ["[]", "7", '"raise-issue"', "{}", '{"type": 7}', '{"type": "fly"}', "[" * 5000, "\x00", "NaN"],
    ids=lambda line: line[:12],
)
def test_what_is_no_command_at_all_is_malformed(simulated: Path, tmp_path: Path, line: str) -> None:
    ended = applied(simulated, tmp_path / "f.jsonl", line)

    assert ended.code == 2
    assert outcomes(ended)[0]["outcome"] == "malformed"
    assert ended.err.startswith("Line 1 is malformed: ")
    assert "Traceback" not in ended.err


def test_bytes_that_are_no_text_are_malformed(simulated: Path, tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_bytes(b'{"type": "\xff\xfe"}\n')

    ended = run("apply", file, "--data", simulated)

    assert ended.code == 2
    assert outcomes(ended)[0]["outcome"] == "malformed"


def test_a_command_for_a_closed_issue_is_refused_and_says_what_is_possible(
    tmp_path: Path, world: RecordingWorld
) -> None:
    folder = store_of(TO_THE_PROVINCE_AND_BACK, tmp_path / "d")
    receive = next(one for one in world.commands if one.type == "receive-issue")
    late = {"id": str(UUID(int=1)), "recorded_at": "2019-08-01T08:00:00+07:00"}
    before = digests(folder)[0]

    ended = applied(folder, tmp_path / "f.jsonl", line_of(receive, **late))

    assert ended.code == 1
    [refused] = outcomes(ended)
    assert refused["outcome"] == "refused"
    assert refused["code"] == "not-possible-now"
    assert ended.err.startswith('Line 1 was refused: The issue is in the state "Closed"')
    assert "reopen" in ended.err
    assert digests(folder)[0] == before


def test_a_stale_version_is_refused(tmp_path: Path, world: RecordingWorld) -> None:
    folder = store_of(TO_THE_PROVINCE_AND_BACK[:2], tmp_path / "d")
    receive = next(one for one in world.commands if one.type == "receive-issue")
    before = digests(folder)[0]

    in_english = applied(folder, tmp_path / "f.jsonl", line_of(receive, expected_version=1))
    in_vietnamese = applied(
        folder, tmp_path / "f.jsonl", line_of(receive, expected_version=1), lang="vi"
    )

    assert (in_english.code, in_vietnamese.code) == (1, 1)
    assert outcomes(in_english)[0]["code"] == "stale-version"
    assert "The data changed since you looked at it (version 1" in in_english.err
    assert "Dữ liệu đã thay đổi từ khi bạn xem (phiên bản 1" in in_vietnamese.err
    assert digests(folder)[0] == before


def test_a_malformed_line_weighs_more_than_a_refused_one(
    simulated: Path, tmp_path: Path, world: RecordingWorld
) -> None:
    refused = line_of(world.commands[1])

    assert applied(simulated, tmp_path / "f.jsonl", refused).code == 1
    assert applied(simulated, tmp_path / "f.jsonl", "{", refused).code == 2


def test_an_issue_is_known_by_its_number(tmp_path: Path, world: RecordingWorld) -> None:
    folder = store_of(TO_THE_PROVINCE_AND_BACK[:2], tmp_path / "d")
    receive = next(one for one in world.commands if one.type == "receive-issue")

    ended = applied(folder, tmp_path / "f.jsonl", line_of(receive, issue="nb 49 s"))

    assert ended.code == 0
    assert "Received" in run("issue", NUMBER, "--data", folder).out


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        ("NB-49-T", "wrong-check-character", 'The check character at the end of "NB-49-T"'),
        (OF_NO_ISSUE, "no-such-issue", f'This store has no issue "{OF_NO_ISSUE}"'),
        ("forty-nine", "not-a-number", '"forty-nine" is not the number of an issue'),
    ],
)
def test_a_number_that_is_none_of_an_issue_is_malformed(
    tmp_path: Path, world: RecordingWorld, number: str, code: str, told: str
) -> None:
    folder = store_of(TO_THE_PROVINCE_AND_BACK[:2], tmp_path / "d")
    receive = next(one for one in world.commands if one.type == "receive-issue")

    ended = applied(folder, tmp_path / "f.jsonl", line_of(receive, issue=number))

    assert ended.code == 2
    assert outcomes(ended)[0]["problems"] == [{"where": "issue", "problem": code}]
    assert told in ended.err


def test_a_line_that_is_cut_off_is_told_with_one_line_number(
    tmp_path: Path, world: RecordingWorld
) -> None:
    folder = store_of(TO_THE_PROVINCE_AND_BACK[:2], tmp_path / "d")

    ended = applied(folder, tmp_path / "f.jsonl", "", '{"type": "receive-issue",')

    assert ended.code == 2
    assert ended.err.startswith("Line 2 is malformed: ")
    assert "(character 25)" in ended.err
    assert ended.err.count("ine ") == 1


def test_outside_a_simulation_nobody_acts_as_somebody_else(
    real: Path, tmp_path: Path, world: RecordingWorld
) -> None:
    raise_issue = next(one for one in world.commands if one.type == "raise-issue")
    before = digests(real)

    ended = applied(real, tmp_path / "f.jsonl", line_of(raise_issue, recorded_at=None))

    assert ended.code == 1
    assert outcomes(ended)[0]["code"] == "actor-not-you"
    assert "everybody acts as themselves" in ended.err
    assert digests(real) == before


@pytest.mark.parametrize("channel", ["web", "scheduler"])
def test_outside_a_simulation_a_file_comes_by_no_other_channel(
    real: Path, tmp_path: Path, world: RecordingWorld, channel: str
) -> None:
    me = run("whoami", "--json", "--data", real).json["person"]
    raise_issue = next(one for one in world.commands if one.type == "raise-issue")
    before = digests(real)

    line = line_of(raise_issue, actor=me, recorded_at=None, channel=channel)
    ended = applied(real, tmp_path / "f.jsonl", line)

    assert ended.code == 1
    assert outcomes(ended)[0]["code"] == "channel-not-yours"
    assert channel in ended.err
    assert digests(real) == before


def test_outside_a_simulation_nobody_sets_the_clock(
    real: Path, tmp_path: Path, world: RecordingWorld
) -> None:
    me = run("whoami", "--json", "--data", real).json["person"]
    raise_issue = next(one for one in world.commands if one.type == "raise-issue")

    ended = applied(real, tmp_path / "f.jsonl", line_of(raise_issue, actor=me))

    assert ended.code == 1
    assert outcomes(ended)[0]["code"] == "clock-not-simulated"


def test_outside_a_simulation_the_actor_is_whoever_runs_the_command(
    real: Path, tmp_path: Path
) -> None:
    district = {
        "type": "establish-unit",
        "id": str(named("district")),
        "province": "NB",
        "occurred_at": "2019-01-02T08:00:00+07:00",
        "unit": "NB-H1",
        "kind": "district",
        "name": "Huyện ủy",
        "parent": "NB",
        "valid_from": "2999-01-01",
    }

    ended = applied(real, tmp_path / "f.jsonl", json.dumps(district))

    assert ended.code == 0, ended.err
    assert outcomes(ended)[0]["outcome"] == "accepted"


def test_commands_come_from_the_standard_input_as_well(
    simulated: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = TextIOWrapper(BytesIO(f"{lines[0]}\n".encode()))
    monkeypatch.setattr(sys, "stdin", typed)

    assert run("apply", "-", "--data", simulated).code == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_file_that_is_not_there_is_told_by_its_name(simulated: Path, lang: str) -> None:
    ended = run("apply", "nowhere.jsonl", "--data", simulated, lang=lang)

    assert ended.code == 2
    assert "nowhere.jsonl" in ended.err
    assert ended.out == ""


def test_each_command_is_logged_where_that_is_asked_for(
    simulated: Path, tmp_path: Path, lines: list[str]
) -> None:
    quiet = applied(simulated, tmp_path / "f.jsonl", lines[0])
    file = commands_file(tmp_path / "f.jsonl", *lines[:3])
    loud = run("apply", file, "--data", simulated, "--verbose")

    assert quiet.err == ""
    assert [json.loads(line)["command"] for line in loud.err.splitlines()] == [
        "found-organisation",
        "publish-calendar",
        "publish-regime",
    ]
    assert CHAPTER not in loud.err
