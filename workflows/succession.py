"""Where an issue of a dissolved unit goes (DOMAIN 2, in flight at abolition; all of it P)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.directory import Directory
from domain.issue import Issue
from domain.issue_facts import UnmappedReason
from domain.organisation import OrgSuccessionRecorded, UnitKind
from domain.period import ONE_DAY
from domain.values import Authority, UnitId
from workflows.rules_of_recusal import deciders


class PlacedFor(StrEnum):
    """Why an issue goes where it goes."""

    ENDED = "ended"
    TARGET = "target"
    """It is a duplicate and goes with what it was merged into."""
    AUTHORITY = "authority"
    SEVERAL_COMMUNES = "several-communes"
    """Its communes are not all of one successor."""
    CONTESTED = "contested"
    WENT_UP = "went-up"
    """The successor had it before, and it went up from there to the dissolved unit."""
    CHAPTER = "chapter"
    """Its chapter stands below that successor."""
    SINGLE_SUCCESSOR = "single-successor"


class Place(NamedTuple):
    """The unit that gets the issue, in custody or for its archive."""

    unit: UnitId
    why: PlacedFor | UnmappedReason


def destination(
    issue: Issue,
    related: Mapping[UUID, Issue],
    succession: OrgSuccessionRecorded,
    directory: Directory,
    on: date,
) -> Place:
    """Where an issue of the dissolved unit, or of a body that ended with it, goes on that day.

    ``related`` are what it was merged into and, of either, the duplicates. What was named in the
    succession and ended meanwhile is taken for who stands for it.
    """
    if not issue.is_open:
        return Place(_now(succession.archive, directory, on), PlacedFor.ENDED)
    target = _target(issue, related)
    if target is not None and target.holder not in (None, issue.holder):
        return Place(str(target.holder), target.unmapped or PlacedFor.TARGET)
    known = {**related, issue.id: issue} if issue.id else related
    why = _beyond_one_successor(target or issue, known, succession, directory, on)
    if why is not None:
        return Place(_now(succession.above, directory, on), why)
    return _successor(target or issue, succession, directory, on)


def _now(unit: UnitId, directory: Directory, on: date) -> UnitId:
    return directory.standing_for(unit, on) or unit


def _target(issue: Issue, related: Mapping[UUID, Issue]) -> Issue | None:
    """What the issue was merged into at last, where that is open and in somebody's custody."""
    found, passed = None, {issue.id}
    into = related.get(issue.merged_into) if issue.merged_into else None
    while into is not None and into.is_open and into.holder and into.id not in passed:
        found, passed = into, passed | {into.id}
        into = related.get(into.merged_into) if into.merged_into else None
    return found


def _beyond_one_successor(
    issue: Issue,
    related: Mapping[UUID, Issue],
    succession: OrgSuccessionRecorded,
    directory: Directory,
    on: date,
) -> PlacedFor | None:
    """Why no single successor is competent, if so."""
    if issue.authority is Authority.PROVINCE:
        return PlacedFor.AUTHORITY
    alike = [issue, *(related[id] for id in sorted(issue.duplicates) if id in related)]
    eve = succession.valid_from - ONE_DAY
    communes = {unit for one in alike for unit in _communes(one, directory, eve, on)}
    successors = directory.successors_of(succession.unit, on)
    if len({_first_above(unit, successors, directory, on) or unit for unit in communes}) > 1:
        return PlacedFor.SEVERAL_COMMUNES
    return PlacedFor.CONTESTED if issue.is_contested else None


def _communes(issue: Issue, directory: Directory, eve: date, on: date) -> Iterator[UnitId]:
    """The communes of today that it is about: of its chapter, and of those that were named.

    The commune that its chapter stood in before, divided since, is that of its chapter.
    """
    chapter = issue.chapter or ""
    home = directory.committee_at(directory.standing_for(chapter, on) or "", UnitKind.COMMUNE, on)
    before = directory.committee_at(chapter, UnitKind.COMMUNE, eve)
    if home is not None:
        yield home
    for named in issue.area:
        commune = directory.standing_for(named, on)
        yield commune or (home if home is not None and named == before else named)


def _first_above(
    unit: UnitId, among: Sequence[UnitId], directory: Directory, on: date
) -> UnitId | None:
    """The unit itself or the nearest above it that is among them."""
    return next((one for one in (unit, *directory.ancestors(unit, on)) if one in among), None)


def _successor(
    issue: Issue, succession: OrgSuccessionRecorded, directory: Directory, on: date
) -> Place:
    """The successor above its chapter, else the only one; whom that does not name: the owner.

    What a body held that ended along goes to the body that stands for it, if there is one.
    """
    successors = directory.successors_of(succession.unit, on)
    above = successor_of_its_chapter(issue, succession, directory, on)
    only = successors[0] if len(successors) == 1 else None
    wanted, why = (above, PlacedFor.CHAPTER) if above else (only, PlacedFor.SINGLE_SUCCESSOR)
    if issue.holder not in (None, succession.unit):
        wanted = directory.standing_for(str(issue.holder), on) or wanted
    if wanted is not None and _went_up(issue, wanted, succession, directory):
        return Place(_now(succession.above, directory, on), PlacedFor.WENT_UP)
    if wanted is not None and deciders(directory, wanted, on):
        return Place(wanted, why)
    return Place(_now(succession.unmapped_owner, directory, on), _unmapped(wanted, successors))


def _went_up(
    issue: Issue, unit: UnitId, succession: OrgSuccessionRecorded, directory: Directory
) -> bool:
    """Whether it came from that unit to the one dissolved, which stood above: beyond what the unit
    may decide, taken over, or because somebody there is concerned.
    """
    eve = succession.valid_from - ONE_DAY
    had_it = any(leg.holder == unit for leg in issue.legs[:-1])
    return had_it and succession.unit in directory.ancestors(unit, eve)


def successor_of_its_chapter(
    issue: Issue, succession: OrgSuccessionRecorded, directory: Directory, on: date
) -> UnitId | None:
    """The successor that the issue's chapter, or what stands for it, stands below."""
    chapter = directory.standing_for(issue.chapter or "", on) or ""
    return _first_above(chapter, directory.successors_of(succession.unit, on), directory, on)


def _unmapped(wanted: UnitId | None, successors: tuple[UnitId, ...]) -> UnmappedReason:
    if wanted is not None:
        return UnmappedReason.SUCCESSOR_VACANT
    if successors:
        return UnmappedReason.SEVERAL_SUCCESSORS
    return UnmappedReason.NO_SUCCESSOR


def keeper(issue: Issue) -> UnitId | None:
    """Who has the issue: its holder, or once it has ended whoever keeps its file."""
    return issue.holder if issue.is_open else issue.archive_holder or issue.holder


def left_by(issue: Issue, unit: UnitId, directory: Directory, on: date) -> tuple[UnitId, ...]:
    """What the unit's succession has left to do with the issue: who ended with the unit and still
    has a part in it, its keeper first. Once it has ended only that one counts.
    """
    parts = dict.fromkeys((keeper(issue), *(_parts(issue) if issue.is_open else ())))
    ended = ((part, directory.ended_by(part, on)) for part in parts if part)
    return tuple(part for part, by in ended if by is not None and by.unit == unit)


def _parts(issue: Issue) -> Iterator[UnitId | None]:
    """Every unit that has something to do with an open issue, for the holder apart."""
    yield issue.lead
    yield from (body.unit for body in issue.co_operating)
    yield from (one.unit for one in issue.recipients)
    yield issue.addressee
    for deadline in issue.running:
        yield from (deadline.bearer, deadline.given_by)


def still_to_read(issue: Issue, known: Mapping[UUID, Issue]) -> frozenset[UUID]:
    """Issues that say where this one goes and are not among the known: those merged with it."""
    wanted, passed = set(issue.duplicates), {issue.id}
    into = issue.merged_into
    while into is not None and into not in passed:
        passed.add(into)
        wanted.add(into)
        target = known.get(into)
        wanted |= target.duplicates if target else frozenset()
        into = target.merged_into if target else None
    return frozenset(id for id in wanted if id not in known and id != issue.id)
