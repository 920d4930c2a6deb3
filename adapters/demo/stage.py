"""Where the story is written down: who does what when, in any order, and then by the clock."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from adapters.demo.people import House, Officer, house, secretary_of
from adapters.demo.province import chapters_of, commune_of, first_below_the_province
from adapters.demo.registers import Later, Registers
from adapters.demo.setting import Setting
from domain.values import SCHEDULER, PersonRef, UnitId
from workflows.command import Command
from workflows.organisation_commands import ProvinceCommand

DEMO = UUID("3c7c8f0e-0c1e-5a4e-9f5b-6d1f6a2f4b10")
"""Namespace of everything that a demo makes up."""

TIME = Officer(SCHEDULER, None)
"""What happens by the passing of time."""

_STEP = timedelta(seconds=1)


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


class Managed(NamedTuple):
    """A process manager whose turn has come: ``succession`` or ``recomputation``."""

    at: datetime
    what: str
    by: PersonRef


class Stage:
    """The seed decides who and where; what happens and when is the same in every demo."""

    def __init__(self, seed: int, setting: Setting) -> None:
        self.rng = Random(seed)
        self.setting = setting
        self._seed = seed
        self._made_up = 0
        self._lines: list[Line] = []
        self._managed: list[Managed] = []
        self.chapters = chapters_of(setting.province.places())
        self.cadres = list(setting.cadres(setting.province, self.rng, self.person))

    def person(self, role: str) -> PersonRef:
        """The opaque reference of whoever plays the role."""
        return f"p-{uuid5(DEMO, f'{self._seed}/person/{role}').hex[:12]}"

    def new_id(self) -> UUID:
        self._made_up += 1
        return uuid5(DEMO, f"{self._seed}/{self._made_up}")

    @property
    def province(self) -> House:
        return house(self.setting.province.code, self.person)

    def district(self, unit: UnitId) -> House:
        """The district that a unit belongs to."""
        return house(first_below_the_province(unit), self.person)

    def holder(self, chapter: UnitId) -> House:
        """The committee that gets what the chapter submits."""
        return house(self.setting.holder_of(chapter), self.person)

    def house(self, committee: UnitId) -> House:
        return house(committee, self.person)

    def commune(self, chapter: UnitId) -> House:
        """The commune of a village's chapter; a workplace's chapter has only its district."""
        return house(commune_of(chapter) or first_below_the_province(chapter), self.person)

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
        fields = {"channel": "cli", "province": self.setting.province.code, **fields}
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
        at = self.setting.moment(at) if isinstance(at, str) else at
        self._lines.append(Line(at, actor, kind, fields, refused))

    def manage(self, at: str, what: str) -> None:
        """A process manager runs, as whoever keeps the organisation starts it."""
        by = self.province.head_of_office.person
        self._managed.append(Managed(self.setting.moment(at), what, by))

    def cues(self) -> Iterator["Cue | Managed"]:
        """Everything in order of time, no two commands at the same moment."""
        registers, last = Registers(), None
        lines: list[Line | Managed] = [*self._lines, *self._managed]
        for line in sorted(lines, key=lambda line: line.at):
            if isinstance(line, Managed):
                yield line
                continue
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
