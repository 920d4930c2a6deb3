"""Deciding on a residence link: the workplace introduces, the chapter at home accepts (`003-5`)."""

from collections.abc import Collection, Iterable
from datetime import date

from domain.calendar import local_date
from domain.directory import Directory
from domain.organisation import UnitKind
from domain.regime_keys import LinkEnd
from domain.residence import (
    ResidenceAccepted,
    ResidenceChange,
    ResidenceChangeNoted,
    ResidenceFact,
    ResidenceIntroduced,
    ResidenceLink,
    ResidenceLinkEnded,
)
from domain.values import PersonRef, UnitId
from workflows.attempt import Context
from workflows.decision import Decision
from workflows.meeting import regime_binding
from workflows.outcome import Rejected
from workflows.residence_commands import (
    AcceptMember,
    AnyResidenceCommand,
    EndResidenceLink,
    IntroduceMember,
    NoteResidenceChange,
    RecordResidenceComment,
)
from workflows.roles import capacities, leads_the_chapter

ENDING = frozenset({ResidenceChange.LEFT, ResidenceChange.TRANSFERRED})
"""Changes after which the link joins the two chapters no more."""


def decide(command: AnyResidenceCommand, link: ResidenceLink, context: Context) -> Decision:
    """The facts of a command on a link. Raises Rejected."""
    if not comment_in_scope(command):
        raise Rejected("residence-comment-out-of-scope")
    if bool(link.version) is isinstance(command, IntroduceMember):
        raise Rejected("link-exists" if link.version else "link-unknown", link=str(command.link))
    on_behalf_of = _as_secretary(command, link, context)
    facts = _facts(command, link, context)
    return Decision("secretary", {command.link: facts} if facts else {}, on_behalf_of)


def comment_in_scope(command: AnyResidenceCommand) -> bool:
    """`003-4`: what a chapter thinks of a member is none of what is recorded here (DOMAIN 8)."""
    return not isinstance(command, RecordResidenceComment)


def change_notified_to_both(notified: Iterable[UnitId], owed: Collection[UnitId]) -> bool:
    """`003-2`: every chapter that the regime names was told of the change."""
    return set(owed) <= set(notified)


def _as_secretary(
    command: AnyResidenceCommand, link: ResidenceLink, context: Context
) -> PersonRef | None:
    """On whose behalf the secretary acts. Raises Rejected where the actor is not the one asked for.

    A chapter that ended is followed by the one that it went into.
    """
    match command:
        case IntroduceMember():
            chapters = [command.office]
        case AcceptMember():
            chapters = [link.residence]
        case _:
            chapters = [link.residence, link.workplace]
    theirs = {_now(unit, context) for unit in chapters if unit}
    found = capacities(command, context) if command.office in theirs else ()
    held = next((one for one in found if leads_the_chapter(one)), None)
    if held is None:
        raise Rejected(
            "not-entitled",
            trigger="keep-residence-register",
            office=command.office,
            roles=["secretary"],
        )
    return held.on_behalf_of


def _now(unit: UnitId, context: Context) -> UnitId:
    return context.directory.standing_for(unit, context.today) or unit


def _facts(
    command: AnyResidenceCommand, link: ResidenceLink, context: Context
) -> tuple[ResidenceFact, ...]:
    match command:
        case IntroduceMember():
            return (_introduced(command, context),)
        case AcceptMember(register_number=number):
            if link.register_number == number:
                return ()
            _check_running(link, context.today)
            if link.register_number is not None:
                raise Rejected("link-accepted", number=link.register_number)
            return (ResidenceAccepted(register_number=number),)
        case NoteResidenceChange():
            return _changed(command, link, context)
        case EndResidenceLink(on=on):
            if link.ended_on == on:
                return ()
            _check_running(link, context.today)
            _check_day(link, on)
            return (ResidenceLinkEnded(on=on),)
        case RecordResidenceComment():
            return ()  # There is no fact that could hold one.


def _introduced(command: IntroduceMember, context: Context) -> ResidenceIntroduced:
    workplace, residence = command.office or "", command.residence
    directory, today = context.directory, context.today
    at_work = _is(directory, workplace, UnitKind.WORKPLACE_CHAPTER, today)
    at_home = _is(directory, residence, UnitKind.RESIDENTIAL_CHAPTER, today)
    if not (at_work and at_home):
        raise Rejected("links-workplace-and-residence", workplace=workplace, residence=residence)
    return ResidenceIntroduced(
        member=command.member,
        workplace=workplace,
        residence=residence,
        document=command.document,
    )


def _is(directory: Directory, unit: UnitId, kind: UnitKind, on: date) -> bool:
    found = directory.unit(unit, on)
    return found is not None and found.kind is kind


def _changed(
    command: NoteResidenceChange, link: ResidenceLink, context: Context
) -> tuple[ResidenceFact, ...]:
    """The change; one that joins the two chapters no more ends the link with it."""
    _check_running(link, context.today)
    _check_day(link, command.on)
    if command.on > context.today:
        raise Rejected("change-still-to-come", day=command.on.isoformat())
    notified = tuple(dict.fromkeys((*filter(None, [command.office]), *command.notified)))
    for unit in notified:
        if not context.directory.exists(unit, context.today):
            raise Rejected("unit-unknown", unit=unit)
    if not change_notified_to_both(notified, _to_be_told(link, context)):
        raise Rejected("change-notified-to-both")
    noted = ResidenceChangeNoted(change=command.change, on=command.on, notified=notified)
    if command.change not in ENDING:
        return (noted,)
    return (noted, ResidenceLinkEnded(on=command.on))


def _to_be_told(link: ResidenceLink, context: Context) -> list[UnitId]:
    """The chapters that the regime at home wants to be told, so far as they or successors exist."""
    ends = {LinkEnd.WORKPLACE: link.workplace, LinkEnd.RESIDENCE: link.residence}
    home = _now(link.residence or "", context)
    regime = regime_binding(home, context.now, context)
    directory, today = context.directory, context.today
    stand = (directory.standing_for(ends[end] or "", today) for end in regime.spec.residence.notify)
    return [unit for unit in stand if unit is not None]


def _check_running(link: ResidenceLink, on: date) -> None:
    if link.ended_on is not None and link.ended_on <= on:
        raise Rejected("link-ended", day=link.ended_on.isoformat())


def _check_day(link: ResidenceLink, day: date) -> None:
    """Nothing happens to a link before it is one."""
    if link.introduced_at is not None and day < local_date(link.introduced_at):
        raise Rejected("before-the-link", day=day.isoformat())
