"""Who serves where in the demo, and which cadres attend which chapters; nobody has a name."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from adapters.demo.province import (
    DEPARTMENTS,
    DISTRICTS,
    FOUNDED_ON,
    PROVINCE,
    Place,
    commune_of,
)
from domain.organisation import CHAPTERS, COMMITTEES, Post, UnitKind
from domain.values import DocumentKind, DocumentRef, PersonRef, UnitId
from workflows.organisation_entries import AppointmentEntry, AssignmentEntry

ATTENDANCE_FROM = date(2018, 7, 1)
"""From then on provincial cadres attend chapters (`002-1`)."""


class Officer(NamedTuple):
    """Somebody in whose office they act."""

    person: PersonRef
    office: UnitId | None


class Cadre(NamedTuple):
    """A provincial officer with the chapters that they attend, all in one district."""

    officer: Officer
    chapters: tuple[UnitId, ...]


class House(NamedTuple):
    """A committee and those who act for it."""

    code: UnitId
    serving: Callable[[UnitId, Post], PersonRef]

    def unit(self, code: str) -> UnitId:
        return f"{self.code}-{code}"

    def _officer(self, code: str, post: Post) -> Officer:
        return Officer(self.serving(self.unit(code), post), self.unit(code))

    @property
    def office(self) -> Officer:
        """The clerk who keeps the register."""
        return self._officer("VP", Post.OFFICER)

    @property
    def head_of_office(self) -> Officer:
        return self._officer("VP", Post.HEAD)

    @property
    def board(self) -> Officer:
        """The deputy secretary who does the daily work of the standing board."""
        return self._officer("TT", Post.DEPUTY_SECRETARY)

    @property
    def chair_on_board(self) -> Officer:
        """The chair of the people's committee, who sits on the standing board as well."""
        return Officer(self.serving(self.unit("UBND"), Post.CHAIR), self.unit("TT"))

    @property
    def committee(self) -> Officer:
        """The secretary, for the standing committee."""
        return self._officer("BTV", Post.SECRETARY)

    @property
    def inspection(self) -> Officer:
        return self._officer("UBKT", Post.CHAIR)

    def agency(self, code: str) -> Officer:
        return self._officer(code, Post.CHAIR if code == "UBND" else Post.HEAD)

    def deputy(self, code: str) -> Officer:
        return self._officer(code, Post.VICE_CHAIR if code == "UBND" else Post.DEPUTY_HEAD)


def house(committee: UnitId, person: Callable[[str], PersonRef]) -> House:
    return House(committee, lambda unit, post: serving(unit, post, person))


def secretary_of(chapter: UnitId, person: Callable[[str], PersonRef]) -> Officer:
    return Officer(serving(chapter, Post.SECRETARY, person), chapter)


def serving(unit: UnitId, post: Post, person: Callable[[str], PersonRef]) -> PersonRef:
    """Who holds the post. A secretary leads both the standing committee and the board."""
    at = unit.removesuffix("-BTV") + "-TT" if unit.endswith("-BTV") else unit
    shared = post in (Post.SECRETARY, Post.DEPUTY_SECRETARY)
    return person(f"{at if shared else unit}/{post}")


def appointments(
    places: Iterable[Place], person: Callable[[str], PersonRef]
) -> Iterator[AppointmentEntry]:
    """Everyone's posts, from the day on which the province was founded."""
    for place in places:
        for post in _posts(place):
            yield _appointed(serving(place.unit, post, person), place.unit, post)
        if place.unit.endswith("-UBND"):
            chair = serving(place.unit, Post.CHAIR, person)
            yield _appointed(chair, f"{place.parent}-TT", Post.DEPUTY_SECRETARY)
    for seat in _seats_of_members():
        yield _appointed(person(seat), f"{PROVINCE}-BTV", Post.MEMBER)


def _posts(place: Place) -> tuple[Post, ...]:
    if place.kind is UnitKind.AGENCY:
        leading = (Post.CHAIR, Post.VICE_CHAIR)
        return (*(leading if place.unit.endswith("-UBND") else _LEADING), Post.OFFICER)
    return _POSTS[place.kind]


_LEADING = (Post.HEAD, Post.DEPUTY_HEAD)
_POSTS: dict[UnitKind, tuple[Post, ...]] = {
    UnitKind.STANDING_COMMITTEE: (Post.SECRETARY, Post.DEPUTY_SECRETARY),
    UnitKind.STANDING_BOARD: (Post.SECRETARY, Post.DEPUTY_SECRETARY),
    UnitKind.COMMITTEE_OFFICE: (Post.HEAD, Post.OFFICER),
    UnitKind.INSPECTION_COMMISSION: (Post.CHAIR,),
    **dict.fromkeys(CHAPTERS, (Post.SECRETARY, Post.DEPUTY_SECRETARY)),
    **dict.fromkeys(COMMITTEES, ()),
}


def _appointed(person: PersonRef, unit: UnitId, post: Post) -> AppointmentEntry:
    return AppointmentEntry(person=person, unit=unit, post=post, valid_from=FOUNDED_ON)


def _seats_of_members() -> list[str]:
    return [f"{PROVINCE}-BTV/{Post.MEMBER}/{number}" for number in range(2 * len(DISTRICTS))]


def cadres(
    chapters: list[UnitId], rng: Random, person: Callable[[str], PersonRef]
) -> Iterator[Cadre]:
    """Six cadres for each district: two attend two chapters, the others one.

    Only members of the province's standing committee attend chapters of agencies (`002-1`).
    """
    members = [Officer(person(s), f"{PROVINCE}-BTV") for s in _seats_of_members()]
    heads, deputies = (
        [Officer(serving(unit, post, person), unit) for unit in DEPARTMENTS] for post in _LEADING
    )
    for seats in (members, heads, deputies):
        rng.shuffle(seats)
    for district in DISTRICTS:
        below = [chapter for chapter in chapters if chapter.startswith(f"{district}-")]
        near = rng.sample(below, len(below))
        for seats, count in _turns(members, heads, deputies):
            open_to = near if seats is members else [one for one in near if commune_of(one)]
            attended = tuple(open_to[:count])
            near = [chapter for chapter in near if chapter not in attended]
            yield Cadre(seats.pop(), attended)


def _turns(
    members: list[Officer], heads: list[Officer], deputies: list[Officer]
) -> tuple[tuple[list[Officer], int], ...]:
    return (members, 1), (heads, 1), (deputies, 1), (deputies, 1), (members, 2), (heads, 2)


def assignments(of: list[Cadre]) -> Iterator[AssignmentEntry]:
    """Every cadre's chapters, by one decision of the province."""
    decision = DocumentRef(
        kind=DocumentKind.DECISION,
        number="912-QĐ/TU",
        dated=date(2018, 6, 25),
        issuer=PROVINCE,
        signatory_post="Phó Bí thư Thường trực",
    )
    for cadre in of:
        for chapter in cadre.chapters:
            yield AssignmentEntry(
                cadre=cadre.officer.person,
                chapter=chapter,
                valid_from=ATTENDANCE_FROM,
                decision=decision,
            )
