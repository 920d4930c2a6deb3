"""What commands that go round many issues and meetings share: their moment, and what they tell."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from adapters.cli.arguments import read_instant
from adapters.cli.errors import BadInput, ExitCode, explain, refusal
from adapters.cli.frame import Frame

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.deadline_view import Matter
    from adapters.rounds import Failure, Summary
    from projections.deadlines import Check
    from projections.deadlines_outdated import Outdated

    Deadline = Check | Outdated
    Matters = Callable[[Iterable[Deadline]], Mapping[UUID, Matter]]


def moment_of(at: str | None, engine: "OpenEngine") -> datetime:
    """The clock of a simulation; elsewhere no later than now. Raises BadInput."""
    now = engine.now()
    moment = read_instant(at) if at else now
    if moment > now and not engine.simulation:
        raise BadInput("time-in-future", value=moment, now=now)
    return moment


def exit_code(summary: "Summary[Any]") -> ExitCode:
    codes = {code_of(one) for one in summary.failures}
    if summary.left or ExitCode.COULD_NOT_RUN in codes:
        return ExitCode.COULD_NOT_RUN
    return ExitCode.REFUSED if codes else ExitCode.DONE


def code_of(failure: "Failure[Any]") -> ExitCode:
    refused = not isinstance(failure.reason, Exception)
    return ExitCode.REFUSED if refused else ExitCode.COULD_NOT_RUN


def matters_in(alias: str, engine: "OpenEngine") -> "Matters":
    """What deadlines are of."""
    from adapters.deadline_view import matters
    from adapters.short_ids import province_of

    province = province_of(engine.store)
    return lambda deadlines: matters(alias, deadlines, province)


class Told(NamedTuple):
    """How a round is told."""

    due: str
    """The line that says how many there were."""
    raised: str
    """Key of a text, as the next."""
    failed: str


def tell(
    told: Told,
    summary: "Summary[Any]",
    matters: "Matters",
    engine: "OpenEngine",
    frame: Frame,
) -> None:
    from adapters.reading import wording_of

    words, wording = frame.words, wording_of(engine, frame.words)
    frame.say(told.due)
    if not summary.due:
        return
    of = matters(one.target for one in summary.failures)
    frame.say(f"  {words(told.raised, count=summary.raised, facts=summary.facts)}")
    frame.say(f"  {words('sweep.already', count=summary.already)}")
    frame.say(f"  {words(told.failed, count=len(summary.failures))}")
    for one in summary.failures:
        frame.say(f"    {of[one.target.stream].called(wording)}: {reason(one, frame)}")
    frame.say(f"  {words('sweep.left', count=summary.left)}")


def reason(failure: "Failure[Any]", frame: Frame) -> str:
    if isinstance(failure.reason, Exception):
        return explain(failure.reason, frame.words)[1]
    return refusal(failure.reason.code, failure.reason.params, frame.words)


def as_json(
    summary: "Summary[Any]", target: Callable[[Any, "Matter"], dict[str, Any]], matters: "Matters"
) -> dict[str, Any]:
    """``target`` tells what a failure is about."""
    from adapters.plain import plain

    of = matters(one.target for one in summary.failures)
    failures = [
        {**target(one.target, of[one.target.stream]), "code": one.code} for one in summary.failures
    ]
    return {**summary._asdict(), "at": plain(summary.at), "failures": failures}
