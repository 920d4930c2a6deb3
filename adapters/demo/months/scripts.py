"""A month under each regime but the first, which has its own story."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from adapters.demo.case import Book
from adapters.demo.founding import found
from adapters.demo.month import Month
from adapters.demo.months import cadres, plots, quality, residence
from adapters.demo.months.ways import Ways
from adapters.demo.people import members_of_communes, members_of_the_province
from adapters.demo.provinces import DONG_THAP, NGHE_AN, VINH_LONG, WITHOUT_A_NAME
from adapters.demo.samples import samples_on
from adapters.demo.script import Script
from adapters.demo.setting import Setting
from adapters.demo.stage import Cue, Managed, Stage
from domain.deadline import RegimeRef
from domain.organisation import UnitKind

Plot = Callable[[Ways], None]


class _Month(NamedTuple):
    setting: Setting
    own: tuple[Plot, ...]
    """The regime's own matters, before what happens under every regime."""


def _regulation_1120() -> _Month:
    """Provincial leaders report what is pressing, to the province and the district at once."""
    setting = Setting(
        WITHOUT_A_NAME,
        2022,
        RegimeRef(id="regulation-1120", version="2020.1"),
        rules_from=date(2022, 1, 1),
        rounds_from=date(2022, 8, 4),
        rounds_until=date(2022, 10, 20),
        looked_back_to="24/8 18:00",
        cadres=members_of_the_province,
        reports_on=("5/8", ("4/8", "5/8")),
        reports_always=False,
        lists=(
            ("inbox", "--unit", "TN-BTV"),
            ("assignments", "--unit", "TN-D1"),
            ("attendance", "--year", "2022", "--unit", "TN-BTV"),
            ("attendance", "--year", "2022", "--unit", "TN-BCH"),
            ("timeliness", "--year", "2022", "--unit", "TN-BTV"),
            ("consolidation", "--unit", "TN-D1", "--month", "2022-08"),
            ("stuck",),
        ),
    )
    return _Month(
        setting, (cadres.street_light, cadres.stream_bank, cadres.few_members, cadres.annual)
    )


def _dong_thap() -> _Month:
    """Briefings of the communes, a member for every chapter, meetings that are scored."""
    setting = Setting(
        DONG_THAP,
        2023,
        RegimeRef(id="dong-thap", version="2023.1"),
        rules_from=date(2023, 1, 1),
        rounds_from=date(2023, 8, 4),
        rounds_until=date(2023, 10, 20),
        looked_back_to="25/8 18:00",
        held_by=UnitKind.COMMUNE,
        cadres=members_of_communes,
        channels=("briefing", "chapter", "cadre-report"),
        reports_on=("7/8", ("4/8", "7/8")),
        lists=(
            ("meetings", "--month", "8/2023", "--unit", "DT-D1"),
            ("assignments", "--unit", "DT-D1-X1"),
            ("assignments", "--missing", "--unit", "DT-D1"),
            ("attendance", "--year", "2023", "--unit", "DT-D1-X1-BTV"),
            ("consolidation", "--unit", "DT-D1-X1", "--month", "2023-08"),
            ("stuck",),
        ),
    )
    own = (cadres.street_light, quality.small_chapter, quality.thematic, cadres.stream_bank)
    return _Month(setting, own)


def _vinh_long() -> _Month:
    """Members relay to the chapter at home what the residents say."""
    setting = Setting(
        VINH_LONG,
        2022,
        RegimeRef(id="vinh-long", version="2020.1"),
        rules_from=date(2022, 1, 1),
        rounds_from=date(2022, 8, 4),
        rounds_until=date(2022, 10, 20),
        looked_back_to="24/8 18:00",
        held_by=UnitKind.COMMUNE,
        channels=("residence-relay", "chapter"),
        lists=(
            ("residence", "--unit", "VL-D1-X1-C1"),
            ("meetings", "--month", "8/2022", "--unit", "VL-D1-X1"),
            ("consolidation", "--unit", "VL-D1-X1", "--month", "2022-08"),
            ("stuck",),
        ),
    )
    return _Month(setting, (residence.not_accepted_yet, residence.moved_away))


def _tuong_duong() -> _Month:
    """Two tiers: what the committee's members hear, the commune's committee plans for."""
    setting = Setting(
        NGHE_AN,
        2025,
        RegimeRef(id="tuong-duong", version="2025.1"),
        rules_from=date(2025, 7, 1),
        rounds_from=date(2025, 8, 4),
        rounds_until=date(2025, 10, 21),
        looked_back_to="22/8 18:00",
        held_by=UnitKind.COMMUNE,
        cadres=members_of_communes,
        channels=("cadre-report", "chapter"),
        reports_on=("5/8", ("4/8", "5/8")),
        lists=(
            ("assignments", "--unit", "NA-X1"),
            ("attendance", "--year", "2025", "--unit", "NA-X1-BTV"),
            ("timeliness", "--year", "2025", "--unit", "NA-X1"),
            ("consolidation", "--unit", "NA-X1", "--month", "2025-08"),
            ("stuck",),
        ),
    )
    own = (cadres.street_light, cadres.stream_bank, cadres.excused, cadres.quarterly)
    return _Month(setting, own)


def _script(month: Callable[[], _Month], seed: int) -> Script:
    setting, own = month()
    return Script(seed, setting, _cues(setting, own, seed))


def _cues(setting: Setting, own: tuple[Plot, ...], seed: int) -> Iterator[Cue | Managed]:
    stage = Stage(seed, setting)
    found(stage, "4/7" if setting.rules_from.month > 1 else "3/1")
    month = Month(stage)
    ways = Ways(Book(stage, month, samples_on(setting.day("3/8"))))
    for plot in (*own, *plots.PLOTS):
        plot(ways)
    month.hold_all()
    month.report_all()
    return stage.cues()


MONTHS: Mapping[str, Callable[[int], Script]] = {
    "regulation-1120": partial(_script, _regulation_1120),
    "dong-thap": partial(_script, _dong_thap),
    "vinh-long": partial(_script, _vinh_long),
    "tuong-duong": partial(_script, _tuong_duong),
}
