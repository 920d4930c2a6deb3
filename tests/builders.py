"""Small provinces and the commands of a life in them, with whatever a test does not care about."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID, uuid5

from adapters.event_store.mapper import FactMapper
from adapters.event_store.memory import MemoryStore
from adapters.vault import PassThroughVault
from domain.fact import Envelope, Fact, Recorded
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
from workflows.ports import Append, EventStore

IDS = UUID("00000000-0000-4000-8000-000000000000")
FOUNDED = datetime(2018, 1, 2, 1, 0, tzinfo=UTC)
FOUNDER = "p-founder"

PROVINCE, DISTRICT, OTHER_DISTRICT, CHAPTER = "NB", "NB-H1", "NB-H2", "NB-H1-X1-C1"
UBND, DEPARTMENT, POLICE = "NB-H1-UBND", "NB-H1-KTHT", "NB-H1-CA"
PROVINCIAL_DEPARTMENT = "NB-SXD"
CADRE, SECRETARY = "p-cadre", "p-secretary"

_PROVINCIAL_OFFICERS = {
    "NB-TT": ("p-nbchair", "deputy-secretary"),
    "NB-BTV": ("p-nbmember", "member"),
    "NB-VP": ("p-nbclerk", "officer"),
    "NB-UBKT": ("p-nbinspector", "head"),
    PROVINCIAL_DEPARTMENT: ("p-nbdirector", "head"),
}
OFFICERS = {
    **_PROVINCIAL_OFFICERS,
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

_PROVINCIAL_UNITS = [
    ("NB-BTV", "standing-committee", PROVINCE),
    ("NB-TT", "standing-board", PROVINCE),
    ("NB-VP", "committee-office", PROVINCE),
    ("NB-UBKT", "inspection-commission", PROVINCE),
    (PROVINCIAL_DEPARTMENT, "agency", PROVINCE),
]
_UNITS = [
    *_PROVINCIAL_UNITS,
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


class Shape(NamedTuple):
    """What a province is made of, and where in it the issues of a test begin."""

    units: list[tuple[str, str, str]]
    """Code, kind and parent."""
    officers: dict[str, tuple[str, str]]
    """One officer for each body, with the post: who acts for it when a test does not say."""
    middle: str
    """The committee to which issues are submitted."""
    chapter: str

    @property
    def chapters(self) -> list[str]:
        return [unit for unit, kind, _ in self.units if kind == "residential-chapter"]


def _commune(code: str, parent: str) -> list[tuple[str, str, str]]:
    """A commune that decides, with two chapters, each body's code with the usual end."""
    return [
        (code, "commune", parent),
        (f"{code}-BTV", "standing-committee", code),
        (f"{code}-TT", "standing-board", code),
        (f"{code}-VP", "committee-office", code),
        (f"{code}-UBND", "agency", code),
        (f"{code}-KTHT", "agency", code),
        (f"{code}-CA", "agency", code),
        (f"{code}-C1", "residential-chapter", code),
        (f"{code}-C2", "residential-chapter", code),
    ]


def _commune_officers(code: str, name: str) -> dict[str, tuple[str, str]]:
    return {
        f"{code}-TT": (f"p-{name}chair", "deputy-secretary"),
        f"{code}-BTV": (f"p-{name}member", "member"),
        f"{code}-VP": (f"p-{name}clerk", "officer"),
        f"{code}-UBND": (f"p-{name}ubnd", "vice-chair"),
        f"{code}-KTHT": (f"p-{name}works", "head"),
        f"{code}-CA": (f"p-{name}police", "head"),
        f"{code}-C1": (f"p-{name}secretary1", "secretary"),
        f"{code}-C2": (f"p-{name}secretary2", "secretary"),
    }


_COMMUNES_BELOW = [*_commune("NB-H1-X1", DISTRICT), *_commune("NB-H2-X1", OTHER_DISTRICT)]
_OF_DISTRICTS = [unit for unit in _UNITS if not unit[0].startswith(("NB-H1-X1", "NB-H2-X1"))]
SHAPES = {
    "district": Shape(_UNITS, OFFICERS, DISTRICT, CHAPTER),
    "three-tiers": Shape(
        [
            *_OF_DISTRICTS,
            ("NB-H1-UBKT", "inspection-commission", DISTRICT),
            *_COMMUNES_BELOW,
        ],
        {
            **{unit: held for unit, held in OFFICERS.items() if "-X1-" not in unit},
            "NB-H1-UBKT": ("p-h1inspector", "head"),
            **_commune_officers("NB-H1-X1", "x1"),
            **_commune_officers("NB-H2-X1", "x2"),
        },
        "NB-H1-X1",
        CHAPTER,
    ),
    "two-tiers": Shape(
        [*_PROVINCIAL_UNITS, *_commune("NB-X1", PROVINCE), *_commune("NB-X2", PROVINCE)],
        {
            **_PROVINCIAL_OFFICERS,
            **_commune_officers("NB-X1", "x1"),
            **_commune_officers("NB-X2", "x2"),
        },
        "NB-X1",
        "NB-X1-C1",
    ),
}
"""District below province; commune, district, province; commune below province."""


def vietnam(text: str) -> datetime:
    """``2018-08-03 20:00`` in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def named(name: str) -> UUID:
    """The same id for the same name in every test."""
    return uuid5(IDS, name)


def document(number: str = "12-CV/HU", issuer: str = DISTRICT, **other: Any) -> DocumentRef:
    return DocumentRef(number=number, dated=date(2018, 8, 20), issuer=issuer, **other)


@cache
def _mapper() -> FactMapper:
    """One for all stores: it keeps nothing of any."""
    return FactMapper(AnyFact, PassThroughVault())


def memory_store() -> MemoryStore:
    return MemoryStore(_mapper())


class SimulatedClock:
    """Never asked: a simulation's time comes with the commands."""

    def now(self) -> datetime:
        raise AssertionError("a simulation asked the clock")


class World:
    """A desk over a store, a clock that the test moves, and the commands in short."""

    def __init__(
        self,
        store: EventStore | None = None,
        regime: str = "ninh-binh",
        shape: Literal["district", "three-tiers", "two-tiers"] = "district",
    ) -> None:
        self.store = store or memory_store()
        self.desk = Desk(self.store, SimulatedClock(), simulation=True)
        self.now = FOUNDED
        self.count = 0
        self.regime = regime
        self.shape = SHAPES[shape]
        self.outcomes: list[Outcome] = []

    def body(self, suffix: str) -> str:
        """``VP``: the office of the committee to which issues are submitted."""
        return f"{self.shape.middle}-{suffix}"

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
        officers = self.shape.officers
        actor = actor or (officers[office][0] if office in officers else FOUNDER)
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
                for unit, kind, parent in self.shape.units
            ],
            appointments=[
                {"person": person, "unit": unit, "post": post, **since}
                for unit, (person, post) in self.shape.officers.items()
            ]
            + [{"person": CADRE, "unit": PROVINCIAL_DEPARTMENT, "post": "deputy-head", **since}],
            assignments=[
                {"cadre": CADRE, "chapter": chapter, **since} for chapter in self.shape.chapters
            ],
            **common,
        )
        # Last, so that a test's cadre may be anybody, whomever its regime lets be assigned.
        self.do("bind-regime", None, unit=PROVINCE, valid_from=day, **bound, **common)
        return self

    def write(self, stream: UUID, *facts: Fact, office: str | None = None) -> None:
        """Stores facts as they are, for tests of what becomes of them, whoever decides them."""
        self.count += 1
        version, command_id = len(self.store.load({stream: 0})[stream]), named(f"w{self.count}")
        envelopes = [
            Envelope(
                stream=stream,
                version=version + number,
                command_id=command_id,
                command="write-facts",
                actor=FOUNDER,
                office=office,
                role="registrar",
                channel="cli",
                occurred_at=self.now,
                recorded_at=self.now,
                directory=self.desk.directory().version,
            )
            for number, _ in enumerate(facts, start=1)
        ]
        together = tuple(zip(envelopes, facts, strict=True))
        self.store.append(Append(command_id, "0" * 64, together, {stream: version}))
        self.now += timedelta(minutes=1)

    def issue(self, issue: UUID) -> Issue:
        facts = self.store.load({issue: 0})[issue]
        return fold(cast(list[Recorded[IssueFact]], facts))
