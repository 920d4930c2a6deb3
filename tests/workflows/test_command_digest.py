"""What makes a command sent again the same command."""

from typing import Literal
from uuid import UUID

from tests import builders as b
from tests.builders import World, named
from tests.steps import ISSUE
from workflows.issue_commands import ReceiveIssue


class ReceiveIssueLater(ReceiveIssue):
    """As a later program may know it."""

    type: Literal["receive-issue"] = "receive-issue"
    counter: UUID | None = None


class ReturnIssue(ReceiveIssueLater):
    type: Literal["return-issue"] = "return-issue"  # type: ignore[assignment]


def fields() -> dict[str, object]:
    asked = {"issue": ISSUE, "incoming_number": "417"}
    told = World().command("receive-issue", "p-h1clerk", "NB-H1-VP", **asked)
    return told.model_dump(mode="json")


def test_a_field_added_with_a_default_leaves_the_digest_as_it_was() -> None:
    before = ReceiveIssue.model_validate(fields())
    after = ReceiveIssueLater.model_validate(fields())

    assert before.digest() == after.digest()
    said = ReceiveIssueLater.model_validate({**fields(), "counter": named("counter")})
    assert said.digest() != after.digest()


def test_a_default_written_out_is_the_same_command() -> None:
    told = fields()
    short = {name: value for name, value in told.items() if value is not None}

    assert ReceiveIssue.model_validate(short) == ReceiveIssue.model_validate(told)
    assert ReceiveIssue.model_validate(short).digest() == ReceiveIssue.model_validate(told).digest()


def test_whatever_a_command_says_is_in_its_digest() -> None:
    told = fields()
    changed = [
        {"actor": "p-other"},
        {"office": b.DISTRICT},
        {"issue": str(named("another"))},
        {"occurred_at": "2018-08-03T00:00:00Z"},
        {"channel": "web"},
    ]
    digests = {ReceiveIssue.model_validate({**told, **change}).digest() for change in changed}

    assert len(digests | {ReceiveIssue.model_validate(told).digest()}) == len(changed) + 1
    other = ReturnIssue.model_validate({**told, "type": "return-issue"})
    assert other.digest() != ReceiveIssueLater.model_validate(told).digest()
