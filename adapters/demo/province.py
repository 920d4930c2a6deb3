"""The province of the demo: fictional places, three districts, twelve communes, sixty chapters."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.organisation import UnitKind
from domain.values import UnitId

PROVINCE: UnitId = "NB"
PROVINCE_NAME = "Tỉnh ủy Ninh Bình"
FOUNDED_ON = date(2015, 10, 1)
DISTRICTS: tuple[UnitId, ...] = ("NB-D1", "NB-D2", "NB-D3")


class Place(NamedTuple):
    """A unit before it has a life of its own."""

    unit: UnitId
    kind: UnitKind
    name: str
    parent: UnitId


_DISTRICT_NAMES = ("Lam Điền", "Thạch Khê", "Vân Hải")
_COMMUNE_NAMES = (
    ("An Lộc", "Bình Thanh", "Cẩm Phú", "Đồng Tiến"),
    ("Khánh Mai", "Lạc Hồng", "Minh Thủy", "Nam Xuân"),
    ("Phúc Lâm", "Quảng Đông", "Sơn Thịnh", "Tân Mỹ"),
)
_VILLAGES = ("Đông", "Đoài", "Trung", "Thượng")
_BODIES = (
    ("BTV", UnitKind.STANDING_COMMITTEE, "Ban Thường vụ"),
    ("TT", UnitKind.STANDING_BOARD, "Thường trực"),
    ("VP", UnitKind.COMMITTEE_OFFICE, "Văn phòng"),
    ("UBKT", UnitKind.INSPECTION_COMMISSION, "Ủy ban Kiểm tra"),
)
_DEPARTMENTS = (
    ("UBND", "Ủy ban nhân dân tỉnh"),
    ("SXD", "Sở Xây dựng"),
    ("SNN", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("STNMT", "Sở Tài nguyên và Môi trường"),
    ("SYT", "Sở Y tế"),
    ("SGDDT", "Sở Giáo dục và Đào tạo"),
    ("STTTT", "Sở Thông tin và Truyền thông"),
    ("SCT", "Sở Công Thương"),
)
_DIVISIONS = (
    ("UBND", "Ủy ban nhân dân"),
    ("KTHT", "Phòng Kinh tế và Hạ tầng"),
    ("TNMT", "Phòng Tài nguyên và Môi trường"),
    ("NN", "Phòng Nông nghiệp và Phát triển nông thôn"),
    ("LDTBXH", "Phòng Lao động, Thương binh và Xã hội"),
    ("GDDT", "Phòng Giáo dục và Đào tạo"),
    ("YT", "Trung tâm Y tế"),
    ("CA", "Công an"),
)
_WORKPLACES = ("KTHT", "TNMT", "NN", "YT")
"""Divisions with a chapter of their own."""

DEPARTMENTS: tuple[UnitId, ...] = tuple(f"NB-{code}" for code, _ in _DEPARTMENTS[1:])


def places() -> Iterator[Place]:
    """Every unit below the province, parents first."""
    yield from _bodies(PROVINCE, PROVINCE_NAME)
    for code, name in _DEPARTMENTS:
        yield Place(f"NB-{code}", UnitKind.AGENCY, name, PROVINCE)
    for district, name, communes in zip(DISTRICTS, _DISTRICT_NAMES, _COMMUNE_NAMES, strict=True):
        yield from _district(district, name, communes)


def _district(district: UnitId, name: str, communes: tuple[str, ...]) -> Iterator[Place]:
    committee = f"Huyện ủy {name}"
    yield Place(district, UnitKind.DISTRICT, committee, PROVINCE)
    yield from _bodies(district, committee)
    for code, division in _DIVISIONS:
        yield Place(f"{district}-{code}", UnitKind.AGENCY, f"{division} huyện {name}", district)
    for code in _WORKPLACES:
        chapter, agency = f"{district}-{code}-C1", f"{district}-{code}"
        division = dict(_DIVISIONS)[code]
        title = f"Chi bộ {division} huyện {name}"
        yield Place(chapter, UnitKind.WORKPLACE_CHAPTER, title, agency)
    for number, commune in enumerate(communes, start=1):
        yield from _commune(f"{district}-X{number}", commune, district)


def _commune(commune: UnitId, name: str, district: UnitId) -> Iterator[Place]:
    committee = f"Đảng ủy xã {name}"
    yield Place(commune, UnitKind.COMMUNE, committee, district)
    yield from _bodies(commune, committee)
    title = f"Ủy ban nhân dân xã {name}"
    yield Place(f"{commune}-UBND", UnitKind.AGENCY, title, commune)
    for number, village in enumerate(_VILLAGES, start=1):
        title = f"Chi bộ thôn {village}, xã {name}"
        yield Place(f"{commune}-C{number}", UnitKind.RESIDENTIAL_CHAPTER, title, commune)


def _bodies(committee: UnitId, name: str) -> Iterator[Place]:
    for code, kind, title in _BODIES:
        yield Place(f"{committee}-{code}", kind, f"{title} {name}", committee)


def district_of(unit: UnitId) -> UnitId:
    """The district committee that a unit of a district stands under."""
    return "-".join(unit.split("-")[:2])


def commune_of(chapter: UnitId) -> UnitId | None:
    """The commune committee above a village's chapter; a workplace's chapter has none."""
    province, district, commune, *_ = chapter.split("-")
    return f"{province}-{district}-{commune}" if re.fullmatch(r"X\d+", commune) else None
