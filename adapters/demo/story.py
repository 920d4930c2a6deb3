"""The whole story: a province is founded, its chapters meet, and twenty-odd issues take their way.

The seed decides who and where, the plots what and when.
"""

from collections.abc import Iterator

from adapters.demo.case import Book
from adapters.demo.month import Month, day
from adapters.demo.people import ATTENDANCE_FROM, appointments, assignments
from adapters.demo.plots import assigned, at_the_meeting, attendance, routed, upward
from adapters.demo.province import FOUNDED_ON, PROVINCE, PROVINCE_NAME, places
from adapters.demo.samples import samples_on
from adapters.demo.stage import Cue, Stage
from domain.deadline import CalendarRef, RegimeRef
from workflows.calendar_files import load_calendar_file
from workflows.organisation_commands import (
    FoundOrganisation,
    ImportOrganisation,
    PublishCalendar,
    PublishRegime,
)
from workflows.organisation_entries import BindingEntry, UnitEntry
from workflows.regime_files import regime_text

CALENDAR = CalendarRef(id="vn", version="2026.1")
BASE = RegimeRef(id="base", version="1")
REGIME = RegimeRef(id="ninh-binh", version="2018.1")

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


def story(seed: int) -> Iterator[Cue]:
    """Every command that people send, in order of time; the scheduler's own rounds apart."""
    stage = Stage(seed)
    _found(stage)
    month = Month(stage)
    book = Book(stage, month, samples_on(day("3/8")))
    for plot in PLOTS:
        plot(book)
    month.hold_all()
    month.report_all()
    return stage.cues()


def _found(stage: Stage) -> None:
    """The organisation as it stands on the eve of the story, with the rules that bind it."""
    stage.register("2/7 08:00", FoundOrganisation, name=PROVINCE_NAME, founded_on=FOUNDED_ON)
    text = load_calendar_file(f"{CALENDAR.id}-{CALENDAR.version}").text
    stage.register(
        "2/7 08:10", PublishCalendar, calendar=CALENDAR.id, version=CALENDAR.version, text=text
    )
    for regime in (BASE, REGIME):
        stage.register(
            "2/7 08:20",
            PublishRegime,
            regime=regime.id,
            version=regime.version,
            text=regime_text(regime),
        )
    bound = BindingEntry(
        unit=PROVINCE, regime=REGIME.id, version=REGIME.version, valid_from=ATTENDANCE_FROM
    )
    stage.register(
        "2/7 09:00",
        ImportOrganisation,
        units=tuple(
            UnitEntry(unit=p.unit, kind=p.kind, name=p.name, parent=p.parent, valid_from=FOUNDED_ON)
            for p in places()
        ),
        appointments=tuple(appointments(places(), stage.person)),
        assignments=tuple(assignments(stage.cadres)),
        bindings=(bound,),
    )
