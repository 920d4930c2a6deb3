"""Where the story is written down: who does what when, in any order, and then by the clock."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from adapters.demo.people import House, Officer, cadres, house, secretary_of
from adapters.demo.province import PROVINCE, commune_of, district_of, places
from adapters.demo.registers import Later, Registers
from domain.local_time import VIETNAM
from domain.organisation import CHAPTERS
from domain.values import SCHEDULER, PersonRef, UnitId
from workflows.command import Command
from workflows.organisation_commands import ProvinceCommand

DEMO = UUID("3c7c8f0e-0c1e-5a4e-9f5b-6d1f6a2f4b10")
"""Namespace of everything that a demo makes up."""

TIME = Officer(SCHEDULER, None)
"""What happens by the passing of time."""

_STEP = timedelta(seconds=1)


def moment(text: str) -> datetime:
    """``9/8 23:59`` or ``9/8 23:59:40``: a time in Vietnam in 2018, the year of the story."""
    form = "%d/%m %H:%M:%S" if text.count(":") == 2 else "%d/%m %H:%M"
    return datetime.strptime(f"2018 {text}", f"%Y {form}").replace(tzinfo=VIETNAM)


class Line(NamedTuple):
    """One line of the script."""

    at: datetime
    actor: Officer
    kind: type[Command]
    fields: Mapping[str, Any]
    refused: str | None = None
    """The code of the refusal that the story wants."""


class Cue(NamedTuple):
    """A command whose turn has come, and the refusal that the story wants of it."""

    at: datetime
    command: Command
    refused: str | None = None


class Stage:
    """The seed decides who and where; what happens and when is the same in every demo."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self._seed = seed
        self._made_up = 0
        self._lines: list[Line] = []
        self.chapters = [place.unit for place in places() if place.kind in CHAPTERS]
        self.cadres = list(cadres(self.chapters, self.rng, self.person))

    def person(self, role: str) -> PersonRef:
        """The opaque reference of whoever plays the role."""
        return f"p-{uuid5(DEMO, f'{self._seed}/person/{role}').hex[:12]}"

    def new_id(self) -> UUID:
        self._made_up += 1
        return uuid5(DEMO, f"{self._seed}/{self._made_up}")

    @property
    def province(self) -> House:
        return house(PROVINCE, self.person)

    def district(self, unit: UnitId) -> House:
        """The district that a unit belongs to."""
        return house(district_of(unit), self.person)

    def commune(self, chapter: UnitId) -> House:
        """The commune of a village's chapter; a workplace's chapter has only its district."""
        return house(commune_of(chapter) or district_of(chapter), self.person)

    def head_of(self, agency: UnitId) -> Officer:
        committee, _, code = agency.rpartition("-")
        return house(committee, self.person).agency(code)

    def deputy_of(self, agency: UnitId) -> Officer:
        committee, _, code = agency.rpartition("-")
        return house(committee, self.person).deputy(code)

    def secretary(self, chapter: UnitId) -> Officer:
        return secretary_of(chapter, self.person)

    def delegate(self, committee: House) -> Officer:
        """The head of the committee's office, on the standing board in the place of another."""
        return Officer(committee.head_of_office.person, committee.unit("TT"))

    def register(self, at: str, kind: type[ProvinceCommand], /, **fields: Any) -> None:
        """The registrar records a change of the organisation."""
        fields = {"channel": "cli", "province": PROVINCE, **fields}
        self.write(at, self.province.head_of_office, kind, **fields)

    def write(
        self,
        at: str | datetime,
        actor: Officer,
        kind: type[Command],
        refused: str | None = None,
        /,
        **fields: Any,
    ) -> None:
        """Somebody sends a command; ``refused`` names the refusal that the story wants."""
        at = moment(at) if isinstance(at, str) else at
        self._lines.append(Line(at, actor, kind, fields, refused))

    def cues(self) -> Iterator[Cue]:
        """Every command in order of time, no two at the same moment."""
        registers, last = Registers(), None
        for line in sorted(self._lines, key=lambda line: line.at):
            at = line.at if last is None else max(line.at, last + _STEP)
            last = at
            yield Cue(at, self._command(line, at, registers), line.refused)

    def _command(self, line: Line, at: datetime, registers: Registers) -> Command:
        fields = {
            name: value.make(registers, at) if isinstance(value, Later) else value
            for name, value in line.fields.items()
        }
        noted_later = timedelta(minutes=self.rng.randrange(2, 9))
        said = {"channel": "web", "occurred_at": at - noted_later}
        if line.actor is TIME:
            said = {"channel": "scheduler", "occurred_at": at}
        return line.kind(
            id=self.new_id(),
            actor=line.actor.person,
            office=line.actor.office,
            recorded_at=at,
            **{**said, **fields},
        )
