"""Who serves where in the demo, and which cadres attend which chapters; nobody has a name."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from adapters.demo.province import Place, Province, chapters_of, commune_of
from domain.organisation import CHAPTERS, COMMITTEES, AssignmentGround, Post, UnitKind
from domain.values import DocumentRef, PersonRef, UnitId
from workflows.organisation_entries import AppointmentEntry, AssignmentEntry


class Officer(NamedTuple):
    """Somebody in whose office they act."""

    person: PersonRef
    office: UnitId | None


class Cadre(NamedTuple):
    """An officer with the chapters that they attend, all of one committee that holds issues."""

    officer: Officer
    chapters: tuple[UnitId, ...]
    ground: AssignmentGround = AssignmentGround.DESIGNATED


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
    province: Province, person: Callable[[str], PersonRef]
) -> Iterator[AppointmentEntry]:
    """Everyone's posts, from the day on which the province was founded."""
    for place in province.places():
        yield from posts_in(place, province.founded_on, person)
    for seat in province.seats():
        body = seat.partition("/")[0]
        yield AppointmentEntry(
            person=person(seat), unit=body, post=Post.MEMBER, valid_from=province.founded_on
        )


def posts_in(
    place: Place, since: date, person: Callable[[str], PersonRef]
) -> Iterator[AppointmentEntry]:
    """Whoever serves in a unit; the chair of a people's committee sits on the board as well."""
    held = [(place.unit, post, serving(place.unit, post, person)) for post in _posts(place)]
    if place.unit.endswith("-UBND"):
        chair = serving(place.unit, Post.CHAIR, person)
        held.append((f"{place.parent}-TT", Post.DEPUTY_SECRETARY, chair))
    for unit, post, who in held:
        yield AppointmentEntry(person=who, unit=unit, post=post, valid_from=since)


def _posts(place: Place) -> tuple[Post, ...]:
    if place.kind is UnitKind.AGENCY:
        leading = (Post.CHAIR, Post.VICE_CHAIR)
        return (*(leading if place.unit.endswith("-UBND") else _LEADING), Post.OFFICER)
    return _POSTS[place.kind]


_LEADING = (Post.HEAD, Post.DEPUTY_HEAD)
_POSTS: dict[UnitKind, tuple[Post, ...]] = {
    UnitKind.EXECUTIVE_COMMITTEE: (),
    UnitKind.STANDING_COMMITTEE: (Post.SECRETARY, Post.DEPUTY_SECRETARY),
    UnitKind.STANDING_BOARD: (Post.SECRETARY, Post.DEPUTY_SECRETARY),
    UnitKind.COMMITTEE_OFFICE: (Post.HEAD, Post.OFFICER),
    UnitKind.INSPECTION_COMMISSION: (Post.CHAIR,),
    **dict.fromkeys(CHAPTERS, (Post.SECRETARY, Post.DEPUTY_SECRETARY)),
    **dict.fromkeys(COMMITTEES, ()),
}


def provincial_cadres(
    province: Province, rng: Random, person: Callable[[str], PersonRef]
) -> Iterator[Cadre]:
    """Six for each district: two attend two chapters, the others one.

    Only members of the province's standing committee attend chapters of agencies (`002-1`).
    """
    members = [Officer(person(seat), seat.partition("/")[0]) for seat in province.seats()]
    heads, deputies = (
        [Officer(serving(unit, post, person), unit) for unit in province.department_codes]
        for post in _LEADING
    )
    chapters = chapters_of(province.places())
    for seats in (members, heads, deputies):
        rng.shuffle(seats)
    for district in province.district_codes:
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


def members_of_the_province(
    province: Province, rng: Random, person: Callable[[str], PersonRef]
) -> Iterator[Cadre]:
    """Every member attends two villages of one district (`000-1`, `000-2`)."""
    seats = [Officer(person(seat), seat.partition("/")[0]) for seat in province.seats()]
    villages = province.of_kind(UnitKind.RESIDENTIAL_CHAPTER)
    rng.shuffle(seats)
    for number, seat in enumerate(seats):
        district = province.district_codes[number % len(province.district_codes)]
        near = [chapter for chapter in villages if chapter.startswith(f"{district}-")]
        turn = number // len(province.district_codes)
        yield Cadre(seat, tuple(near[2 * turn : 2 * turn + 2]))


def members_of_communes(
    province: Province, rng: Random, person: Callable[[str], PersonRef]
) -> Iterator[Cadre]:
    """Every village has a member of its commune's committee, who lives there or knows the field.

    The last seat of a commune is one of the plenum and has two villages (`001-2`, `004-1`).
    """
    seats = [Officer(person(seat), seat.partition("/")[0]) for seat in province.seats()]
    for commune in province.of_kind(UnitKind.COMMUNE):
        own = [seat for seat in seats if (seat.office or "").startswith(f"{commune}-")]
        villages = [f"{commune}-C{number}" for number in (1, 2, 3, 4)]
        rng.shuffle(villages)
        *alone, last = own
        for seat in alone:
            yield Cadre(seat, (villages.pop(),), AssignmentGround.RESIDENCE)
        yield Cadre(last, tuple(villages), AssignmentGround.FIELD)


def assignments(of: list[Cadre], decision: DocumentRef, since: date) -> Iterator[AssignmentEntry]:
    """Every cadre's chapters, by one decision."""
    for cadre in of:
        for chapter in cadre.chapters:
            yield AssignmentEntry(
                cadre=cadre.officer.person,
                chapter=chapter,
                valid_from=since,
                decision=decision,
                ground=cadre.ground,
            )
