"""Rules for going up, down and over to another holder."""

from typing import Any

from domain.issue import Status
from domain.issue_facts import CustodyBasis
from domain.organisation import UnitKind
from domain.values import Authority, UnitId
from workflows.attempt import Attempt
from workflows.issue_commands import FollowSuccession
from workflows.premises import exists, holder_tier, is_committee, other_issues
from workflows.regime import RegimeSpec
from workflows.regime_flow import tiers_of
from workflows.roles import holder_board, superior_board
from workflows.rulebook import in_force
from workflows.rules_of_recusal import who_decides
from workflows.succession import keeper, left_by, still_to_read


def within_authority(attempt: Attempt[Any]) -> bool:
    """The holder's tier is competent for what was triaged."""
    beyond = attempt.issue.authority is Authority.PROVINCE
    return not beyond or holder_tier(attempt, attempt.issue.holder) is UnitKind.PROVINCE


def beyond_authority(attempt: Attempt[Any]) -> bool:
    """Only what the holder's tier is not competent for goes up, so triaged or shown in work."""
    shown_by_work = attempt.issue.status in (Status.IN_PROGRESS, Status.RESULT_PROPOSED)
    return shown_by_work or not within_authority(attempt)


def file_complete(attempt: Attempt[Any]) -> bool:
    return bool(attempt.command.file_complete)


def superior_exists(attempt: Attempt[Any]) -> bool:
    return attempt.superior is not None


def returns_below(attempt: Attempt[Any]) -> bool:
    """There is a committee below: the one named, or the one that the issue came from."""
    return returns_to(attempt) is not None


def returns_to(attempt: Attempt[Any]) -> UnitId | None:
    """The committee one tier down that gets the issue back: of a tier, or one that had it."""
    holder, named = attempt.issue.holder, attempt.command.to
    had_it = [leg.holder for leg in reversed(attempt.issue.legs)]
    below = (
        unit
        for unit in ([named] if named else had_it)
        if is_committee(attempt, unit)
        and (unit in had_it or _is_in_a_tier(attempt, unit))
        and attempt.regime.superior(attempt.directory, unit, attempt.today) == holder
    )
    return next(below, None)


def custody_moves(attempt: Attempt[Any]) -> bool:
    """Where somebody can decide on: for recusal at the superior body or its inspection commission.

    In succession only of a dissolved holder, by its superior's board, to one of the regime's tiers;
    of what found no successor yet, by its owner as well. What has ended may go to any unit, for an
    archive only keeps it.
    """
    command, issue = attempt.command, attempt.issue
    if issue.holder is None or not exists(attempt, command.to) or command.to == issue.holder:
        return False
    if issue.is_open and not who_decides(attempt, command.to):
        return False
    if command.basis is not CustodyBasis.RECUSAL:
        return not issue.is_open or _succeeds(attempt, command.to)
    above = attempt.superior or attempt.directory.committee_of(issue.holder, attempt.today)
    inspection = above and attempt.directory.body(
        above, UnitKind.INSPECTION_COMMISSION, attempt.today
    )
    return command.to in {attempt.superior, inspection.id if inspection else None}


def _succeeds(attempt: Attempt[Any], to: UnitId) -> bool:
    """Whether an open issue may go to that unit in the place of a holder that is no more.

    What found no successor goes to a tier of the rules that bind there as well: its own may be
    older, where the new ones leave it these.
    """
    if attempt.issue.unmapped is not None:
        there = in_force(attempt.directory, to, attempt.today)
        fits = _is_in_a_tier(attempt, to) or (there is not None and _is_of(there, attempt, to))
        return fits and (holder_board(attempt) or superior_board(attempt))
    left = not exists(attempt, attempt.issue.holder)
    return left and _is_in_a_tier(attempt, to) and superior_board(attempt)


def succession_in_force(attempt: Attempt[FollowSuccession]) -> bool:
    """What follows the unit is recorded, and its day has come."""
    ended = attempt.directory.succession_of(attempt.command.unit)
    return ended is not None and ended.valid_from <= attempt.today


def related_named(attempt: Attempt[FollowSuccession]) -> bool:
    """Whatever was merged with an issue that goes elsewhere is looked at together with it."""
    issue, directory, on = attempt.issue, attempt.directory, attempt.today
    goes = issue.is_open and keeper(issue) in left_by(issue, attempt.command.unit, directory, on)
    return not goes or not still_to_read(issue, other_issues(attempt))


def _is_in_a_tier(attempt: Attempt[Any], unit: UnitId) -> bool:
    """Whether the regime knows the unit as one of those that hold issues."""
    return _is_of(attempt.regime.spec, attempt, unit)


def _is_of(rules: RegimeSpec, attempt: Attempt[Any], unit: UnitId) -> bool:
    found = attempt.directory.unit(unit, attempt.today)
    return found is not None and found.kind in tiers_of(rules)
