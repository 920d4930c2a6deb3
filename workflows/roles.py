"""Who somebody is to an issue: from office, custody and the organisation, never from a screen.

Each role is a named predicate; a regime's table says which roles a trigger takes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from domain.directory import Capacity, CapacityKind
from domain.issue_facts import Right
from domain.organisation import COMMITTEES, Post, UnitKind
from domain.values import SCHEDULER, UnitId
from workflows.attempt import Attempt, Context
from workflows.command import Command
from workflows.issue_commands import FollowSuccession, RaiseIssue
from workflows.premises import chapters_now
from workflows.report_commands import SubmitReport
from workflows.residence_rules import linked_member

Role = Callable[[Attempt[Any]], bool]

BOARDS = (UnitKind.STANDING_BOARD, UnitKind.STANDING_COMMITTEE)
SECRETARIES = (Post.SECRETARY, Post.DEPUTY_SECRETARY)

CADRE = "cadre"
COMMITTEE_OFFICE = "committee-office"
COMMITTEE_BOARD = "committee-board"
PLANNING_UNIT = "planning-unit"
APART_FROM_ISSUES = (CADRE, COMMITTEE_OFFICE, COMMITTEE_BOARD, PLANNING_UNIT)
"""Roles in commands that are about no issue, and that no regime's table names."""


def capacities(command: Command, context: Context) -> tuple[Capacity, ...]:
    """Every capacity in which the actor may act for the office today, the own before the lent."""
    if command.office is None:
        return ()
    found = context.directory.capacities(command.actor, command.office, context.today)
    return tuple(sorted(found, key=lambda held: held.kind is CapacityKind.DELEGATE))


def in_office(command: Command, committee: UnitId | None, context: Context) -> Capacity | None:
    """In what capacity the actor acts in the committee's office, which registers and keeps files.

    That of the committee which stands for one that ended, or of the one above where none does.
    """
    return next(_in_bodies(command, committee, context, (UnitKind.COMMITTEE_OFFICE,)), None)


def on_board(
    command: Command, committee: UnitId | None, context: Context, *kinds: UnitKind
) -> Capacity | None:
    """The same in a body that decides, by default the boards; a clerk there decides nothing."""
    found = _in_bodies(command, committee, context, kinds or BOARDS)
    return next((held for held in found if held.post is not Post.OFFICER), None)


def _in_bodies(
    command: Command, committee: UnitId | None, context: Context, kinds: Sequence[UnitKind]
) -> Iterator[Capacity]:
    directory, on, its = context.directory, context.today, committee or ""
    stands, ended = directory.standing_for(its, on), directory.ended_by(its, on)
    if stands is None and ended is not None:
        stands = directory.standing_for(ended.above, on)
    bodies = (directory.body(stands or "", kind, on) for kind in kinds)
    if any(body is not None and body.id == command.office for body in bodies):
        yield from capacities(command, context)


def _decides_in(attempt: Attempt[Any], committee: UnitId | None, *kinds: UnitKind) -> bool:
    """As ``_acts_in``, and not as a clerk: those keep the file and decide nothing."""
    is_clerk = attempt.held is not None and attempt.held.post is Post.OFFICER
    return not is_clerk and _acts_in(attempt, committee, *kinds)


def _acts_in(attempt: Attempt[Any], committee: UnitId | None, *kinds: UnitKind) -> bool:
    """Whether the actor's office is such a body of the committee, or itself the body that holds."""
    office = attempt.command.office
    if committee is None or office is None or attempt.held is None:
        return False
    holder = attempt.directory.unit(committee, attempt.today)
    if holder is not None and holder.kind not in COMMITTEES:
        return bool(office == committee)
    bodies = (attempt.directory.body(committee, kind, attempt.today) for kind in kinds)
    return any(body is not None and body.id == office for body in bodies)


def attending_cadre(attempt: Attempt[Any]) -> bool:
    """The cadre who attended the meeting at which the issue was raised."""
    command = attempt.command
    attended_by = attempt.issue.attended_by
    if isinstance(command, RaiseIssue):
        attended_by = attempt.meeting(command.meeting).cadre
    acting_for = command.cadre if isinstance(command, SubmitReport) else command.actor
    return attended_by == acting_for and attempt.held is not None


def secretary(attempt: Attempt[Any]) -> bool:
    """Secretary or deputy secretary of the chapter, or of one that it went into."""
    command = attempt.command
    chapter = command.chapter if isinstance(command, RaiseIssue) else attempt.issue.chapter
    theirs = chapters_now(attempt.directory, chapter, attempt.today)
    return command.office in theirs and leads_the_chapter(attempt.held)


def leads_the_chapter(held: Capacity | None) -> bool:
    """Secretary, deputy secretary, whoever acts for a vacant one, or a delegate of one of these."""
    return held is not None and (held.post is None or held.post in SECRETARIES)


def holder_office(attempt: Attempt[Any]) -> bool:
    """The office of the committee that holds the issue: registers and keeps the file."""
    return _acts_in(attempt, attempt.issue.holder, UnitKind.COMMITTEE_OFFICE)


def holder_board(attempt: Attempt[Any]) -> bool:
    """Standing board or standing committee of the holder."""
    return _decides_in(attempt, attempt.issue.holder, *BOARDS)


def holder_committee(attempt: Attempt[Any]) -> bool:
    """Standing committee of the holder (`002-10`)."""
    return _decides_in(attempt, attempt.issue.holder, UnitKind.STANDING_COMMITTEE)


def superior_board(attempt: Attempt[Any]) -> bool:
    """Standing board or standing committee one tier above the holder."""
    return _decides_in(attempt, attempt.superior, *BOARDS)


def successor_board(attempt: Attempt[Any]) -> bool:
    """Standing board or standing committee of a unit that follows the dissolved one.

    Or of the committee that gets what no single one of these is competent for.
    """
    command, directory, on = attempt.command, attempt.directory, attempt.today
    names_it = isinstance(command, FollowSuccession)
    ended = command.unit if names_it else attempt.issue.holder or ""
    succession = directory.succession_of(ended)
    above = directory.standing_for(succession.above, on) if succession else None
    followers = (*directory.successors_of(ended, on), above)
    return any(_decides_in(attempt, unit, *BOARDS) for unit in followers)


def registrar(attempt: Attempt[Any]) -> bool:
    """Who may change the organisation may carry out what follows for its issues."""
    return attempt.directory.is_registrar(attempt.command.actor, attempt.today)


def superior_inspection(attempt: Attempt[Any]) -> bool:
    """Inspection commission of the superior committee, where a body is concerned itself.

    That of the holder where nothing stands above it.
    """
    above = attempt.superior or attempt.directory.committee_of(
        attempt.issue.holder or "", attempt.today
    )
    return _decides_in(attempt, above, UnitKind.INSPECTION_COMMISSION)


def copy_recipient(attempt: Attempt[Any]) -> bool:
    """A body above the holder whose copy of the issue lets it take the issue over (`000-5`)."""
    office, held = attempt.command.office, attempt.held
    may = any(
        one.unit == office and Right.TAKE_OVER in one.rights for one in attempt.issue.recipients
    )
    committee = attempt.directory.committee_of(office or "", attempt.today)
    above = attempt.directory.ancestors(attempt.issue.holder or "", attempt.today)
    decides = held is not None and held.post is not Post.OFFICER
    return may and decides and committee in above


def taken_over_by(attempt: Attempt[Any]) -> UnitId | None:
    """The committee that the issue goes to: the superior, or that of the body with a copy."""
    if superior_board(attempt):
        return attempt.superior
    return attempt.directory.committee_of(attempt.command.office or "", attempt.today)


def acting_for(attempt: Attempt[Any], units: Sequence[UnitId | None]) -> UnitId | None:
    """Which of the units the actor acts for: the own office, or the committee that it serves."""
    office: UnitId | None = attempt.command.office
    if attempt.held is None:
        return None
    if office in units:
        return office
    bodies = (*BOARDS, UnitKind.COMMITTEE_OFFICE)
    return next((unit for unit in units if _acts_in(attempt, unit, *bodies)), None)


def convening_office(attempt: Attempt[Any]) -> bool:
    """The office of the committee at whose briefing the issue was raised (`001-1`)."""
    return _acts_in(attempt, _convener(attempt), UnitKind.COMMITTEE_OFFICE)


def convening_board(attempt: Attempt[Any]) -> bool:
    """The body of that committee which holds the briefing."""
    rules = attempt.regime.spec.briefing
    return rules is not None and _decides_in(attempt, _convener(attempt), rules.held_by)


def _convener(attempt: Attempt[Any]) -> UnitId | None:
    """The one that held the briefing, or whoever holds it above the issue's chapter by now."""
    command, issue, rules = attempt.command, attempt.issue, attempt.regime.spec.briefing
    if isinstance(command, RaiseIssue):
        return attempt.meeting(command.meeting).committee
    if rules is None or issue.meeting is None:
        return None
    chapter = attempt.directory.standing_for(issue.chapter or "", attempt.today) or ""
    return attempt.directory.committee_at(chapter, rules.tier, attempt.today)


def lead(attempt: Attempt[Any]) -> bool:
    """An officer of the body that leads the work."""
    return acting_for(attempt, [attempt.issue.lead]) is not None


def co_operating_body(attempt: Attempt[Any]) -> bool:
    """An officer of a body that co-operates."""
    return acting_for(attempt, [body.unit for body in attempt.issue.co_operating]) is not None


def directed_body(attempt: Attempt[Any]) -> bool:
    """An officer of a body that a direction is addressed to."""
    return acting_for(attempt, attempt.issue.directed) is not None


def recorder(attempt: Attempt[Any]) -> bool:
    """Whoever recorded the issue, still in office."""
    same = attempt.command.actor == attempt.issue.recorded_by
    return same and attempt.held is not None


def scheduler(attempt: Attempt[Any]) -> bool:
    """The passing of time, which acts for no office."""
    command = attempt.command
    return bool(command.actor == SCHEDULER and command.office is None)


def channel_raiser(attempt: Attempt[Any]) -> bool:
    """Whom the regime's channel lets raise an issue.

    Where it has no such channel nobody is turned away here: ``channel-open`` says what is wrong.
    """
    channel = attempt.regime.spec.channels.get(attempt.command.via)
    return channel is None or any(ROLES[role](attempt) for role in channel.raises)


def channel_submitter(attempt: Attempt[Any]) -> bool:
    """Whom the regime's channel lets submit an issue."""
    channel = attempt.regime.spec.channels.get(attempt.issue.via)
    return channel is not None and any(ROLES[role](attempt) for role in channel.submits)


def role_behind(attempt: Attempt[Any], role: str) -> str:
    """For a role of the channel, that by which the channel lets the actor in; else the role."""
    if role not in ("channel-raiser", "channel-submitter"):
        return role
    command = attempt.command
    via = command.via if isinstance(command, RaiseIssue) else attempt.issue.via
    channel = attempt.regime.spec.channels.get(via)
    if channel is None:
        return role
    let_in = channel.raises if role == "channel-raiser" else channel.submits
    return next(behind for behind in let_in if ROLES[behind](attempt))


ROLES: Mapping[str, Role] = {
    "attending-cadre": attending_cadre,
    "secretary": secretary,
    "linked-member": linked_member,
    "holder-office": holder_office,
    "holder-board": holder_board,
    "holder-committee": holder_committee,
    "superior-board": superior_board,
    "superior-inspection": superior_inspection,
    "successor-board": successor_board,
    "registrar": registrar,
    "copy-recipient": copy_recipient,
    "convening-office": convening_office,
    "convening-board": convening_board,
    "lead": lead,
    "co-operating-body": co_operating_body,
    "directed-body": directed_body,
    "recorder": recorder,
    "scheduler": scheduler,
    "channel-raiser": channel_raiser,
    "channel-submitter": channel_submitter,
}
