"""Tells the story day by day in the language of the user."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from adapters.demo.player import Beat, Player
from adapters.demo.setting import ROUND_AT
from adapters.i18n import Translator
from adapters.terminal import wrapped
from adapters.wording import Wording
from domain.calendar import local_date
from domain.deadline import (
    DeadlineApproaching,
    DeadlineExtended,
    DeadlineFact,
    DeadlineKind,
    DeadlineMet,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    RungFact,
)
from domain.fact import Fact, Recorded
from domain.issue_facts import IssueStuck
from domain.local_time import VIETNAM
from domain.report import ReportSubmitted
from domain.short_number import format_number
from domain.values import SCHEDULER
from workflows.command import Command
from workflows.issue_commands import CheckDeadlines, IssueCommand, RaiseIssue
from workflows.meeting import CheckMeetingDeadlines, RecordMeeting
from workflows.organisation_commands import ProvinceCommand
from workflows.outcome import Refused
from workflows.report_commands import SubmitReport
from workflows.residence_commands import ResidenceCommand

_INDENT = " " * 9
_TARGETS = ("lead", "to", "by", "into", "responsible", "addressee", "residence")
"""Fields that say whom a fact leads to."""


Refusal = Callable[[str, dict[str, Any], Translator], str]
"""The sentence for a rule that refused."""


class Narrator:
    """Listens to every beat, and has the lines of the story in the end."""

    def __init__(self, player: Player, wording: Wording, refusal: Refusal, width: int) -> None:
        self.wording = wording
        self._width = width
        self._refusal = refusal
        self._words = wording.words
        self._player = player
        self._today: date | None = None
        self._lines: list[str] = []
        self._met: Counter[str] = Counter()
        self._reminders: defaultdict[DeadlineKind, list[str]] = defaultdict(list)

    def take(self, beat: Beat) -> None:
        at = beat.command.recorded_at or beat.command.occurred_at
        self._turn_to(local_date(at))
        self.wording = self.wording.at(at)
        if beat.command.actor != SCHEDULER:
            self._tell_reminders()
        for line in self._told(beat):
            self._say(f"{at.astimezone(VIETNAM):%H:%M}", line)

    def _say(self, clock: str, line: str) -> None:
        text = f"  {clock}  {line}"
        self._lines += wrapped(text, self._width, hanging=_INDENT)

    def lines(self) -> list[str]:
        """The whole story."""
        self._end_the_day()
        return self._lines

    def _turn_to(self, day: date) -> None:
        if day == self._today:
            return
        self._end_the_day()
        self._today = day
        weekday = self._words.label("weekday", day.isoweekday())
        self._lines += ["", self._words("demo.day", weekday=weekday, day=day)]

    def _end_the_day(self) -> None:
        """Sixty meetings of an evening are told in one line."""
        self._tell_reminders()
        if self._met["meetings"]:
            params = {name: self._met[name] for name in ("meetings", "attended")}
            self._lines.append(f"  {self._words('demo.meetings', **params)}")
        self._met.clear()

    def _told(self, beat: Beat) -> Iterator[str]:
        command, outcome, facts = beat
        match command:
            case _ if isinstance(outcome, Refused):
                yield self._refused(beat, outcome)
            case RecordMeeting():
                self._met["meetings"] += 1
                self._met["attended"] += command.attended_by is not None
            case CheckDeadlines() | CheckMeetingDeadlines():
                yield from self._rungs(facts)
            case SubmitReport():
                yield from self._report(facts)
            case ProvinceCommand():
                yield self._words("demo.organisation", what=self._kinds(facts))
            case IssueCommand():
                yield from self._on_issues(beat)
            case _:
                yield from self._plainly(beat)

    # One line each

    def _plainly(self, beat: Beat) -> Iterator[str]:
        """What is neither of an issue nor told together: briefings, scores, links, summaries."""
        facts = [one for one in beat.facts if not isinstance(one.fact, DeadlineFact)]
        for recorded in facts:
            what = _arrow(self.wording.fact(recorded.fact), self._targets(recorded))
            yield f"{what}; {self._who(recorded)}"

    def _refused(self, beat: Beat, outcome: Refused) -> str:
        command = beat.command
        if isinstance(command, IssueCommand):
            raised = command.title if isinstance(command, RaiseIssue) else ""
            about, trigger = self._name(command.issue) or raised, command.trigger
        else:
            about, trigger = self._office(getattr(command, "chapter", None)), _trigger(command)
        return self._words(
            "demo.refused" if about else "demo.refused-by-itself",
            about=about,
            trigger=self._words.label("trigger", trigger),
            who=self._office(command.office) or self._words("demo.no-office"),
            why=self._refusal(outcome.code, outcome.params, self._words),
        )

    def _on_issues(self, beat: Beat) -> Iterator[str]:
        command, _, facts = beat
        assert isinstance(command, IssueCommand), "only those come here"
        if not facts:
            yield self._words("demo.already-so", about=self._name(command.issue))
        by_issue: defaultdict[UUID, list[Recorded[Fact]]] = defaultdict(list)
        for recorded in facts:
            by_issue[recorded.envelope.stream].append(recorded)
        for issue, several in by_issue.items():
            yield self._happened(issue, several)

    def _happened(self, issue: UUID, facts: list[Recorded[Fact]]) -> str:
        own = [one for one in facts if not isinstance(one.fact, DeadlineFact)]
        leads_to: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for one in own or facts:
            leads_to[self.wording.fact(one.fact)] |= dict.fromkeys(self._targets(one))
        what = (_arrow(happened, targets) for happened, targets in leads_to.items())
        parts = [f"{self._name(issue)}: {', '.join(what)}", self._who(facts[0])]
        return "; ".join([*parts, *self._deadlines(facts)])

    def _targets(self, recorded: Recorded[Fact]) -> Iterator[str]:
        """To whom it leads, where that is not whoever did it."""
        office = recorded.envelope.office
        named = (getattr(recorded.fact, name) for name in _TARGETS if hasattr(recorded.fact, name))
        match next(named, None):
            case UUID() as issue:
                yield self._name(issue)
            case str() as unit if unit != office:
                yield self._office(unit)

    def _deadlines(self, facts: list[Recorded[Fact]]) -> Iterator[str]:
        """What is due from now on, and what was met too late."""
        for recorded in facts:
            match recorded.fact:
                case (
                    DeadlineSet(deadline=deadline, last_day=day)
                    | DeadlineResumed(deadline=deadline, last_day=day)
                    | DeadlineExtended(deadline=deadline, last_day=day)
                    | DeadlineRecomputed(deadline=deadline, last_day=day)
                ):
                    yield self._words("demo.due", what=deadline.kind.value, day=day)
                case DeadlineMet(deadline=deadline, on_time=False):
                    yield self._words("demo.met-late", what=deadline.kind.value)

    def _report(self, facts: tuple[Recorded[Fact], ...]) -> Iterator[str]:
        for recorded in facts:
            report = recorded.fact
            if not isinstance(report, ReportSubmitted):
                continue
            timely = "demo.on-time" if report.on_time else "demo.late"
            line = self._words(
                "demo.report",
                who=self._who(recorded),
                meetings=len(report.meetings),
                timely=self._words(timely, days=report.days_late),
            )
            if report.incoming_number:
                line += self._words("demo.on-paper", at=report.received_at)
            if report.issues:
                line += ": " + "; ".join(self._name(issue) for issue in report.issues)
            yield line

    def _rungs(self, facts: tuple[Recorded[Fact], ...]) -> Iterator[str]:
        """Reminders of a morning are told together, everything later by itself."""
        for recorded in facts:
            match recorded.fact:
                case DeadlineApproaching(deadline=deadline):
                    self._reminders[deadline.kind].append(self._short_name(recorded))
                case IssueStuck(reason=reason, body=body):
                    what, about = self.wording.fact(recorded.fact), recorded.envelope.stream
                    why = f"{self._office(body)}: {self.wording.text(reason)}"
                    yield f"! {what}: {self._name(about)}; {why}"
                case RungFact() as fact:
                    yield self._words(
                        "demo.rung",
                        what=self.wording.fact(fact),
                        deadline=fact.deadline.kind.value,
                        about=self._name(recorded.envelope.stream),
                        to=[self._office(unit) for unit in fact.notified],
                    )

    def _tell_reminders(self) -> None:
        for kind, about in self._reminders.items():
            names = list(dict.fromkeys(about))
            reminder = self._words("demo.reminders", deadline=kind.value, about=names)
            self._say(f"{ROUND_AT:%H:%M}", reminder)
        self._reminders.clear()

    def _kinds(self, facts: tuple[Recorded[Fact], ...]) -> list[str]:
        kinds = Counter(self.wording.fact(one.fact) for one in facts)
        return [what if count == 1 else f"{what} ×{count}" for what, count in kinds.items()]

    # Names

    def _name(self, stream: UUID) -> str:
        """Number and title of an issue, the chapter of a meeting."""
        issue = self._player.issues.get(stream)
        if issue is not None:
            return f"{self._number(issue.position)} {self.wording.text(issue.title)}"
        meeting = self._player.meetings.get(stream)
        return self._office(meeting.chapter or meeting.committee) if meeting else ""

    def _number(self, position: int) -> str:
        return format_number(self._player.setting.province.code, position)

    def _short_name(self, recorded: Recorded[Fact]) -> str:
        """Number of an issue, code of the chapter of a meeting."""
        issue = self._player.issues.get(recorded.envelope.stream)
        if issue is not None:
            return self._number(issue.position)
        return str(self._player.meetings[recorded.envelope.stream].chapter)

    def _who(self, recorded: Recorded[Fact]) -> str:
        """The office, and what its officer is there where the office does not tell it."""
        envelope = recorded.envelope
        role = self._words.label("role", envelope.role)
        if envelope.office is None:
            return role
        office = self._office(envelope.office)
        return f"{office} ({role})" if envelope.role == "attending-cadre" else office

    def _office(self, unit: str | None) -> str:
        name = self.wording.name_of(unit, self.wording.on) if unit else None
        return name or unit or ""


def _arrow(what: str, targets: Iterable[str]) -> str:
    """What happened, and to whom it leads."""
    told = " + ".join(targets)
    return f"{what} → {told}" if told else what


def _trigger(command: Command) -> str:
    """What a refused command that is about no issue wanted, as refusals call it."""
    is_of_a_link = isinstance(command, ResidenceCommand)
    return "keep-residence-register" if is_of_a_link else getattr(command, "type", "")
