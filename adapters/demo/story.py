"""The whole story: a province is founded, its chapters meet, and twenty-odd issues take their way.

The seed decides who and where, the plots what and when.
"""

from collections.abc import Iterator
from datetime import date

from adapters.demo.case import Book
from adapters.demo.founding import found
from adapters.demo.month import Month
from adapters.demo.people import provincial_cadres
from adapters.demo.plots import assigned, at_the_meeting, attendance, routed, upward
from adapters.demo.provinces import NINH_BINH
from adapters.demo.samples import samples_on
from adapters.demo.script import Script
from adapters.demo.setting import Setting
from adapters.demo.stage import Cue, Managed, Stage
from domain.deadline import RegimeRef

SETTING = Setting(
    NINH_BINH,
    2018,
    RegimeRef(id="ninh-binh", version="2018.1"),
    rules_from=date(2018, 7, 1),
    rounds_from=date(2018, 8, 4),
    rounds_until=date(2018, 12, 7),
    looked_back_to="17/9 18:00",
    cadres=provincial_cadres,
    meeting_days={"3/8": 70, "2/8": 8, "4/8": 14, "5/8": 8},
    lists=(
        ("attendance", "--year", "2018", "--unit", "NB-BTV"),
        ("timeliness", "--year", "2018", "--month", "8"),
        ("consolidation", "--unit", "NB-D1", "--month", "2018-08"),
    ),
)
"""Six weeks after the meetings most queues hold something, and something is overdue."""

PLOTS = (
    attendance.deputy_for_a_head,
    attendance.deputy_for_a_member,
    at_the_meeting.few_members,
    upward.landslide,
    assigned.canal,
    assigned.old_hall,
    at_the_meeting.stream_bank,
    at_the_meeting.street_light,
    at_the_meeting.mobile_signal,
    at_the_meeting.dark_lane,
    upward.reservoir,
    upward.smoke,
    upward.clinic,
    assigned.inner_road,
    assigned.bridge,
    assigned.sagging_wire,
    assigned.water,
    assigned.school,
    routed.lodgers,
    routed.residence_papers,
    routed.poor_household,
    routed.market,
    routed.pig_farm,
    routed.karaoke,
    routed.rubbish,
    routed.leaking_houses,
)
"""Those that need a cadre with a single chapter come first, while there are some."""


def script(seed: int) -> Script:
    return Script(seed, SETTING, story(seed))


def story(seed: int) -> Iterator[Cue | Managed]:
    """Every command that people send, in order of time; the scheduler's own rounds apart."""
    stage = Stage(seed, SETTING)
    found(stage, "2/7")
    month = Month(stage)
    book = Book(stage, month, samples_on(SETTING.day("3/8")))
    for plot in PLOTS:
        plot(book)
    month.hold_all()
    month.report_all()
    return stage.cues()
