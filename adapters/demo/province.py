"""Provinces of the demos: fictional places, down to the chapters of villages and agencies."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from domain.organisation import CHAPTERS, UnitKind
from domain.values import UnitId

Agencies = tuple[tuple[str, str], ...]
"""Code and name of each."""

BODIES = (
    ("BTV", UnitKind.STANDING_COMMITTEE, "Ban Thường vụ"),
    ("TT", UnitKind.STANDING_BOARD, "Thường trực"),
    ("VP", UnitKind.COMMITTEE_OFFICE, "Văn phòng"),
    ("UBKT", UnitKind.INSPECTION_COMMISSION, "Ủy ban Kiểm tra"),
)
"""Of every committee."""
_PLENUM = ("BCH", UnitKind.EXECUTIVE_COMMITTEE, "Ban Chấp hành")

DEPARTMENTS: Agencies = (
    ("UBND", "Ủy ban nhân dân tỉnh"),
    ("SXD", "Sở Xây dựng"),
    ("SNN", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("STNMT", "Sở Tài nguyên và Môi trường"),
    ("SYT", "Sở Y tế"),
    ("SGDDT", "Sở Giáo dục và Đào tạo"),
    ("STTTT", "Sở Thông tin và Truyền thông"),
    ("SCT", "Sở Công Thương"),
)
DIVISIONS: Agencies = (
    ("UBND", "Ủy ban nhân dân"),
    ("KTHT", "Phòng Kinh tế và Hạ tầng"),
    ("TNMT", "Phòng Tài nguyên và Môi trường"),
    ("NN", "Phòng Nông nghiệp và Phát triển nông thôn"),
    ("LDTBXH", "Phòng Lao động, Thương binh và Xã hội"),
    ("GDDT", "Phòng Giáo dục và Đào tạo"),
    ("YT", "Trung tâm Y tế"),
    ("CA", "Công an"),
)
COMMUNE_AGENCIES: Agencies = (("UBND", "Ủy ban nhân dân"),)
WITH_POLICE: Agencies = (*COMMUNE_AGENCIES, ("CA", "Công an"))
TWO_TIER_AGENCIES: Agencies = (
    *WITH_POLICE,
    ("KT", "Phòng Kinh tế"),
    ("VHXH", "Phòng Văn hóa - Xã hội"),
)
"""Of a commune since July 2025."""
_WORKPLACES = ("KTHT", "TNMT", "NN", "YT")
"""Divisions of a district with a chapter of their own."""
_VILLAGES = ("Đông", "Đoài", "Trung", "Thượng")


class Place(NamedTuple):
    """A unit before it has a life of its own."""

    unit: UnitId
    kind: UnitKind
    name: str
    parent: UnitId


class Province(NamedTuple):
    """A province with what stands below it when its story begins."""

    code: UnitId
    name: str
    """Of its committee."""
    founded_on: date
    districts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each with the names of its communes."""
    communes: tuple[str, ...] = ()
    """Those that stand under the province itself."""
    plenums: bool = False
    """Whether executive committees are told of."""
    commune_agencies: Agencies = COMMUNE_AGENCIES
    members: Mapping[str, int] = {}
    """How many further members a body has, by its code without that of its committee; see
    ``seats``."""
    seated: frozenset[UnitKind] = frozenset()
    """The committees whose bodies have them."""

    @property
    def district_codes(self) -> tuple[UnitId, ...]:
        return tuple(f"{self.code}-D{number}" for number, _ in enumerate(self.districts, start=1))

    @property
    def department_codes(self) -> tuple[UnitId, ...]:
        """The people's committee apart."""
        return tuple(f"{self.code}-{code}" for code, _ in DEPARTMENTS[1:])

    def places(self) -> Iterator[Place]:
        """Every unit below the province, parents first."""
        yield from self._bodies(self.code, self.name)
        for code, name in DEPARTMENTS:
            yield Place(f"{self.code}-{code}", UnitKind.AGENCY, name, self.code)
        for district, (name, communes) in zip(self.district_codes, self.districts, strict=True):
            yield from self._district(district, name, communes)
        for number, commune in enumerate(self.communes, start=1):
            yield from self.commune(f"{self.code}-X{number}", f"xã {commune}", self.code)

    def of_kind(self, *kinds: UnitKind) -> list[UnitId]:
        return [place.unit for place in self.places() if place.kind in kinds]

    def _district(self, district: UnitId, name: str, communes: tuple[str, ...]) -> Iterator[Place]:
        committee = f"Huyện ủy {name}"
        yield Place(district, UnitKind.DISTRICT, committee, self.code)
        yield from self._bodies(district, committee)
        for code, division in DIVISIONS:
            title = f"{division} huyện {name}"
            yield Place(f"{district}-{code}", UnitKind.AGENCY, title, district)
        for code in _WORKPLACES:
            chapter, agency = f"{district}-{code}-C1", f"{district}-{code}"
            title = f"Chi bộ {dict(DIVISIONS)[code]} huyện {name}"
            yield Place(chapter, UnitKind.WORKPLACE_CHAPTER, title, agency)
        for number, commune in enumerate(communes, start=1):
            yield from self.commune(f"{district}-X{number}", f"xã {commune}", district)

    def commune(self, commune: UnitId, name: str, parent: UnitId) -> Iterator[Place]:
        """A commune, called as ``xã An Lộc``, with its bodies, agencies and villages."""
        committee = f"Đảng ủy {name}"
        yield Place(commune, UnitKind.COMMUNE, committee, parent)
        yield from self._bodies(commune, committee)
        for code, agency in self.commune_agencies:
            yield Place(f"{commune}-{code}", UnitKind.AGENCY, f"{agency} {name}", commune)
        for number, village in enumerate(_VILLAGES, start=1):
            title = f"Chi bộ thôn {village}, {name}"
            yield Place(f"{commune}-C{number}", UnitKind.RESIDENTIAL_CHAPTER, title, commune)

    def _bodies(self, committee: UnitId, name: str) -> Iterator[Place]:
        for code, kind, title in (*BODIES, *((_PLENUM,) if self.plenums else ())):
            yield Place(f"{committee}-{code}", kind, f"{title} {name}", committee)

    def seats(self) -> Iterator[str]:
        """Further members of bodies, each named by the body, ``member`` and a number."""
        committees = [Place(self.code, UnitKind.PROVINCE, self.name, "")]
        for committee in (*committees, *self.places()):
            if committee.kind in self.seated:
                for body, count in self.members.items():
                    for number in range(count):
                        yield f"{committee.unit}-{body}/member/{number}"


def chapters_of(places: Iterator[Place]) -> list[UnitId]:
    return [place.unit for place in places if place.kind in CHAPTERS]


def first_below_the_province(unit: UnitId) -> UnitId:
    """The committee directly under the province that a unit was first established under."""
    return "-".join(unit.split("-")[:2])


def commune_of(chapter: UnitId) -> UnitId | None:
    """The commune committee above a village's chapter; a workplace's chapter has none."""
    found = re.match(r".*-X\d+(?=-|$)", chapter)
    return found[0] if found else None
