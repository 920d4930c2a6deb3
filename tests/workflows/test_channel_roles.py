"""The envelope names whom a channel let in, not that some channel did."""

from tests.spec import given
from tests.steps import meeting_held, on_issue, raised, raised_by_secretary, reported, submitted
from workflows.outcome import Accepted


def test_the_secretary_raises_and_submits_as_secretary() -> None:
    first = given().when(raised_by_secretary())
    then = given(raised_by_secretary()).when(submitted())

    assert {one.envelope.role for one in first.recorded} == {"secretary"}
    assert {one.envelope.role for one in then.recorded} == {"secretary"}


def test_the_cadre_raises_and_reports_as_attending_cadre() -> None:
    first = given(meeting_held()).when(raised())
    then = given(meeting_held(), raised()).when(reported())

    assert {one.envelope.role for one in first.recorded} == {"attending-cadre"}
    assert {one.envelope.role for one in then.recorded} == {"attending-cadre"}


def test_a_withdrawal_is_the_secretary_s_even_of_what_a_cadre_brought() -> None:
    withdraw = on_issue("withdraw-issue", "NB-H1-X1-C1", reason="Đã tự làm xong")

    then = given(meeting_held(), raised(), reported()).when(withdraw)

    assert isinstance(then.outcome, Accepted)
    assert {one.envelope.role for one in then.recorded} == {"secretary"}


def test_a_channel_that_is_not_there_is_named_as_the_reason() -> None:
    given(meeting_held()).when(raised(via="briefing")).then_rejected("channel-open")
