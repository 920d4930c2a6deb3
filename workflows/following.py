"""What a recorded succession makes of one issue: who holds it, who is in it, which rules bind it.

The stream goes on: no step is repeated and no clock is reset (DOMAIN 2, in flight at abolition).
"""

from collections.abc import Iterator
from typing import Any

from domain import issue_facts as f
from domain.issue import Issue
from domain.organisation import BODIES, OrgSuccessionRecorded
from domain.period import ONE_DAY
from domain.values import UnitId
from workflows.attempt import Attempt, Context
from workflows.decision import after
from workflows.handover import handed_over
from workflows.machine import Regime
from workflows.outcome import Rejected
from workflows.premises import other_issues
from workflows.regime_change import NewRules, facts_of_change, follows_here, is_in_force
from workflows.succession import destination, keeper, left_by, successor_of_its_chapter

_BY_SUCCESSION = f.RegimeChange.SUCCESSION


def binding_regime(issue: Issue, context: Context) -> Regime:
    """The regime that binds the issue's chapter today, or whatever stands for that.

    Where nobody stands for it, as for the chapter of an agency that ended, that of the holder; the
    issue's own where none is in force.
    """
    assert issue.regime is not None, "an issue that exists has a regime"
    chapter = context.directory.continued_by(issue.chapter or "", context.today)
    ref = follows_here(context.directory, chapter or issue.holder or "", context.today)
    bound = context.rulebook.regime(context.directory, ref) if ref else None
    if bound is not None and is_in_force(bound, context.today):
        return bound
    return context.rulebook.regime(context.directory, issue.regime)


def followed(attempt: Attempt[Any]) -> tuple[f.IssueFact, ...]:
    """The facts of an issue that follows the succession of a unit; none where nothing is left."""
    unit, issue = attempt.command.unit, attempt.issue
    parts = left_by(issue, unit, attempt.directory, attempt.today)
    if not parts:
        return ()
    moved = custody_moved(attempt, issue) if keeper(issue) in parts else ()
    if not issue.is_open:
        return moved
    there = after(issue, moved, attempt.command, attempt.context)
    succeeded = tuple(_succeeded(attempt, there, unit))
    rules = regime_changed(attempt, there) if moved or _is_below(attempt, unit) else ()
    facts = (*moved, *succeeded, *rules)
    return (*facts, *handed_over_in(attempt, facts)) if moved else facts


def custody_moved(attempt: Attempt[Any], issue: Issue) -> tuple[f.IssueFact, ...]:
    """To its place by the succession of its keeper, who is no more; none where nothing is recorded.

    Raises Rejected ``nobody-stands`` where the unit that the succession names is no more either.
    """
    directory, on, old = attempt.directory, attempt.today, keeper(issue)
    ended = directory.ended_by(old, on) if old else None
    if old is None or ended is None:
        return ()
    place = destination(issue, other_issues(attempt), ended, directory, on)
    if not directory.exists(place.unit, on):
        raise Rejected("nobody-stands", unit=place.unit)
    moved = f.IssueCustodyTransferred(
        released_by=old, to=place.unit, basis=f.CustodyBasis.SUCCESSION, minutes=ended.minutes
    )
    if not isinstance(place.why, f.UnmappedReason):
        return (moved,)
    return moved, f.IssueUnmapped(unit=ended.unit, owner=place.unit, reason=place.why)


def _succeeded(
    attempt: Attempt[Any], issue: Issue, unit: UnitId
) -> Iterator[f.IssuePartySucceeded]:
    """Whoever ended with the unit is followed by who stands for it, or by the issue's holder."""
    directory, on = attempt.directory, attempt.today
    for part in left_by(issue, unit, directory, on):
        ended = directory.ended_by(part, on)
        if ended is not None and part != issue.holder:
            to = (
                directory.standing_for(part, on)
                or _of_its_chapter(part, issue, ended, attempt)
                or _holder(issue, ended, attempt)
            )
            yield f.IssuePartySucceeded(released_by=part, to=to, minutes=ended.minutes)


def _of_its_chapter(
    part: UnitId, issue: Issue, ended: OrgSuccessionRecorded, attempt: Attempt[Any]
) -> UnitId | None:
    """For a unit that was divided, the successor above the chapter; for a body of it, its body."""
    directory, on = attempt.directory, attempt.today
    successor = successor_of_its_chapter(issue, ended, directory, on)
    record = directory.record(part)
    if successor is None or record is None or part == ended.unit:
        return successor
    above = record.parent_on(record.period.last or on)
    if record.kind not in BODIES or above != ended.unit:
        return None
    body = directory.body(successor, record.kind, on)
    return body.id if body else None


def _holder(issue: Issue, ended: OrgSuccessionRecorded, attempt: Attempt[Any]) -> UnitId:
    """The holder, who may name another; before delivery the committee above the dissolved one."""
    directory, on = attempt.directory, attempt.today
    if issue.holder is not None and directory.exists(issue.holder, on):
        return issue.holder
    return directory.standing_for(ended.above, on) or ended.above


def _is_below(attempt: Attempt[Any], unit: UnitId) -> bool:
    """Whether the issue's chapter stood below the unit to the last, or was the unit itself."""
    ended, chapter = attempt.directory.succession_of(unit), attempt.issue.chapter or ""
    if ended is None:
        return False
    eve = ended.valid_from - ONE_DAY
    return unit in (chapter, *attempt.directory.ancestors(chapter, eve))


def regime_changed(attempt: Attempt[Any], issue: Issue) -> tuple[f.IssueFact, ...]:
    """That the regime which binds its chapter now binds the issue as well; its deadlines stay."""
    rules = NewRules(binding_regime(issue, attempt.context), attempt.context)
    return facts_of_change(issue, rules, _BY_SUCCESSION)


def handed_over_in(
    attempt: Attempt[Any], facts: tuple[f.IssueFact, ...]
) -> tuple[f.IssueFact, ...]:
    """The pause in which the file is handed over, after the facts by which custody moves."""
    old, context = keeper(attempt.issue), attempt.context
    ended = attempt.directory.ended_by(old, attempt.today) if old else None
    issue = after(attempt.issue, facts, attempt.command, context)
    if ended is None or issue.regime is None:
        return ()
    regime = context.rulebook.regime(context.directory, issue.regime)
    return tuple(handed_over(issue, ended.valid_from, regime, context))


def reopened(attempt: Attempt[Any], fact: f.IssueReopened) -> tuple[f.IssueFact, ...]:
    """An issue whose holder is no more is reopened where it would have gone had it been open."""
    issue = after(attempt.issue, (fact,), attempt.command, attempt.context)
    moved = custody_moved(attempt, issue)
    there = after(issue, moved, attempt.command, attempt.context)
    return (fact, *moved, *(regime_changed(attempt, there) if moved else ()))


def rules_after(attempt: Attempt[Any], facts: tuple[f.IssueFact, ...]) -> Attempt[Any]:
    """The attempt under the regime that binds the issue after the facts."""
    news = [fact.new for fact in facts if isinstance(fact, f.RegimeChanged)]
    if not news:
        return attempt
    regime = attempt.context.rulebook.regime(attempt.directory, news[-1])
    return attempt._replace(regime=regime)
