"""What there is to tell when the story is over: every issue's state, what lies about, counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from rich.table import Table

import adapters.databases  # noqa: F401 - tables want Django to be configured before them
from adapters.demo.player import Player
from adapters.demo.setting import Setting
from adapters.i18n import Translator
from adapters.wording import Wording
from domain.directory import Directory
from domain.fact import Fact, Recorded
from domain.issue import Issue
from domain.issue_facts import IssueOwnFact, IssueReturnedDown
from domain.report import ReportSubmitted
from domain.short_number import format_number
from domain.values import UnitId
from projections.inbox import counts
from projections.not_submitted import not_submitted


def table_of_issues(player: Player, wording: Wording) -> Table:
    """Number, title, chapter, state, holder, and what is due next."""
    words = wording.words
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in _COLUMNS:
        table.add_column(words(key), no_wrap=key in _COLUMNS[:1])
    for issue in player.issues.values():
        table.add_row(*_row(issue, player.setting, wording))
    return table


_COLUMNS = (
    "demo.column-number",
    "demo.column-title",
    "demo.column-chapter",
    "demo.column-state",
    "demo.column-holder",
    "demo.column-due",
)


def _row(issue: Issue, setting: Setting, wording: Wording) -> Iterator[str]:
    yield format_number(setting.province.code, issue.position)
    yield wording.text(issue.title)
    yield issue.chapter or ""
    state = wording.text(issue.status)
    yield f"{state} ({wording.text(issue.closure)})" if issue.closure else state
    yield issue.holder or ""
    next_due = issue.running[0] if issue.running else None
    yield f"{wording.text(next_due.id.kind)} {wording.text(next_due.last_day)}" if next_due else ""


def not_submitted_lines(
    log: Iterable[Recorded[Fact]], setting: Setting, wording: Wording
) -> Iterator[str]:
    for entry in not_submitted(log):
        yield wording.words(
            "demo.not-submitted",
            number=format_number(setting.province.code, entry.position),
            title=wording.text(entry.title),
            chapter=wording.unit(entry.chapter),
            via=wording.words.label("channel", entry.via),
            raised=entry.raised_at,
        )


def held_by_the_ended(player: Player, directory: Directory, on: date) -> int | None:
    """How many open issues a unit holds that is no more; None where no unit was succeeded."""
    if next(directory.all_successions(), None) is None:
        return None
    holders = (issue.holder for issue in player.issues.values() if issue.is_open)
    return sum(not directory.exists(holder, on) for holder in holders if holder)


class Counts(NamedTuple):
    """How much happened."""

    commands: int
    refused: Counter[str]
    facts: Counter[str]


def count_lines(counts: Counts, player: Player, words: Translator) -> Iterator[str]:
    yield words(
        "demo.counts",
        commands=counts.commands,
        refused=counts.refused.total(),
        facts=counts.facts.total(),
        issues=len(player.issues),
        meetings=len(player.meetings),
        reports=counts.facts[ReportSubmitted.model_fields["type"].default],
    )
    states = Counter(issue.status.value for issue in player.issues.values())
    for state, count in sorted(states.items()):
        yield f"  {words.label('state', state)}: {count}"


def known_by(at: datetime, log: Iterable[Recorded[Fact]]) -> int:
    """Position of the last fact that was recorded by then."""
    return max(one.position for one in log if one.envelope.recorded_at <= at)


def busiest(holders: Iterable[UnitId], alias: str) -> UnitId:
    """The one with the most queues that hold something; ``alias`` is one of the inbox."""
    return max(holders, key=lambda unit: sum(map(bool, counts(alias, unit).values())))


def richest_history(log: Iterable[Recorded[Fact]]) -> UUID | None:
    """The issue that went up and came down again; the one with most facts where none did."""
    facts = [one for one in log if isinstance(one.fact, IssueOwnFact)]
    came_down = (one for one in facts if isinstance(one.fact, IssueReturnedDown))
    returned = next((one.envelope.stream for one in came_down), None)
    own = Counter(one.envelope.stream for one in facts)
    return returned or next((stream for stream, _ in own.most_common(1)), None)
