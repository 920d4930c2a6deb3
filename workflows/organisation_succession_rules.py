"""What an organisation admits as the succession of a unit (DOMAIN 2, in flight at abolition)."""

from collections.abc import Iterable

from domain.directory import Directory
from domain.directory_records import UnitRecord
from domain.organisation import (
    CHAPTERS,
    COMMITTEES,
    OrgSuccessionRecorded,
    Share,
    SuccessionKind,
    UnitKind,
)
from domain.period import ONE_DAY
from domain.values import UnitId
from workflows.organisation_unit_rules import refuse_dissolved, require_unit
from workflows.outcome import Rejected


def is_succeeded(fact: OrgSuccessionRecorded, directory: Directory) -> bool:
    """Whether this very succession is recorded; a unit that ended has one."""
    known = directory.succession_of(fact.unit)
    if known is not None and known != fact:
        raise Rejected("succession-exists", unit=fact.unit, since=known.valid_from.isoformat())
    if known is not None:
        return True
    ended = _require_ended(fact, directory)
    _require_count(fact)
    for successor in fact.successors:
        _require_follower(ended, successor, fact, directory)
    for committee in (fact.above, fact.unmapped_owner):
        kind = require_unit(directory, committee, fact.valid_from).kind
        if kind not in COMMITTEES:
            raise Rejected("not-a-committee", unit=committee, kind=kind.value)
    require_unit(directory, fact.archive, fact.valid_from)
    _require_once(share.unit for share in fact.shares)
    for share in fact.shares:
        _require_share(share, fact, directory)
    return False


def _require_ended(fact: OrgSuccessionRecorded, directory: Directory) -> UnitRecord:
    record = directory.record(fact.unit)
    if record is None:
        raise Rejected("unit-unknown", unit=fact.unit)
    if record.period.last is None:
        raise Rejected("unit-not-dissolved", unit=fact.unit, on=fact.valid_from.isoformat())
    if record.period.last != fact.valid_from - ONE_DAY:
        refuse_dissolved(record)
    return record


def _require_count(fact: OrgSuccessionRecorded) -> None:
    """Whole and merged have one successor, a split has several."""
    _require_once(fact.successors)
    if (len(fact.successors) > 1) != (fact.kind is SuccessionKind.SPLIT) or not fact.successors:
        raise Rejected("successors-miscounted", unit=fact.unit, successors=list(fact.successors))


def _require_once(units: Iterable[UnitId]) -> None:
    named = set[UnitId]()
    for unit in units:
        if unit in named:
            raise Rejected("unit-named-twice", unit=unit)
        named.add(unit)


def _require_follower(
    ended: UnitRecord, follower: UnitId, fact: OrgSuccessionRecorded, directory: Directory
) -> None:
    kind = require_unit(directory, follower, fact.valid_from).kind
    if not _may_follow(ended.kind, kind):
        raise Rejected(
            "wrong-successor",
            unit=ended.id,
            kind=ended.kind.value,
            successor=follower,
            successor_kind=kind.value,
        )


def _may_follow(ended: UnitKind, follower: UnitKind) -> bool:
    """A committee is followed by committees, a chapter by chapters, others by no chapter."""
    if ended in COMMITTEES:
        return follower in COMMITTEES
    return (ended in CHAPTERS) is (follower in CHAPTERS)


def _require_share(share: Share, fact: OrgSuccessionRecorded, directory: Directory) -> None:
    """It tells of a unit that stood below and is gone too, or to whom the divided one goes."""
    record = directory.record(share.unit)
    if record is None:
        raise Rejected("unit-unknown", unit=share.unit)
    last = record.period.last
    if share.unit == fact.unit:
        fits = fact.kind is SuccessionKind.SPLIT and share.to in fact.successors
    else:
        fits = last is not None and fact.unit in directory.ancestors(share.unit, last)
    if not fits:
        raise Rejected("share-outside", unit=share.unit, ended=fact.unit, to=share.to)
    _require_follower(record, share.to, fact, directory)
