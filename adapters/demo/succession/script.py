"""The story: June under districts, 1 July, and work that goes on with those who follow."""

from collections.abc import Iterator
from datetime import date

from adapters.demo.case import Book
from adapters.demo.founding import found, publish_calendar
from adapters.demo.month import Month
from adapters.demo.people import provincial_cadres
from adapters.demo.provinces import LOSING_ITS_DISTRICTS
from adapters.demo.samples import samples_on
from adapters.demo.script import Script
from adapters.demo.setting import Setting
from adapters.demo.stage import Cue, Managed, Stage
from adapters.demo.succession.calendar import before_the_decree
from adapters.demo.succession.cases import CASES
from adapters.demo.succession.organisation import (
    AN_LOC,
    BINH_THANH,
    VAN_HAI,
    record_what_follows,
)
from domain.deadline import RegimeRef

SETTING = Setting(
    LOSING_ITS_DISTRICTS,
    2025,
    RegimeRef(id="ninh-binh", version="2018.1"),
    rules_from=date(2025, 5, 1),
    rounds_from=date(2025, 5, 4),
    rounds_until=date(2025, 8, 31),
    looked_back_to="10/7 18:00",
    looked_into=(AN_LOC, BINH_THANH, VAN_HAI),
    cadres=provincial_cadres,
    meeting_days={"3/6": 1},
    reports_on=("9/6", ("5/6", "6/6", "7/6")),
    lists=(
        ("succession", "ledger"),
        ("succession", "unmapped"),
        ("stuck",),
        ("consolidation", "--unit", "NB-D1", "--month", "2025-06"),
        ("projections", "rebuild"),
        ("projections", "verify"),
    ),
)


def script(seed: int) -> Script:
    return Script(seed, SETTING, _cues(seed))


def _cues(seed: int) -> Iterator[Cue | Managed]:
    stage = Stage(seed, SETTING)
    found(stage, "2/5", before_the_decree())
    month = Month(stage)
    book = Book(stage, month, samples_on(SETTING.day("31/8")))
    for case in CASES:
        case(book)
    _chapters_meet(month, stage)
    month.report_all()
    record_what_follows(stage)
    stage.manage("1/7 07:30", "succession")
    # Once more, for what was opened again or recorded since.
    stage.manage("1/8 07:30", "succession")
    publish_calendar(stage, "18/8 09:00")
    stage.manage("18/8 09:30", "recomputation")
    return stage.cues()


def _chapters_meet(month: Month, stage: Stage) -> None:
    """All in May and June; those of the villages in July and August as well."""
    month.hold_all()
    for chapter in stage.chapters:
        month.meeting(chapter, "3/5")
        if "-X" in chapter:
            month.meeting(chapter, "3/7")
            month.meeting(chapter, "3/8")
