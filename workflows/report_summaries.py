"""Submitting a periodic summary (`000-8`, `000-9`, `002-5`, `004-3`): all its addressees get it
in one fact, or nobody does."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.calendar import Span, due_day, end_of, local_date, start_of
from domain.deadline import is_in_time
from domain.duty import periods_of
from domain.issue_facts import Recipient, Right
from domain.organisation import CHAPTERS, Post, UnitKind
from domain.period import Period
from domain.regime_keys import SummaryAuthor, SummaryRule
from domain.report import Report, SummarySubmitted
from domain.sealed import Sealed
from domain.values import PersonRef, UnitId
from workflows.attempt import Context
from workflows.decision import Decision
from workflows.machine import Regime
from workflows.meeting import regime_binding
from workflows.outcome import Rejected
from workflows.premises import tier_of
from workflows.report_commands import SubmitSummary
from workflows.roles import BOARDS, capacities


class Author(NamedTuple):
    """Whose summary it is, a cadre's or a committee's, and in what role the actor hands it in."""

    cadre: PersonRef | None
    unit: UnitId | None
    role: str
    on_behalf_of: PersonRef | None


class Asked(NamedTuple):
    """The command with the rule that it follows."""

    command: SubmitSummary
    rule: SummaryRule
    regime: Regime
    chapters: tuple[UnitId, ...]
    context: Context

    @property
    def period(self) -> Period:
        return Period(self.command.first, self.command.last)


def decide(command: SubmitSummary, report: Report, context: Context) -> Decision:
    """The one fact of a summary. Raises Rejected."""
    if report.version:
        raise Rejected("report-exists", report=str(command.report))
    asked = _asked(command, context)
    author = _author(asked)
    if author is None or not summary_by_its_author(author, asked):
        raise Rejected("summary-by-its-author", name=command.name, by=asked.rule.by.value)
    if not (command.summary or command.document or command.paper):
        raise Rejected("incomplete", trigger="submit-summary", field="summary")
    fact = _submitted(asked, author, _received_at(command, context))
    return Decision(author.role, {command.report: (fact,)}, author.on_behalf_of)


def summary_by_its_author(author: Author, asked: Asked) -> bool:
    """`000-9`, `002-5`, `004-3`: of a cadre about chapters that he or she was assigned to in the
    period, of a committee of the middle tier about its own."""
    directory = asked.context.directory
    if asked.rule.by is SummaryAuthor.MIDDLE_TIER:
        tier = tier_of(directory, author.unit, asked.context.today)
        above = (_above(chapter, asked) for chapter in asked.chapters)
        return tier is asked.regime.spec.delivery.holder and all(author.unit in of for of in above)
    assignments = (directory.assignments(author.cadre or "", chapter) for chapter in asked.chapters)
    return all(any(one.period.overlaps(asked.period) for one in of) for of in assignments)


def _above(chapter: UnitId, asked: Asked) -> tuple[UnitId, ...]:
    """What stood above the chapter at the end of the period; nothing above what is no chapter."""
    directory, last = asked.context.directory, asked.command.last
    unit = directory.unit(chapter, last)
    return directory.ancestors(chapter, last) if unit and unit.kind in CHAPTERS else ()


def every_addressee_reached(bodies: Sequence[UnitId | None]) -> bool:
    """`000-8`: whoever is to have the summary is there, all of them."""
    return None not in bodies


def _asked(command: SubmitSummary, context: Context) -> Asked:
    """The rule of the regime that binds on the last day of the period."""
    chapters = tuple(dict.fromkeys(command.chapters))
    committee = context.directory.committee_of(command.office or "", context.today)
    bound = chapters or ((committee,) if committee else ())
    if not bound:
        raise Rejected(
            "not-entitled",
            trigger="submit-summary",
            office=command.office,
            roles=["attending-cadre", "holder-board"],
        )
    regimes = [regime_binding(unit, start_of(command.last), context) for unit in bound]
    regime = regimes[0]
    if any(one.spec.ref != regime.spec.ref for one in regimes):
        raise Rejected("one-regime-per-summary", chapters=list(chapters))
    rule = regime.spec.summaries.get(command.name)
    if rule is None:
        raise Rejected("summary-unknown", name=command.name, regime=regime.spec.id)
    _check_period(command, rule, context)
    if rule.by is SummaryAuthor.CADRE and not chapters:
        raise Rejected("incomplete", trigger="submit-summary", field="chapters")
    return Asked(command, rule, regime, chapters, context)


def _check_period(command: SubmitSummary, rule: SummaryRule, context: Context) -> None:
    """A whole one of the rule's, and by its last day at the earliest: nobody sums up ahead."""
    first, last = command.first, command.last
    if Period(first, last) not in periods_of(first.year, rule.every_months):
        params = {"first": first.isoformat(), "last": last.isoformat()}
        raise Rejected("summary-period", months=rule.every_months, **params)
    if context.today < last:
        raise Rejected("period-not-over", last=last.isoformat())


def _author(asked: Asked) -> Author | None:
    """Who submits: the cadre, on paper the office of the holder's tier, or a board of that tier."""
    command, directory, today = asked.command, asked.context.directory, asked.context.today
    office = command.office or ""
    held = capacities(command, asked.context)
    committee, unit = directory.committee_of(office, today), directory.unit(office, today)
    if not held or unit is None:
        return None
    if asked.rule.by is SummaryAuthor.MIDDLE_TIER:
        deciding = next((one for one in held if one.post is not Post.OFFICER), None)
        if command.paper is not None or unit.kind not in BOARDS or deciding is None:
            return None
        return Author(None, committee, "holder-board", deciding.on_behalf_of)
    if command.paper is None:
        return Author(command.cadre, None, "attending-cadre", held[0].on_behalf_of)
    if unit.kind is not UnitKind.COMMITTEE_OFFICE or committee not in _holders(asked):
        return None
    return Author(command.cadre, None, "holder-office", held[0].on_behalf_of)


def _holders(asked: Asked) -> set[UnitId | None]:
    """The committees that the issues of the chapters go to."""
    directory, today = asked.context.directory, asked.context.today
    stand = (directory.standing_for(chapter, today) or chapter for chapter in asked.chapters)
    tier = asked.regime.spec.delivery.holder
    return {directory.committee_at(chapter, tier, today) for chapter in stand}


def _received_at(command: SubmitSummary, context: Context) -> datetime:
    """As of a report: the server's clock, or the register's entry for paper."""
    if command.paper is None:
        return context.now
    received_at = command.paper.received_at
    if not start_of(command.last) <= received_at <= context.now:
        raise Rejected("receipt-time", report=str(command.report))
    return received_at


def _submitted(asked: Asked, author: Author, received_at: datetime) -> SummarySubmitted:
    command = asked.command
    on_time, days_late = _timeliness(asked, received_at)
    subject = f"report:{command.report}"
    return SummarySubmitted(
        name=command.name,
        regime=asked.regime.spec.ref,
        template=asked.rule.template,
        cadre=author.cadre,
        unit=author.unit,
        first=command.first,
        last=command.last,
        chapters=asked.chapters,
        recipients=_recipients(asked, author),
        received_at=received_at,
        on_time=on_time,
        days_late=days_late,
        incoming_number=command.paper.incoming_number if command.paper else None,
        summary=Sealed(subject, command.summary) if command.summary else None,
        document=command.document,
    )


def _timeliness(asked: Asked, received_at: datetime) -> tuple[bool, int]:
    """Late is what comes after the regime's days from the end of the period, if it gives any."""
    if asked.rule.within is None:
        return True, 0
    context, last = asked.context, asked.command.last
    calendar = context.rulebook.latest_calendar(context.directory, asked.regime.spec.calendar)
    last_day = due_day(last, (Span.parse(asked.rule.within),), calendar) or last
    if is_in_time(received_at, end_of(last_day)):
        return True, 0
    return False, (local_date(received_at) - last_day).days


def _recipients(asked: Asked, author: Author) -> tuple[Recipient, ...]:
    """Every addressee that the rule names, once. Raises Rejected where one is missing."""
    found = list(_addressees(asked, author))
    if not every_addressee_reached([body for body, _, _ in found]):
        missing = next((one for one in found if one[0] is None), found[0])
        raise Rejected("addressee-missing", chapter=missing[1], body=missing[2].value)
    units = dict.fromkeys(body for body, _, _ in found if body is not None)
    return tuple(Recipient(unit=unit, rights=(Right.INFORM,)) for unit in units)


def _addressees(asked: Asked, author: Author) -> Iterator[tuple[UnitId | None, UnitId, UnitKind]]:
    """For each chapter, or the committee, whoever stands today for the bodies of that last day."""
    directory, last = asked.context.directory, asked.command.last
    for place in (author.unit,) if author.unit else asked.chapters:
        for one in asked.rule.to:
            if one.tier is None or one.body is None:
                yield _own_unit(asked, author), place, UnitKind.AGENCY
                continue
            committee = directory.committee_at(place, one.tier, last)
            body = directory.body(committee, one.body, last) if committee else None
            stands = directory.standing_for(body.id, asked.context.today) if body else None
            yield stands, place, one.body


def _own_unit(asked: Asked, author: Author) -> UnitId | None:
    """Whose leadership is the author's own: the unit acted for, on paper the first one served."""
    directory, today = asked.context.directory, asked.context.today
    office = asked.command.office or ""
    served = directory.units_of(author.cadre or "", today) if asked.command.paper else (office,)
    units = (directory.unit(id, today) for id in served)
    return next((unit.id for unit in units if unit and unit.kind not in CHAPTERS), None)
