"""What is recorded of the units before 1 July: new ones, moves, ends, and who follows them."""

from collections.abc import Iterator
from datetime import datetime

from adapters.demo.founding import publish
from adapters.demo.people import posts_in
from adapters.demo.province import TWO_TIER_AGENCIES, Place
from adapters.demo.registers import Later, Registers, letter
from adapters.demo.stage import Stage
from domain.calendar import local_date
from domain.deadline import RegimeRef
from domain.organisation import CHAPTERS, Share, SuccessionKind, UnitKind
from domain.values import DocumentKind, UnitId
from workflows.organisation_commands import BindRegime, ImportOrganisation, RecordSuccession
from workflows.organisation_entries import MoveEntry, SuccessionEntry, UnitEntry

D1, D2 = "NB-D1", "NB-D2"
AN_LOC, BINH_THANH, CAM_PHU = (f"{D1}-X{number}" for number in (1, 2, 3))
PHUC_LAM, QUANG_DONG = (f"{D2}-X{number}" for number in (1, 2))
VAN_HAI = "NB-X9"
"""The second district becomes one commune, a special zone."""
AFTERWARDS = RegimeRef(id="tuong-duong", version="2025.1")
JULY = "1/7"


def record_what_follows(stage: Stage) -> None:
    """All of it in June, ahead of its day."""
    publish(stage, "20/6 08:00", AFTERWARDS)
    bound = {"regime": AFTERWARDS.id, "version": AFTERWARDS.version}
    stage.register("20/6 08:20", BindRegime, unit="NB", valid_from=stage.setting.day(JULY), **bound)
    _establish(stage)
    stage.register("24/6 09:00", RecordSuccession, moves=_moves(stage), units=_ends())


def _establish(stage: Stage) -> None:
    """The special zone with all its bodies, and further agencies of the communes that stay."""
    since, places = stage.setting.day(JULY), [*_new_places(stage)]
    units = tuple(
        UnitEntry(unit=one.unit, kind=one.kind, name=one.name, parent=one.parent, valid_from=since)
        for one in places
    )
    posts = (posts_in(place, since, stage.person) for place in places)
    appointments = tuple(one for several in posts for one in several)
    stage.register("23/6 15:00", ImportOrganisation, units=units, appointments=appointments)


def _new_places(stage: Stage) -> Iterator[Place]:
    two_tiers = stage.setting.province._replace(commune_agencies=TWO_TIER_AGENCIES)
    for place in two_tiers.commune(VAN_HAI, "đặc khu Vân Hải", "NB"):
        if place.kind not in CHAPTERS:
            yield place
    for commune, name in ((AN_LOC, "An Lộc"), (BINH_THANH, "Bình Thanh")):
        for code, title in TWO_TIER_AGENCIES[2:]:
            yield Place(f"{commune}-{code}", UnitKind.AGENCY, f"{title} xã {name}", commune)


def _moves(stage: Stage) -> tuple[MoveEntry, ...]:
    """Two communes come under the province, the villages of the others under who follows these."""
    goes_to = {CAM_PHU: BINH_THANH, PHUC_LAM: VAN_HAI, QUANG_DONG: VAN_HAI}
    places = stage.setting.province.places()
    villages = {
        place.unit: goes_to[place.parent]
        for place in places
        if place.kind in CHAPTERS and place.parent in goes_to
    }
    since = stage.setting.day(JULY)
    moved = {AN_LOC: "NB", BINH_THANH: "NB", **villages}
    return tuple(
        MoveEntry(unit=unit, parent=parent, valid_from=since) for unit, parent in moved.items()
    )


def _ends() -> Later:
    """A district divided, one that goes over whole, and communes that are joined."""

    def make(registers: Registers, at: datetime) -> tuple[SuccessionEntry, ...]:
        common = {
            "above": "NB",
            "unmapped_owner": "NB",
            "archive": "NB-VP",
            "valid_from": local_date(at).replace(month=7, day=1),
            "basis": letter("NB", DocumentKind.DECISION, "Bí thư").make(registers, at),
        }
        return tuple(
            SuccessionEntry(
                unit=unit,
                kind=kind,
                successors=successors,
                shares=tuple(Share(unit=f"{unit}-{code}", to=to) for code, to in shares.items()),
                minutes=letter(unit, DocumentKind.MINUTES).make(registers, at),
                **common,
            )
            for unit, kind, successors, shares in _WHO_FOLLOWS
        )

    return Later(make)


_WHO_FOLLOWS: tuple[tuple[UnitId, SuccessionKind, tuple[UnitId, ...], dict[str, UnitId]], ...] = (
    (CAM_PHU, SuccessionKind.MERGED, (BINH_THANH,), {"UBND": f"{BINH_THANH}-UBND"}),
    (PHUC_LAM, SuccessionKind.MERGED, (VAN_HAI,), {"UBND": f"{VAN_HAI}-UBND"}),
    (QUANG_DONG, SuccessionKind.MERGED, (VAN_HAI,), {"UBND": f"{VAN_HAI}-UBND"}),
    (
        D1,
        SuccessionKind.SPLIT,
        (AN_LOC, BINH_THANH),
        {"TNMT": f"{AN_LOC}-KT", "KTHT": f"{AN_LOC}-KT", "CA": f"{AN_LOC}-CA"},
    ),
    (
        D2,
        SuccessionKind.WHOLE,
        (VAN_HAI,),
        {"UBND": f"{VAN_HAI}-UBND", "KTHT": f"{VAN_HAI}-KT", "CA": f"{VAN_HAI}-CA"},
    ),
)
"""Agencies that are not named are followed by whoever holds the issue."""
