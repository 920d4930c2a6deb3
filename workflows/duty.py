"""Deciding on a cadre's duties: absences that are excused, and contested figures (`002-8`)."""

from datetime import date, timedelta

from domain.directory import Directory
from domain.duty import (
    AbsenceExcused,
    ContestDecided,
    DutyFact,
    DutyYear,
    EvaluationContested,
    duty_year_id,
)
from domain.organisation import CHAPTERS
from domain.regime_keys import EvaluationRules
from domain.sealed import Sealed
from domain.values import PersonRef, UnitId
from workflows.attempt import Context
from workflows.decision import Decision
from workflows.duty_commands import (
    AnyDutyCommand,
    ContestCommand,
    ContestEvaluation,
    DecideContest,
    DutyCommand,
    ExcuseAbsence,
)
from workflows.outcome import Rejected
from workflows.roles import (
    CADRE,
    COMMITTEE_BOARD,
    COMMITTEE_OFFICE,
    capacities,
    in_office,
    on_board,
)
from workflows.rulebook import in_force


def decide(command: AnyDutyCommand, duties: DutyYear, context: Context) -> Decision:
    """The facts of a command on a year's duties. Raises Rejected."""
    match command:
        case ExcuseAbsence():
            return _excused(command, duties, context)
        case ContestEvaluation():
            return _contested(command, duties, context)
        case DecideContest():
            return _contest_decided(command, duties, context)


def committee_of_cadre(directory: Directory, cadre: PersonRef, on: date) -> UnitId | None:
    """The committee in whose bodies or agencies the cadre serves; of several the highest."""
    units = (directory.unit(id, on) for id in directory.units_of(cadre, on))
    committees = (
        directory.committee_of(unit.id, on)
        for unit in units
        if unit is not None and unit.kind not in CHAPTERS and directory.serves(cadre, unit.id, on)
    )
    found = [id for id in committees if id is not None]
    return min(found, key=lambda id: len(directory.ancestors(id, on)), default=None)


def contested_by_the_cadre(command: ContestEvaluation) -> bool:
    """`002-8`: a cadre's figures are contested by the cadre and by nobody else."""
    return command.actor == command.cadre


def contested_in_time(year: int, today: date, rules: EvaluationRules) -> bool:
    """From the day after the year's end, as many days as the regime gives, the last included."""
    year_end = date(year, 12, 31)
    if today <= year_end:
        return False
    within = rules.contest_within_days
    return within is None or today <= year_end + timedelta(days=within)


def _excused(command: ExcuseAbsence, duties: DutyYear, context: Context) -> Decision:
    if command.last < command.first or command.last.year != command.first.year:
        raise Rejected(
            "absence-days", first=command.first.isoformat(), last=command.last.isoformat()
        )
    committee = committee_of_cadre(context.directory, command.cadre, command.first)
    clerk = in_office(command, committee, context)
    if clerk is None or command.cadre in (command.actor, clerk.on_behalf_of):
        raise Rejected(
            "not-entitled",
            trigger="excuse-absence",
            office=command.office,
            roles=[COMMITTEE_OFFICE],
        )
    chapter = command.chapter
    if chapter is not None and not context.directory.is_assigned(
        command.cadre, chapter, command.first
    ):
        raise Rejected("cadre-not-assigned", chapter=chapter)
    fact = AbsenceExcused(
        cadre=command.cadre,
        chapter=chapter,
        first=command.first,
        last=command.last,
        document=command.document,
    )
    facts = () if fact in duties.absences else (fact,)
    return _decision(COMMITTEE_OFFICE, command, facts, clerk.on_behalf_of)


def _contested(command: ContestEvaluation, duties: DutyYear, context: Context) -> Decision:
    if not contested_by_the_cadre(command) or not _acts_in_person(command, context):
        raise Rejected(
            "not-entitled", trigger="contest-evaluation", office=command.office, roles=[CADRE]
        )
    rules = _rules(command, context)
    if command.criterion not in rules.criteria:
        raise Rejected("not-evaluated", criterion=command.criterion.value, year=command.year)
    if not contested_in_time(command.year, context.today, rules):
        raise Rejected("contest-out-of-time", year=command.year, within=rules.contest_within_days)
    if duties.contest(command.criterion) is not None:
        raise Rejected("contested-before", criterion=command.criterion.value, year=command.year)
    fact = EvaluationContested(
        cadre=command.cadre,
        year=command.year,
        criterion=command.criterion,
        reason=_sealed(command),
    )
    return _decision(CADRE, command, (fact,), None)


def _contest_decided(command: DecideContest, duties: DutyYear, context: Context) -> Decision:
    committee = _committee(command, context)
    held = on_board(command, committee, context)
    if held is None:
        raise Rejected(
            "not-entitled",
            trigger="decide-contest",
            office=command.office,
            roles=[COMMITTEE_BOARD],
        )
    if command.cadre in (command.actor, held.on_behalf_of):
        raise Rejected("own-contest")
    contest = duties.contest(command.criterion)
    if contest is None:
        raise Rejected("not-contested", criterion=command.criterion.value, year=command.year)
    if contest.upheld is not None:
        if contest.upheld is command.upheld:
            return Decision(COMMITTEE_BOARD, {})
        raise Rejected("contest-decided", criterion=command.criterion.value, year=command.year)
    fact = ContestDecided(
        criterion=command.criterion, upheld=command.upheld, reason=_sealed(command)
    )
    return _decision(COMMITTEE_BOARD, command, (fact,), held.on_behalf_of)


def _acts_in_person(command: DutyCommand, context: Context) -> bool:
    """In no office's name, for a cadre may have left; or in that of one where the cadre serves."""
    own = (held for held in capacities(command, context) if held.on_behalf_of is None)
    return command.office is None or next(own, None) is not None


def _committee(command: ContestCommand, context: Context) -> UnitId | None:
    """The cadre's, on the last day of the year."""
    return committee_of_cadre(context.directory, command.cadre, date(command.year, 12, 31))


def _rules(command: ContestCommand, context: Context) -> EvaluationRules:
    """Of the regime in force at the year's end; none evaluates nothing."""
    committee = _committee(command, context)
    spec = in_force(context.directory, committee or "", date(command.year, 12, 31))
    return spec.evaluation if spec else EvaluationRules()


def _sealed(command: ContestCommand) -> Sealed:
    stream = duty_year_id(command.cadre, command.year)
    return Sealed(subject=f"duty:{stream}", text=command.reason)


def _decision(
    role: str,
    command: DutyCommand,
    facts: tuple[DutyFact, ...],
    on_behalf_of: PersonRef | None,
) -> Decision:
    return Decision(role, {command.reads()[0].id: facts} if facts else {}, on_behalf_of)
