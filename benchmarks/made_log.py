"""A log of any length, made of facts directly: the lives of many issues in one large province.

The same numbers give the same log. Lives run side by side as in a real one: meetings, reports,
letters, answers, extensions, pauses, escalations and what a scheduler flags, each in the shape in
which the Desk records it; nothing of it is decided by a regime, so it takes microseconds a fact.
"""

import heapq
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from adapters.bootstrap import make_mapper
from adapters.demo.samples import Sample, samples_on
from adapters.event_store.files import create
from domain import deadline as d
from domain import issue_facts as f
from domain import meeting as m
from domain.calendar import Span, SpanUnit, end_of, local_date
from domain.fact import Envelope, Fact, Recorded
from domain.organisation import (
    OrganisationFounded,
    OrgUnitEstablished,
    UnitKind,
    organisation_id,
)
from domain.report import ReportSubmitted
from domain.sealed import Sealed
from domain.values import (
    SCHEDULER,
    Authority,
    DocumentKind,
    DocumentRef,
    MeetingKind,
    Source,
    Value,
)

PROVINCE = "NB"
BOARD, COMMITTEE, PROVINCIAL_AGENCY = "NB-TT", "NB-BTV", "NB-SXD"
START = datetime(2018, 8, 3, 12, 0, tzinfo=UTC)
REGIME = d.RegimeRef(id="ninh-binh", version="2018.1")
CALENDAR = d.CalendarRef(id="vn", version="2018.1")

_RECIPIENTS = tuple(
    f.Recipient(unit=body, rights=(f.Right.INFORM, f.Right.TAKE_OVER))
    for body in (BOARD, COMMITTEE)
)
_TEN_DAYS = Span(amount=10, unit=SpanUnit.WORKING_DAYS)
_SYLLABLES = [
    onset + rime
    for onset in ("b", "ch", "đ", "gi", "h", "kh", "l", "m", "ngh", "nh", "ph", "qu", "th", "tr")
    for rime in ("ang", "ảnh", "ao", "ầm", "âu", "ẹ", "ên", "ình", "ói", "ông", "ỡ", "ung", "ương")
]
"""Enough words that no two issues read alike, whether or not Vietnamese has them all."""


class Shape(NamedTuple):
    """How large the province is and how fast its issues come."""

    districts: int = 20
    communes: int = 8
    """Of a district."""
    chapters: int = 5
    """Of a commune."""
    agencies: int = 6
    """Of a district."""
    issues_a_day: int = 120
    """A large province has 42,000 issues a year (DOMAIN 7)."""


class _Step(NamedTuple):
    """What one command recorded, after a while."""

    wait: timedelta
    command: str
    actor: str
    office: str | None
    facts: list[tuple[UUID, Fact]]


_Life = Iterator[_Step]
V = TypeVar("V", bound=Value)


def made_log(issues: int, *, seed: int = 1, shape: Shape | None = None) -> Iterator[Recorded[Fact]]:
    """The facts of so many issues from first to last, some 33 of each, in order.

    Memory holds the open issues only; ``islice`` of it is a province in the midst of its work.
    """
    return _Maker(issues, seed, shape or Shape()).log()


def made_lives(
    issues: int, *, seed: int = 1, shape: Shape | None = None, open_share: float = 0.1
) -> Iterator[list[Recorded[Fact]]]:
    """Issue by issue the whole life of each, or of some only the beginning.

    A log as none ever is, for tables of any size that are quickly filled.
    """
    return _Maker(issues, seed, shape or Shape()).lives(open_share)


def write_log(path: Path, facts: Iterable[Recorded[Fact]]) -> None:
    """A new store of these facts, written past the Desk: without outcomes of its commands."""
    mapper = make_mapper()
    left = iter(facts)
    create(path, mapper, simulation=True).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        while batch := list(islice(left, 10_000)):
            rows = []
            for position, envelope, fact in batch:
                state = mapper.to_stored(envelope, fact).state
                identity = (position, envelope.stream.hex, envelope.version)
                rows.append((*identity, fact.type, state))
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", rows)
            connection.execute("COMMIT")


class _Maker:
    def __init__(self, issues: int, seed: int, shape: Shape) -> None:
        self.random = Random(seed)
        self.shape = shape
        self.issues = issues
        self.samples = list(samples_on(START.date()).values())
        self.versions: dict[UUID, int] = {}
        self.positions = count(1)
        self.commands = count(1)

    def log(self) -> Iterator[Recorded[Fact]]:
        yield from self._record(START - timedelta(days=1), self._founding())
        tick = timedelta(days=1) / self.shape.issues_a_day
        waiting: list[tuple[datetime, int, _Life, _Step]] = []
        for number in range(self.issues):
            born = START + number * tick
            while waiting and waiting[0][0] <= born:
                yield from self._next_of(waiting)
            self._wait(waiting, born, number, self._life(number, born))
        while waiting:
            yield from self._next_of(waiting)

    def lives(self, open_share: float) -> Iterator[list[Recorded[Fact]]]:
        yield list(self._record(START - timedelta(days=1), self._founding()))
        tick = timedelta(days=1) / self.shape.issues_a_day
        for number in range(self.issues):
            at = START + number * tick
            steps = self._life(number, at)
            if self.random.random() < open_share:
                steps = islice(steps, self.random.randrange(2, 12))
            life: list[Recorded[Fact]] = []
            for step in steps:
                at += step.wait
                life += self._record(at, step)
            for stream in _streams(number):
                self.versions.pop(stream, None)
            yield life

    def _next_of(self, waiting: list[Any]) -> Iterator[Recorded[Fact]]:
        at, number, life, step = heapq.heappop(waiting)
        yield from self._record(at, step)
        if not self._wait(waiting, at, number, life):
            for stream in _streams(number):
                self.versions.pop(stream, None)

    def _wait(self, waiting: list[Any], at: datetime, number: int, life: _Life) -> bool:
        step = next(life, None)
        if step is not None:
            heapq.heappush(waiting, (at + step.wait, number, life, step))
        return step is not None

    def _record(self, at: datetime, step: _Step) -> Iterator[Recorded[Fact]]:
        command = UUID(int=next(self.commands))
        for stream, fact in step.facts:
            version = self.versions[stream] = self.versions.get(stream, 0) + 1
            envelope = _made(
                Envelope,
                stream=stream,
                version=version,
                command_id=command,
                command=step.command,
                actor=step.actor,
                office=step.office,
                role="made",
                on_behalf_of=None,
                channel="cli",
                occurred_at=at,
                recorded_at=at,
                correlation=None,
                causation=None,
                directory=1,
            )
            yield Recorded(next(self.positions), envelope, fact)

    def _founding(self) -> _Step:
        """The province and its units."""
        day = date(2018, 1, 2)
        facts: list[Fact] = [
            OrganisationFounded(
                province=PROVINCE, name="Tỉnh ủy", founder="p-founder", founded_on=day
            )
        ]
        units: list[tuple[str, str, UnitKind, str]] = [
            (BOARD, "Thường trực Tỉnh ủy", UnitKind.STANDING_BOARD, PROVINCE),
            (COMMITTEE, "Ban Thường vụ Tỉnh ủy", UnitKind.STANDING_COMMITTEE, PROVINCE),
            (PROVINCIAL_AGENCY, "Sở Xây dựng", UnitKind.AGENCY, PROVINCE),
        ]
        for district in range(1, self.shape.districts + 1):
            code = f"NB-H{district}"
            units.append((code, f"Huyện ủy {district}", UnitKind.DISTRICT, PROVINCE))
            for agency in range(1, self.shape.agencies + 1):
                units.append((f"{code}-P{agency}", f"Phòng {agency}", UnitKind.AGENCY, code))
            for commune in range(1, self.shape.communes + 1):
                below = f"{code}-X{commune}"
                units.append((below, f"Đảng ủy xã {commune}", UnitKind.COMMUNE, code))
                for chapter in range(1, self.shape.chapters + 1):
                    name = f"Chi bộ xóm {_SYLLABLES[commune * 7 + chapter]} {chapter}"
                    kind = UnitKind.RESIDENTIAL_CHAPTER
                    units.append((f"{below}-C{chapter}", name, kind, below))
        facts += [
            OrgUnitEstablished(unit=unit, kind=kind, name=name, parent=parent, valid_from=day)
            for unit, name, kind, parent in units
        ]
        stream = organisation_id(PROVINCE)
        recorded = [(stream, fact) for fact in facts]
        return _Step(timedelta(), "import-organisation", "p-founder", None, recorded)

    def _life(self, number: int, born: datetime) -> _Life:
        return _IssueLife(self, number, born).steps()


def _streams(number: int) -> tuple[UUID, UUID, UUID]:
    """Issue, meeting and report of a number; spread over the whole range as random ids are."""
    return (_uuid(1, number), _uuid(2, number), _uuid(3, number))


def _uuid(kind: int, number: int) -> UUID:
    mixed = (number * 0x9E3779B97F4A7C15 + kind * 0xBF58476D1CE4E5B9) & (1 << 64) - 1
    return UUID(int=mixed << 64 | kind << 60 | number)


class _IssueLife:
    """One issue from its meeting to its end, with what the scheduler finds late on the way."""

    def __init__(self, maker: _Maker, number: int, born: datetime) -> None:
        self.random = maker.random
        self.number = number
        self.now = born
        self.issue, self.meeting, self.report = _streams(number)
        shape = maker.shape
        self.holder = f"NB-H{self.random.randrange(shape.districts) + 1}"
        commune = self.random.randrange(shape.communes) + 1
        self.chapter = f"{self.holder}-X{commune}-C{self.random.randrange(shape.chapters) + 1}"
        self.agencies = shape.agencies
        self.sample: Sample = self.random.choice(maker.samples)
        self.severity = self.sample.severity
        self.leg = 0
        self.lead = ""
        self.letters = count(1)
        self.owed: dict[str, d.DeadlineSet] = {}
        self.ordinals: dict[tuple[int, str], int] = {}

    # ── What a command records ────────────────────────────────────────────────────────────────

    def step(self, days: float, command: str, office: str | None, *facts: Fact) -> _Step:
        wait = timedelta(seconds=int(days * 86400 * (0.5 + self.random.random())))
        self.now += wait
        actor = SCHEDULER if office is None else f"p-{office.lower().replace('-', '')}officer"
        return _Step(wait, command, actor, office, [(self.issue, fact) for fact in facts])

    def owes(self, kind: d.DeadlineKind, bearer: str, days: int) -> d.DeadlineSet:
        """A deadline from now on; working days are plain ones here."""
        started = local_date(self.now)
        last_day, due = _day_after(started, days)
        key = (self.leg, kind.value)
        ordinal = self.ordinals[key] = self.ordinals.get(key, 0) + 1
        owed = self.owed[kind.value] = _made(
            d.DeadlineSet,
            deadline=_made(d.DeadlineId, leg=self.leg, kind=kind, ordinal=ordinal),
            bearer=bearer,
            started_on=started,
            spans=(_TEN_DAYS,),
            last_day=last_day,
            due=due,
            rule="P",
            regime=REGIME,
            calendar=CALENDAR,
        )
        return owed

    def met(self, *kinds: d.DeadlineKind) -> list[Fact]:
        found = [self.owed.pop(kind.value) for kind in kinds if kind.value in self.owed]
        return [
            _made(d.DeadlineMet, deadline=one.deadline, on_time=self.now < one.due) for one in found
        ]

    def all_cancelled(self) -> list[Fact]:
        found: list[Fact] = [
            _made(d.DeadlineCancelled, deadline=one.deadline, late=self.now >= one.due)
            for one in self.owed.values()
        ]
        self.owed.clear()
        return found

    def text(self, words: str) -> Sealed:
        return Sealed(f"issue:{self.issue}", words)

    def letter(self, issuer: str) -> DocumentRef:
        return _made(
            DocumentRef,
            kind=DocumentKind.LETTER,
            number=f"{self.number % 997 + next(self.letters)}-CV/{issuer[-3:].strip('-')}",
            dated=local_date(self.now),
            issuer=issuer,
            signatory_post=None,
            incoming_number=None,
        )

    def waiting(self, days: float) -> Iterator[_Step]:
        """Time until the next act, in which the scheduler warns, or finds a deadline missed."""
        until = self.now + timedelta(days=days)
        for owed in sorted(self.owed.values(), key=lambda one: one.due):
            if owed.deadline.kind is d.DeadlineKind.VERIFICATION:
                continue
            for rung, days_late, kind in _LADDER:
                at = owed.due + timedelta(days=days_late)
                if self.now < at < until and self.random.random() < 0.8:
                    fact = _made(
                        kind,
                        deadline=owed.deadline,
                        rung=rung,
                        due=owed.due,
                        notified=(PROVINCE if rung == "superior" else owed.bearer or PROVINCE,),
                    )
                    wait, self.now = at - self.now, at
                    facts: list[tuple[UUID, Fact]] = [(self.issue, fact)]
                    yield _Step(wait, "check-deadlines", SCHEDULER, None, facts)

    # ── A life ────────────────────────────────────────────────────────────────────────────────

    def steps(self) -> _Life:
        chance = self.random.random
        yield self._met_and_raised()
        if chance() < 0.06:
            answer = _made(f.IssueAnsweredAtMeeting, answer=self.text("Đã giải thích"))
            gone = self.all_cancelled()
            yield self.step(0.01, "answer-at-meeting", PROVINCIAL_AGENCY, answer, *gone)
            stood = _made(f.AnswerStood, meeting=self.meeting)
            yield self.step(30, "expire-contest", None, stood)
            return
        yield self._reported()
        if chance() < 0.03:
            withdrawn = _made(f.IssueWithdrawn, reason=self.text("Đã tự giải quyết"))
            gone = self.all_cancelled()
            yield self.step(2, "withdraw-issue", self.chapter, withdrawn, *gone)
            return
        yield self._received()
        yield from self._triaged()
        if chance() < 0.09:
            yield from self._answered_without_work()
        else:
            if chance() < 0.12:
                yield from self._escalated()
            yield from self._worked_on()
        yield from self._replied_and_closed()
        if chance() < 0.04:
            yield from self._reopened()

    def _met_and_raised(self) -> _Step:
        sample, random = self.sample, self.random
        some = " ".join(random.choices(_SYLLABLES, k=4))
        raised = _made(
            f.IssueRaised,
            regime=REGIME,
            via="cadre-report",
            chapter=self.chapter,
            meeting=self.meeting,
            attended_by="p-cadre",
            raised_at=self.now - timedelta(minutes=30 + random.randrange(3000)),
            source=Source.CHAPTER,
            title=self.text(sample.title),
            description=self.text(f"{sample.description} ({some} {self.number % 311})"),
            proposal=self.text(sample.proposed_resolution),
            addressee=f"{self.holder}-P1",
            category=sample.category,
            severity=self.severity,
            authority=Authority.MIDDLE_TIER,
            predecessor=None,
            split_from=None,
        )
        held = _made(
            m.MeetingHeld,
            regime=REGIME,
            chapter=self.chapter,
            kind=MeetingKind.REGULAR,
            started_at=raised.raised_at - timedelta(minutes=90),
            ended_at=raised.raised_at,
        )
        attended = _made(m.AttendanceRecorded, cadre="p-cadre", in_place_of=None)
        step = self.step(
            0, "raise-issue", PROVINCIAL_AGENCY, raised, self.owes(_K.REPORT, PROVINCIAL_AGENCY, 6)
        )
        meeting: list[tuple[UUID, Fact]] = [(self.meeting, held), (self.meeting, attended)]
        return step._replace(facts=meeting + step.facts)

    def _reported(self) -> _Step:
        self.leg = 1
        reported = _made(
            f.IssueReported, report=self.report, holder=self.holder, recipients=_RECIPIENTS
        )
        met = self.met(_K.REPORT)
        step = self.step(3, "submit-report", PROVINCIAL_AGENCY, reported, *met, *self._delivered())
        submitted = _made(
            ReportSubmitted,
            regime=REGIME,
            template="1341-CV-TU",
            cadre="p-cadre",
            meetings=(self.meeting,),
            issues=(self.issue,),
            holder=self.holder,
            recipients=_RECIPIENTS,
            received_at=self.now,
            incoming_number=None,
            on_time=True,
            days_late=0,
            summary=None,
            document=None,
        )
        done = _made(m.MeetingReported, report=self.report, on_time=True, days_late=0)
        return step._replace(facts=[(self.report, submitted), (self.meeting, done), *step.facts])

    def _delivered(self) -> list[Fact]:
        return [
            self.owes(_K.RECEIPT, self.holder, 2),
            self.owes(_K.NOTICE, self.holder, 14),
        ]

    def _received(self) -> _Step:
        received = _made(f.IssueReceived, incoming_number=f"{self.number % 5003}")
        return self.step(1, "receive-issue", f"{self.holder}-VP", received, *self.met(_K.RECEIPT))

    def _triaged(self) -> Iterator[_Step]:
        triaged = _made(
            f.IssueTriaged,
            category=self.sample.category,
            severity=self.severity,
            authority=Authority.MIDDLE_TIER,
        )
        yield self.step(2, "triage-issue", f"{self.holder}-TT", triaged)
        if self.random.random() < 0.12:
            asked = _made(f.ClarificationAsked, questions=self.text("Ở đoạn nào?"))
            notice = self.owed[_K.NOTICE.value]
            paused = _made(d.DeadlinePaused, deadline=notice.deadline, since=local_date(self.now))
            owes = self.owes(_K.CLARIFICATION, self.chapter, 14)
            yield self.step(1, "ask-for-clarification", f"{self.holder}-VP", asked, paused, owes)
            clarified = _made(f.IssueClarified, answer=self.text("Đoạn đầu xóm"))
            met = self.met(_K.CLARIFICATION)
            resumed = self._resumed(notice)
            yield self.step(4, "clarify-issue", self.chapter, clarified, *met, resumed)

    def _resumed(self, owed: d.DeadlineSet) -> Fact:
        last_day, due = _day_after(owed.last_day, 4)
        moved = owed.model_copy(update={"last_day": last_day, "due": due})
        self.owed[owed.deadline.kind.value] = moved
        return _made(
            d.DeadlineResumed,
            deadline=owed.deadline,
            until=local_date(self.now),
            last_day=last_day,
            due=due,
        )

    def _answered_without_work(self) -> Iterator[_Step]:
        board = f"{self.holder}-TT"
        outcome = self.random.random()
        fact: Fact
        if outcome < 0.3:
            fact = _made(
                f.IssueDeclined,
                reason=self.text("Không thuộc phạm vi"),
                legal_basis=self.text("Điều 3"),
            )
        elif outcome < 0.6:
            fact = _made(
                f.IssueDiverted,
                channel=f.DiversionChannel.PETITION,
                document=self.letter(self.holder),
            )
        else:
            fact = _made(
                f.IssueResolved,
                outcome=f.Outcome.EXPLAINED,
                decision=self.text("Đồng ý"),
                document=self.letter(self.holder),
            )
        yield self.step(4, "resolve-issue", board, fact, self.owes(_K.REPLY, self.holder, 7))

    def _escalated(self) -> Iterator[_Step]:
        yield from self.waiting(4)
        below = self.holder
        self.holder, self.leg = PROVINCE, 2
        fact = _made(
            f.IssueEscalated,
            to=PROVINCE,
            decision=self.letter(below),
            reason=self.text("Vượt thẩm quyền"),
        )
        gone = self.met(_K.NOTICE)
        yield self.step(1, "escalate-issue", f"{below}-BTV", fact, *gone, *self._delivered())
        yield self._received()
        if self.random.random() < 0.25:
            self.holder, self.leg = below, 3
            returned = _made(
                f.IssueReturnedDown,
                to=below,
                direction=self.text("Huyện giải quyết"),
                document=self.letter(PROVINCE),
            )
            gone = self.all_cancelled()
            delivered = self._delivered()
            yield self.step(5, "return-issue-down", BOARD, returned, *gone, *delivered)
            yield self._received()
        else:
            yield from self._triaged()

    def _worked_on(self) -> Iterator[_Step]:
        chance, holder = self.random.random, self.holder
        board = BOARD if holder == PROVINCE else f"{holder}-TT"
        yield from self.waiting(3)
        yield self._assigned(board)
        lead = self.lead
        started = _made(f.WorkStarted)
        yield self.step(1, "start-work", lead, started)
        if chance() < 0.05:
            direction = _made(
                f.DirectionGiven,
                addressee=f"{holder}-P2" if holder != PROVINCE else lead,
                due=local_date(self.now) + timedelta(days=10),
                text=self.text("Báo cáo tiến độ"),
                document=self.letter(holder),
            )
            owes = self.owes(_K.DIRECTION, direction.addressee, 10)
            yield self.step(1, "direct-issue", f"{holder}-BTV", direction, owes)
            answered = _made(
                f.DirectionAnswered,
                deadline=owes.deadline,
                by=direction.addressee,
                document=self.letter(direction.addressee),
            )
            met = self.met(_K.DIRECTION)
            yield self.step(6, "answer-direction", direction.addressee, answered, *met)
        for _ in range(self.random.randrange(3)):
            yield from self.waiting(6)
            noted = _made(f.ProgressNoted, note=self.text("Đã khảo sát hiện trường"))
            yield self.step(2, "note-progress", lead, noted)
        if chance() < 0.08:
            yield from self._extended(board)
        if chance() < 0.08:
            yield from self._paused(board)
        yield from self.waiting(12)
        if _K.CO_OPERATION.value in self.owed:
            body = self.owed[_K.CO_OPERATION.value].bearer
            given = _made(f.CoOperationGiven, unit=body, document=None)
            yield self.step(1, "give-co-operation", body, given, *self.met(_K.CO_OPERATION))
        yield self._proposed()
        if chance() < 0.1:
            rejected = _made(f.ResultRejected, reason=self.text("Chưa đủ hồ sơ"))
            resumed = self._resumed(self.owed[_K.RESULT.value])
            met = self.met(_K.ACCEPTANCE)
            yield self.step(3, "reject-result", board, rejected, *met, resumed)
            yield self._proposed()
        yield from self.waiting(2)
        met = self.met(_K.ACCEPTANCE, _K.RESULT)
        owes = self.owes(_K.REPLY, holder, 7)
        accepted = _made(f.ResultAccepted)
        yield self.step(2, "accept-result", board, accepted, *met, owes)

    def _assigned(self, board: str) -> _Step:
        holder = self.holder
        agency = self.random.randrange(self.agencies) + 1
        self.lead = PROVINCIAL_AGENCY if holder == PROVINCE else f"{holder}-P{agency}"
        until = local_date(self.now) + timedelta(days=14)
        bodies: tuple[f.CoOperation, ...] = ()
        owes: list[Fact] = []
        if self.random.random() < 0.15 and holder != PROVINCE:
            other = f"{holder}-P{agency % self.agencies + 1}"
            bodies = (_made(f.CoOperation, unit=other, until=until),)
            owes = [self.owes(_K.CO_OPERATION, other, 14)]
        plan = _made(
            f.Plan,
            content=self.text(self.sample.proposed_resolution),
            solution=self.text("Khảo sát, lập dự toán, thi công"),
            until=until,
            person="p-engineer",
            task=self.text("Chủ trì"),
        )
        assigned = _made(
            f.IssueAssigned,
            lead=self.lead,
            plan=plan,
            co_operating=bodies,
            document=self.letter(holder),
        )
        days = (0, 21, 21, 30, 40)[self.severity]
        met = self.met(_K.NOTICE)
        result = self.owes(_K.RESULT, self.lead, days)
        return self.step(2, "assign-issue", board, assigned, *met, result, *owes)

    def _extended(self, board: str) -> Iterator[_Step]:
        result = self.owed[_K.RESULT.value]
        asked = _made(
            d.ExtensionAsked, deadline=result.deadline, reason=self.text("Mưa lũ kéo dài")
        )
        yield self.step(2, "ask-for-extension", self.lead, asked)
        last_day, due = _day_after(result.last_day, 15)
        self.owed[_K.RESULT.value] = result.model_copy(update={"last_day": last_day, "due": due})
        extended = _made(
            d.DeadlineExtended,
            deadline=result.deadline,
            by=_TEN_DAYS,
            last_day=last_day,
            due=due,
            document=None,
        )
        yield self.step(2, "grant-extension", board, extended)

    def _paused(self, board: str) -> Iterator[_Step]:
        result = self.owed[_K.RESULT.value]
        paused = _made(
            f.IssuePaused,
            ground=f.PauseGround.BUDGET_CYCLE,
            review_on=local_date(self.now) + timedelta(days=30),
            document=self.letter(self.holder),
        )
        stopped = _made(d.DeadlinePaused, deadline=result.deadline, since=local_date(self.now))
        review = self.owes(_K.REVIEW, self.holder, 30)
        yield self.step(1, "pause-issue", board, paused, stopped, review)
        resumed = _made(f.IssueResumed)
        met = self.met(_K.REVIEW)
        yield self.step(20, "resume-issue", board, resumed, *met, self._resumed(result))

    def _proposed(self) -> _Step:
        proposed = _made(
            f.ResultProposed,
            outcome=f.Outcome.DONE,
            evidence=self.text("Biên bản"),
            document=self.letter(self.lead),
        )
        paused = _made(
            d.DeadlinePaused,
            deadline=self.owed[_K.RESULT.value].deadline,
            since=local_date(self.now),
        )
        owes = self.owes(_K.ACCEPTANCE, self.holder, 7)
        return self.step(5, "propose-result", self.lead, proposed, paused, owes)

    def _replied_and_closed(self) -> Iterator[_Step]:
        yield from self.waiting(2)
        sent = _made(
            f.ReplySent, document=self.letter(self.holder), text=self.text("Đã giải quyết xong")
        )
        met = self.met(_K.REPLY, _K.NOTICE)
        owes = self.owes(_K.VERIFICATION, self.chapter, 45)
        yield self.step(3, "reply-to-chapter", f"{self.holder}-VP", sent, *met, owes)
        met = self.met(_K.VERIFICATION)
        if self.random.random() < 0.8:
            verified = _made(f.ResultVerified, meeting=self.meeting)
            yield self.step(25, "verify-result", self.chapter, verified, *met)
        else:
            expired = _made(f.VerificationExpired, meeting=self.meeting)
            yield self.step(60, "expire-verification", None, expired, *met)

    def _reopened(self) -> Iterator[_Step]:
        self.leg += 1
        reopened = _made(
            f.IssueReopened, ground=f.ReopenGround.NOT_DONE, reason=self.text("Mặt đường lại hỏng")
        )
        owes = self.owes(_K.NOTICE, self.holder, 14)
        yield self.step(40, "reopen-issue", self.chapter, reopened, owes)
        yield from self._triaged()
        yield from self._worked_on()
        yield from self._replied_and_closed()


def _made(kind: type[V], /, **fields: Any) -> V:
    """A model of these values, unchecked; five times as fast as ``model_construct``."""
    made = kind.__new__(kind)
    _set(made, "__dict__", {**_defaults(kind), **fields})
    _set(made, "__pydantic_fields_set__", _NO_FIELDS)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


@lru_cache(maxsize=256)
def _defaults(kind: type[Value]) -> dict[str, Any]:
    """All fields in the order in which the Desk's own are stored; what is required comes later."""
    return {
        name: None if field.is_required() else field.get_default()
        for name, field in kind.model_fields.items()
    }


_set = object.__setattr__
_NO_FIELDS: set[str] = set()
_K = d.DeadlineKind
_LADDER: tuple[tuple[str, int, type[d.RungFact]], ...] = (
    ("reminder", -3, d.DeadlineApproaching),
    ("breach", 0, d.DeadlineBreached),
    ("head", 3, d.HeadNotified),
    ("superior", 5, d.EscalationSuggested),
)


@lru_cache(maxsize=4096)
def _day_after(day: date, days: int) -> tuple[date, datetime]:
    """A last day, and the instant from which it is missed."""
    last_day = day + timedelta(days=days)
    return last_day, end_of(last_day)
