"""Histories as they were stored once, and what they came to: these replay for ever.

``<name>.jsonl`` holds one stored row a line; ``<name>.expected.json`` what each stream came to.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any
from uuid import UUID

from domain import conference, directory, duty, issue, meeting, report, residence
from domain.calendar import local_date
from domain.conference import ConferencePlanned
from domain.deadline import Deadlines
from domain.directory import Directory, Unit
from domain.duty import AbsenceExcused, EvaluationContested
from domain.fact import Recorded
from domain.issue import Issue
from domain.issue_facts import IssueRaised
from domain.meeting import BriefingHeld, Meeting, MeetingHeld
from domain.organisation import OrganisationFounded, OrgSuccessionRecorded
from domain.report import Report, ReportSubmitted, SummarySubmitted
from domain.residence import ResidenceIntroduced
from tests.builders import World
from tests.golden.shapes import MAPPER

HISTORIES = Path(__file__).parent / "histories"


def names(folder: Path = HISTORIES) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.jsonl"))


def rows_of(world: World, *, organisation: bool) -> Iterator[str]:
    """The world's log a line for each row: of its organisation alone, or of all but that."""
    home = world.desk.directory().stream
    for recorded in world.store.read():
        if (recorded.envelope.stream == home) is organisation:
            state = json.loads(MAPPER.to_stored(recorded.envelope, recorded.fact).state)
            yield json.dumps({"position": recorded.position, "state": state}, ensure_ascii=False)


def read(text: str) -> list[Recorded[Any]]:
    """A history through the mapper, as a store would read its rows."""
    return [_read(json.loads(line)) for line in text.splitlines()]


def _read(row: dict[str, Any]) -> Recorded[Any]:
    envelope, fact = row["state"]["envelope"], row["state"]["fact"]
    state = json.dumps(row["state"], ensure_ascii=False).encode()
    stream = UUID(envelope["stream"])
    return MAPPER.read(row["position"], stream, envelope["version"], fact["type"], state)


def summary(history: Sequence[Recorded[Any]]) -> dict[str, Any]:
    """What every stream of the history came to, by its id."""
    streams: dict[UUID, list[Recorded[Any]]] = {}
    for recorded in history:
        streams.setdefault(recorded.envelope.stream, []).append(recorded)
    return {str(stream): _summed_up(facts) for stream, facts in streams.items()}


def _summed_up(facts: Sequence[Recorded[Any]]) -> dict[str, Any]:
    return _SUMMARIES[type(facts[0].fact)](facts)


def _issue(facts: Iterable[Recorded[Any]]) -> dict[str, Any]:
    found: Issue = issue.fold(facts)
    return {
        "issue": found.title.text if found.title else None,
        "version": found.version,
        "status": found.status,
        "closure": found.closure,
        "holder": found.holder,
        "archive_holder": found.archive_holder,
        "leg": found.leg,
        "lead": found.lead,
        "recipients": {one.unit: list(one.rights) for one in found.recipients},
        "raised_at": _time(found.raised_at),
        "deadlines": _deadlines(found.deadlines),
        **_said(
            regime=str(found.regime) if _changed_rules(found) else None,
            area=list(found.area),
            unmapped=found.unmapped,
            stuck=sorted(f"{reason}: {body}" for reason, body in found.stuck),
        ),
    }


def _changed_rules(found: Issue) -> bool:
    """Since its first deadline was set; histories from before there were such changes say none."""
    return any(one.regime != found.regime for one in found.deadlines)


def _said(**fields: Any) -> dict[str, Any]:
    """Those that say something: what came later stands in no history from before."""
    return {name: value for name, value in fields.items() if value}


def _meeting(facts: Iterable[Recorded[Any]]) -> dict[str, Any]:
    found: Meeting = reduce(meeting.evolve, facts, meeting.EMPTY)
    return {
        "meeting": found.chapter,
        "version": found.version,
        "cadre": found.cadre,
        "report": str(found.report) if found.report else None,
        "deadlines": _deadlines(found.deadlines),
        **_said(
            committee=found.committee,
            participants=list(found.participants),
            members=found.members,
            present=found.present,
            combined=found.combined,
            score=f"{found.score.total}: {found.score.grade}" if found.score else None,
        ),
    }


def _report(facts: Iterable[Recorded[Any]]) -> dict[str, Any]:
    found: Report = reduce(report.evolve, facts, report.EMPTY)
    if found.summarised is not None:
        return _summarised(found, found.summarised)
    assert found.submitted is not None
    submitted = found.submitted
    return {
        "report": submitted.cadre,
        "version": found.version,
        "holder": submitted.holder,
        "on_time": submitted.on_time,
        "summary": submitted.summary.text if submitted.summary else None,
    }


def _summarised(found: Report, summary: SummarySubmitted) -> dict[str, Any]:
    return {
        "summary": summary.name,
        "version": found.version,
        "by": summary.cadre or summary.unit,
        "period": f"{summary.first} to {summary.last}",
        "recipients": [one.unit for one in summary.recipients],
        "on_time": summary.on_time,
        "text": summary.summary.text if summary.summary else None,
    }


def _residence(facts: Iterable[Recorded[Any]]) -> dict[str, Any]:
    found = reduce(residence.evolve, facts, residence.EMPTY)
    return {
        "link": [found.workplace, found.residence],
        "version": found.version,
        "introduced_at": _time(found.introduced_at),
        "accepted_at": _time(found.accepted_at),
        "register_number": found.register_number,
        "changes": [f"{one.on}: {one.change}" for one in found.changes],
        "ended_on": str(found.ended_on) if found.ended_on else None,
    }


def _duty(facts: Iterable[Recorded[Any]]) -> dict[str, Any]:
    found = reduce(duty.evolve, facts, duty.EMPTY)
    return {
        "duties": [found.cadre, found.year],
        "version": found.version,
        "absences": [f"{one.first} to {one.last}" for one in found.absences],
        "contests": {one.criterion: one.upheld for one in found.contests},
    }


def _conference(facts: Iterable[Recorded[Any]]) -> dict[str, Any]:
    found = reduce(conference.evolve, facts, conference.EMPTY)
    return {
        "conference": found.unit,
        "version": found.version,
        "on": str(found.on),
        "warned": found.warned,
        "cancelled": found.cancelled,
    }


def _organisation(facts: Sequence[Recorded[Any]]) -> dict[str, Any]:
    found = directory.fold(directory.EMPTY, facts)
    said = {local_date(one.envelope.recorded_at) for one in facts}
    successions = [_succession(found, one) for one in found.all_successions()]
    return {
        **({"successions": successions} if successions else {}),
        "version": found.version,
        "founder": found.founder,
        "regimes": {" ".join(ref): found.regime_digest(*ref) for ref in found.regimes()},
        "calendars": {" ".join(ref): found.calendar_digest(*ref) for ref in found.calendars()},
        "changes": _changes(found, sorted(said | {day + timedelta(days=1) for day in said})),
    }


def _succession(found: Directory, recorded: OrgSuccessionRecorded) -> dict[str, Any]:
    """Who stands for the unit and for all that ever stood right below it, on the first day."""
    unit, day = recorded.unit, recorded.valid_from
    below = (one.id for one in found.records_below(unit))
    return {
        "unit": unit,
        "kind": recorded.kind,
        "successors": list(found.successors_of(unit, day)),
        "standing": {id: found.standing_for(id, day) for id in (unit, *below)},
    }


def _changes(found: Directory, days: Iterable[date]) -> dict[str, Any]:
    """By day, every unit that is otherwise than before; null where it is no more."""
    changes: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for day in days:
        now = {unit.id: _unit(found, unit, day) for _, unit in found.walk(day)}
        changes[day.isoformat()] = {
            id: now.get(id) for id in (*now, *before) if now.get(id) != before.get(id)
        }
        before = now
    return changes


def _unit(found: Directory, unit: Unit, day: date) -> dict[str, Any]:
    members = sorted(found.members(unit.id, day))
    held = {person: found.holds(person, unit.id, day) for person in members}
    return {
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent,
        "head": found.head(unit.id, day),
        "members": {
            person: f"{one.kind} {one.post or ''}".strip() for person, one in held.items() if one
        },
        "cadres": sorted(found.cadres_of(unit.id, day)),
        "regime": " ".join(found.binding(unit.id, day) or ()),
    }


def _deadlines(deadlines: Deadlines) -> dict[str, Any]:
    return {
        str(one.id): {
            "status": one.status,
            "due": _time(one.due),
            "bearer": one.bearer,
            "on_time": one.on_time,
            "breached": one.breached,
            "rungs": sorted(one.rungs),
        }
        for one in deadlines
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


_SUMMARIES: dict[type[Any], Callable[[Any], dict[str, Any]]] = {
    IssueRaised: _issue,
    MeetingHeld: _meeting,
    BriefingHeld: _meeting,
    ReportSubmitted: _report,
    SummarySubmitted: _report,
    ResidenceIntroduced: _residence,
    AbsenceExcused: _duty,
    EvaluationContested: _duty,
    ConferencePlanned: _conference,
    OrganisationFounded: _organisation,
}
"""By the fact that a stream begins with."""


def as_text(summary: dict[str, Any]) -> str:
    return json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
