"""Where and when a demo is set: its province, its rules, its time, and what it ends with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from random import Random
from typing import NamedTuple

from adapters.demo.people import Cadre
from adapters.demo.province import Province, commune_of, first_below_the_province
from domain.calendar import Calendar
from domain.deadline import RegimeRef
from domain.local_time import VIETNAM
from domain.organisation import UnitKind
from domain.period import ONE_DAY
from domain.values import PersonRef, UnitId
from workflows.calendar_files import load_calendar_file

ROUND_AT = time(7, 0, tzinfo=VIETNAM)
"""Before the offices open: what fell due in the night, and what is to be warned of today."""

Cadres = Callable[[Province, Random, Callable[[str], PersonRef]], Iterable[Cadre]]


def nobody(_: Province, __: Random, ___: Callable[[str], PersonRef]) -> Iterable[Cadre]:
    """Where the regime knows no assigned cadres."""
    return ()


class Setting(NamedTuple):
    """What the commands of a demo are written with."""

    province: Province
    year: int
    """Of every day that is told without one."""
    regime: RegimeRef
    rules_from: date
    """From then on the regime binds, and its cadres attend."""
    rounds_from: date
    rounds_until: date
    looked_back_to: str
    """When most inboxes held something."""
    looked_into: tuple[UnitId, ...] = ()
    """Whose inbox may be shown; those that get what is submitted where nobody is named."""
    held_by: UnitKind = UnitKind.DISTRICT
    """The tier whose committees get what is submitted."""
    cadres: Cadres = nobody
    channels: tuple[str, ...] = ("cadre-report",)
    """Through which issues come in, one after the other."""
    meeting_days: Mapping[str, int] = {"3/8": 1}
    """Each with its weight."""
    reports_on: tuple[str, tuple[str, ...]] = ("9/8", ("6/8", "7/8", "8/8"))
    """A day for reports with issues, and those for the others."""
    reports_always: bool = True
    """Whether a report is owed where nothing was raised."""
    lists: tuple[tuple[str, ...], ...] = ()
    """Command lines that show at the end what this regime asks for."""

    def holder_of(self, unit: UnitId) -> UnitId:
        """The committee that gets what the chapter submits."""
        if self.held_by is UnitKind.COMMUNE:
            return commune_of(unit) or first_below_the_province(unit)
        return first_below_the_province(unit)

    def inboxes(self) -> Sequence[UnitId]:
        """Of which of these one is shown."""
        return self.looked_into or self.province.of_kind(self.held_by)

    def moment(self, text: str) -> datetime:
        """``9/8 23:59``, ``9/8 23:59:40`` or ``5/1/2023 09:00``: a time in Vietnam."""
        day, clock = text.split()
        at = datetime.combine(self.day(day), time.fromisoformat(clock))
        return at.replace(tzinfo=VIETNAM)

    def day(self, text: str) -> date:
        """``3/9`` of the year of the story, or ``5/1/2023``."""
        numbers = [int(one) for one in text.split("/")]
        day, month, *year = numbers
        return date(year[0] if year else self.year, month, day)

    def working_day(self, number: int, since: str = "3/8") -> str:
        """The working day that many after that day, as plots are written with."""
        day = _calendar().add_working_days(self.day(since), number)
        written = f"{day.day}/{day.month}"
        return written if day.year == self.year else f"{written}/{day.year}"

    def rounds(self) -> Iterator[datetime]:
        """When the scheduler looks at what is due, every morning."""
        day = self.rounds_from
        while day <= self.rounds_until:
            yield datetime.combine(day, ROUND_AT).astimezone(UTC)
            day += ONE_DAY


def _calendar() -> Calendar:
    return load_calendar_file("vn").calendar
