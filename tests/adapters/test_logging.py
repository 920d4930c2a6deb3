"""A line a command, for machines and for people, without a name or a word of free text."""

import io
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters.logging import ALLOWED, log_commands, make_logger
from domain.values import Category, Source
from workflows.handling import Handled
from workflows.issue_commands import RaiseIssue
from workflows.outcome import Accepted, Outcome, Refused

SECRETS = ("Cầu gãy ở xóm Đông", "Ông A kể rằng", "Gia cố ngay", "p-tran9")
COMMAND = RaiseIssue(
    id=UUID(int=1),
    actor="p-tran9",
    office="NB-X1-C1",
    occurred_at=datetime(2018, 8, 3, tzinfo=UTC),
    issue=UUID(int=2),
    via="report",
    chapter="NB-X1-C1",
    source=Source.CHAPTER,
    title="Cầu gãy ở xóm Đông",
    description="Ông A kể rằng",
    proposal="Gia cố ngay",
    addressee="NB-X1",
    category=Category.GT,
)
ACCEPTED = Accepted(command_id=COMMAND.id, position=17, facts=2)
REFUSED = Refused(command_id=COMMAND.id, code="not-entitled", params={"office": "Ông A kể rằng"})


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def line(outcome: Outcome, stream: io.StringIO | None = None, level: str = "info") -> str:
    stream = stream or io.StringIO()
    log_commands(make_logger(stream, level))(Handled(COMMAND, outcome, 0.01234, 2))
    return stream.getvalue()


def test_an_accepted_command_is_one_line_of_json_where_nobody_looks() -> None:
    written = json.loads(line(ACCEPTED))

    assert datetime.fromisoformat(written.pop("at")).utcoffset() is not None
    assert written == {
        "level": "info",
        "event": "command",
        "command": "raise-issue",
        "command_id": str(COMMAND.id),
        "stream": str(COMMAND.issue),
        "outcome": "accepted",
        "position": 17,
        "facts": 2,
        "milliseconds": 12.3,
        "tries": 2,
    }


def test_a_refused_command_is_told_with_its_code() -> None:
    written = json.loads(line(REFUSED))

    assert (written["outcome"], written["code"]) == ("refused", "not-entitled")
    assert "position" not in written


def test_on_a_terminal_the_line_is_made_of_words() -> None:
    written = line(ACCEPTED, Terminal())

    assert "raise-issue" in written
    assert not written.startswith("{")
    assert written.count("\n") == 1


@pytest.mark.parametrize("outcome", [ACCEPTED, REFUSED])
@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_no_name_and_no_free_text_is_ever_written(
    outcome: Outcome, stream: type[io.StringIO]
) -> None:
    written = line(outcome, stream())

    assert [secret for secret in SECRETS if secret in written] == []


def test_a_key_that_is_not_on_the_list_never_reaches_a_line() -> None:
    stream = io.StringIO()

    make_logger(stream, "info").info("command", command="raise-issue", title=SECRETS[0])

    assert json.loads(stream.getvalue()).keys() <= set(ALLOWED)
    assert SECRETS[0] not in stream.getvalue()


def test_commands_are_silent_where_only_warnings_are_asked_for() -> None:
    assert line(ACCEPTED, level="warning") == ""
