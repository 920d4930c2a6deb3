"""Successions carried out: every issue of a unit that ended follows whoever follows the unit.

The inbox says which issues a unit had to do with; the issue decides what there is left to do. The
commands of one person have the same ids in every run, and are sent in the order of the issues, so
that a run may end anywhere, be repeated, and leave the same log behind.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters import rounds
from adapters.rounds import Summary, run
from domain.calendar import local_date, start_of
from domain.directory import Directory
from domain.fact import Recorded
from domain.issue import Issue, fold
from domain.issue_facts import IssueFact
from domain.organisation import OrgSuccessionRecorded
from domain.values import PersonRef, UnitId
from projections.deadlines_open import open_issues_of
from projections.inbox_units import issues_of
from workflows.handling import Desk
from workflows.issue_commands import FollowSuccession
from workflows.ports import EventStore, StoreUnavailable
from workflows.succession import still_to_read
from workflows.succession_cases import Case, Reach, case_of, command_id, reaches


class ReadModels(NamedTuple):
    """Aliases of what says where issues stand."""

    inbox: str
    deadlines: str
    """Also tells which issues are open, delivered or not."""


class By(NamedTuple):
    """Who carries it out, and when."""

    actor: PersonRef
    office: UnitId | None
    at: datetime
    simulation: bool


class Sent(NamedTuple):
    """A case and the command that it leads to."""

    case: Case
    command: FollowSuccession

    @property
    def stream(self) -> UUID:
        return self.case.issue


class Followed(NamedTuple):
    """What a run made of the issues."""

    summary: Summary[Sent]
    became: Mapping[Case, int]
    """How many cases of a kind, each without its issue; of those that failed or were not reached
    none."""


def follow_all(
    views: ReadModels,
    store: EventStore,
    desk: Desk,
    by: By,
    *,
    progress: Callable[[int], None] | None = None,
) -> Followed:
    """Every issue that a succession in force has something left to do with, to the end.

    ``progress`` is told how many were looked at.
    """
    directory = desk.directory()
    became: Counter[Case] = Counter()

    batches = cases(views, store, directory, local_date(by.at))
    targets = _sent(batches, store, directory, by)
    summary = run(
        targets,
        lambda sent: sent.command,
        store,
        desk,
        at=by.at,
        progress=progress,
        accepted=lambda sent: became.update([sent.case.kind]),
    )
    return Followed(summary, became)


def cases(
    views: ReadModels, store: EventStore, directory: Directory, on: date
) -> Iterator[list[Case]]:
    """What every succession in force has left to do, in batches, in the order of the issues."""
    for unit, reach in reaches(directory, on).items():
        succession = directory.succession_of(unit)
        assert succession is not None, "reaches are of successions"
        positions = sorted(_found(views, reach).items())
        while batch := positions[: rounds.BATCH]:
            positions = positions[rounds.BATCH :]
            yield _cases_of(dict(batch), store, succession, directory, on)


def _found(views: ReadModels, reach: Reach) -> dict[int, UUID]:
    """Streams of issues by position."""
    return {
        **issues_of(views.inbox, reach.ended),
        **open_issues_of(views.deadlines, reach.chapters),
    }


def _cases_of(
    batch: Mapping[int, UUID],
    store: EventStore,
    succession: OrgSuccessionRecorded,
    directory: Directory,
    on: date,
) -> list[Case]:
    """Of those that the store cannot read now the desk will say so."""
    try:
        known = _with_related(batch.values(), store)
    except StoreUnavailable:
        return [Case(id, position, succession.unit) for position, id in batch.items()]
    found = []
    for id in batch.values():
        issue = known[id]
        related = {one: known[one] for one in _related(issue, known)}
        case = case_of(issue, related, succession, directory, on)
        found += [case] if case else []
    return found


def _with_related(ids: Iterable[UUID], store: EventStore) -> dict[UUID, Issue]:
    """The issues and all that they were merged with."""
    known: dict[UUID, Issue] = {}
    wanted = set(ids)
    while wanted:
        loaded = store.load(dict.fromkeys(wanted, 0))
        for id, facts in loaded.items():
            known[id] = fold(cast(list[Recorded[IssueFact]], facts))
        wanted = {one for issue in known.values() for one in still_to_read(issue, known)}
    return known


def _related(issue: Issue, known: Mapping[UUID, Issue]) -> set[UUID]:
    """What was merged with the issue: found by asking for it as if nothing were known."""
    related: dict[UUID, Issue] = {}
    while missing := still_to_read(issue, related):
        related |= {one: known[one] for one in missing}
    return set(related)


def _sent(
    batches: Iterable[list[Case]], store: EventStore, directory: Directory, by: By
) -> Iterator[Sent]:
    for batch in batches:
        ids = _fresh_ids(batch, store, by)
        for case in batch:
            yield Sent(case, _command(case, ids[case.issue], directory, by))


def _fresh_ids(batch: list[Case], store: EventStore, by: By) -> dict[UUID, UUID]:
    """By issue, the first id of a command that was not answered yet."""
    ids: dict[UUID, UUID] = {}
    waiting, tries = batch, 0
    while waiting:
        ids |= {case.issue: command_id(case, by.actor, by.office, tries) for case in waiting}
        try:
            answered = store.outcomes([ids[case.issue] for case in waiting])
        except StoreUnavailable:
            break
        waiting = [case for case in waiting if ids[case.issue] in answered]
        tries += 1
    return ids


def _command(case: Case, id: UUID, directory: Directory, by: By) -> FollowSuccession:
    """It is said to have happened as the succession came into force, and so is always the same."""
    succession = directory.succession_of(case.unit)
    assert succession is not None, "a case is of a succession"
    given: dict[str, Any] = {"actor": by.actor, "office": by.office}
    return FollowSuccession(
        id=id,
        issue=case.issue,
        unit=case.unit,
        related=case.related,
        occurred_at=start_of(succession.valid_from),
        recorded_at=by.at if by.simulation else None,
        **given,
    )
