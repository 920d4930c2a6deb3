"""A small province and the commands of a life in it, with whatever a test does not care about."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid5

from adapters.event_store.mapper import FactMapper
from adapters.event_store.memory import MemoryStore
from adapters.vault import PassThroughVault
from domain.fact import Recorded
from domain.facts import AnyFact
from domain.issue import Issue, fold
from domain.issue_facts import IssueFact
from domain.local_time import VIETNAM
from domain.values import SCHEDULER, DocumentRef
from workflows.calendar_files import load_calendar_file
from workflows.command import Command
from workflows.commands import COMMAND
from workflows.handling import Desk
from workflows.outcome import Accepted, Outcome
from workflows.ports import EventStore

IDS = UUID("00000000-0000-4000-8000-000000000000")
FOUNDED = datetime(2018, 1, 2, 1, 0, tzinfo=UTC)
FOUNDER = "p-founder"

PROVINCE, DISTRICT, OTHER_DISTRICT, CHAPTER = "NB", "NB-H1", "NB-H2", "NB-H1-X1-C1"
UBND, DEPARTMENT, POLICE = "NB-H1-UBND", "NB-H1-KTHT", "NB-H1-CA"
PROVINCIAL_DEPARTMENT = "NB-SXD"
CADRE, SECRETARY = "p-cadre", "p-secretary"

OFFICERS = {
    "NB-TT": ("p-nbchair", "deputy-secretary"),
    "NB-BTV": ("p-nbmember", "member"),
    "NB-VP": ("p-nbclerk", "officer"),
    "NB-UBKT": ("p-nbinspector", "head"),
    PROVINCIAL_DEPARTMENT: ("p-nbdirector", "head"),
    "NB-H1-TT": ("p-h1chair", "deputy-secretary"),
    "NB-H1-BTV": ("p-h1member", "member"),
    "NB-H1-VP": ("p-h1clerk", "officer"),
    "NB-H1-UBND": ("p-h1ubnd", "vice-chair"),
    "NB-H1-KTHT": ("p-h1works", "head"),
    "NB-H1-CA": ("p-h1police", "head"),
    "NB-H2-TT": ("p-h2chair", "deputy-secretary"),
    "NB-H2-VP": ("p-h2clerk", "officer"),
    CHAPTER: (SECRETARY, "secretary"),
    "NB-H1-X1-C2": ("p-secretary2", "secretary"),
    "NB-H2-X1-C1": ("p-secretary3", "secretary"),
}
"""One officer for each body: who acts for it when a test does not say."""

_UNITS = [
    ("NB-BTV", "standing-committee", PROVINCE),
    ("NB-TT", "standing-board", PROVINCE),
    ("NB-VP", "committee-office", PROVINCE),
    ("NB-UBKT", "inspection-commission", PROVINCE),
    (PROVINCIAL_DEPARTMENT, "agency", PROVINCE),
    (DISTRICT, "district", PROVINCE),
    ("NB-H1-BTV", "standing-committee", DISTRICT),
    ("NB-H1-TT", "standing-board", DISTRICT),
    ("NB-H1-VP", "committee-office", DISTRICT),
    ("NB-H1-UBND", "agency", DISTRICT),
    ("NB-H1-KTHT", "agency", DISTRICT),
    ("NB-H1-CA", "agency", DISTRICT),
    (OTHER_DISTRICT, "district", PROVINCE),
    ("NB-H2-TT", "standing-board", OTHER_DISTRICT),
    ("NB-H2-VP", "committee-office", OTHER_DISTRICT),
    ("NB-H1-X1", "commune", DISTRICT),
    ("NB-H2-X1", "commune", OTHER_DISTRICT),
    (CHAPTER, "residential-chapter", "NB-H1-X1"),
    ("NB-H1-X1-C2", "residential-chapter", "NB-H1-X1"),
    ("NB-H2-X1-C1", "residential-chapter", "NB-H2-X1"),
]


def vietnam(text: str) -> datetime:
    """``2018-08-03 20:00`` in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def named(name: str) -> UUID:
    """The same id for the same name in every test."""
    return uuid5(IDS, name)


def document(number: str = "12-CV/HU", issuer: str = DISTRICT, **other: Any) -> DocumentRef:
    return DocumentRef(number=number, dated=date(2018, 8, 20), issuer=issuer, **other)


def memory_store() -> MemoryStore:
    return MemoryStore(FactMapper(AnyFact, PassThroughVault()))


class SimulatedClock:
    """Never asked: a simulation's time comes with the commands."""

    def now(self) -> datetime:
        raise AssertionError("a simulation asked the clock")


class World:
    """A desk over a store, a clock that the test moves, and the commands in short."""

    def __init__(self, store: EventStore | None = None, regime: str = "ninh-binh") -> None:
        self.store = store or memory_store()
        self.desk = Desk(self.store, SimulatedClock(), simulation=True)
        self.now = FOUNDED
        self.count = 0
        self.regime = regime
        self.outcomes: list[Outcome] = []

    def at(self, text: str) -> "World":
        """Moves the clock to a time in Vietnam."""
        self.now = vietnam(text).astimezone(UTC)
        return self

    def command(self, type: str, actor: str, office: str | None, **fields: Any) -> Command:
        self.count += 1
        common = {
            "type": type,
            "id": fields.pop("id", named(f"command-{self.count}")),
            "actor": actor,
            "office": office,
            "occurred_at": fields.pop("occurred_at", self.now),
            "recorded_at": self.now,
        }
        return COMMAND.validate_python({**common, **fields})

    def send(self, type: str, office: str | None, actor: str = "", **fields: Any) -> Outcome:
        """Handles a command of the office's officer and moves the clock by a minute."""
        actor = actor or (OFFICERS[office][0] if office in OFFICERS else FOUNDER)
        outcome = self.desk.handle(self.command(type, actor, office, **fields))
        self.outcomes.append(outcome)
        self.now += timedelta(minutes=1)
        return outcome

    def do(self, type: str, office: str | None, actor: str = "", **fields: Any) -> Accepted:
        """As ``send``, for a command that must be accepted."""
        outcome = self.send(type, office, actor, **fields)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    def sweep(self, *issues: UUID) -> None:
        """The scheduler looks at the deadlines of the issues."""
        for issue in issues:
            self.do("check-deadlines", None, SCHEDULER, issue=issue, channel="scheduler")

    def found(self, texts: Callable[[str], dict[str, str]]) -> "World":
        """Founds the province, publishes calendar and regimes, and appoints everybody.

        ``texts`` gives the regime's chain: text by ``id version``, parents first.
        """
        day = FOUNDED.date()
        common = {"province": PROVINCE, "actor": FOUNDER}
        self.do("found-organisation", None, name="Tỉnh ủy", founded_on=day, **common)
        file = load_calendar_file("vn")
        calendar = {"calendar": file.calendar.id, "version": file.calendar.version}
        self.do("publish-calendar", None, text=file.text, **calendar, **common)
        bound = {}
        for ref, text in texts(self.regime).items():
            regime, version = ref.split()
            bound = {"regime": regime, "version": version}
            self.do("publish-regime", None, text=text, **bound, **common)
        since = {"valid_from": day}
        self.do(
            "import-organisation",
            None,
            units=[
                {"unit": unit, "kind": kind, "name": unit, "parent": parent, **since}
                for unit, kind, parent in _UNITS
            ],
            appointments=[
                {"person": person, "unit": unit, "post": post, **since}
                for unit, (person, post) in OFFICERS.items()
            ]
            + [{"person": CADRE, "unit": PROVINCIAL_DEPARTMENT, "post": "deputy-head", **since}],
            assignments=[
                {"cadre": CADRE, "chapter": chapter, **since}
                for chapter in (CHAPTER, "NB-H1-X1-C2", "NB-H2-X1-C1")
            ],
            bindings=[{"unit": PROVINCE, **bound, **since}],
            **common,
        )
        return self

    def issue(self, issue: UUID) -> Issue:
        facts = self.store.load({issue: 0})[issue]
        return fold(cast(list[Recorded[IssueFact]], facts))
