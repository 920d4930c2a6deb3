"""Members keep contact with the chapter where they live (`003-2` to `003-5`)."""

from adapters.demo.months.ways import Ways, addressee
from domain.residence import ResidenceChange
from domain.values import Source
from workflows.residence_commands import (
    IntroduceMember,
    NoteResidenceChange,
    RecordResidenceComment,
)


def not_accepted_yet(ways: Ways) -> None:
    """Introduced and not yet accepted, a member relays nothing (`003-5`)."""
    book = ways.book
    case = book.case(10, book.month.village())
    stage, member = book.stage, book.stage.person(f"{case.chapter}/newcomer")
    work = next(one for one in stage.chapters if one.startswith(f"{case.district.code}-NN"))
    link = stage.new_id()
    stage.write(
        "1/8 09:00",
        stage.secretary(work),
        IntroduceMember,
        link=link,
        member=member,
        residence=case.chapter,
    )
    said = {**case.told(), "via": "residence-relay", "source": Source.RESIDENT_GROUP, "link": link}
    resident = case.secretary._replace(person=member, office=None)
    at = book.on(1, "19:00")
    case.recorded(at, resident, "not-entitled", addressee=addressee(case), **said)


def moved_away(ways: Ways) -> None:
    """A change is told to both chapters (`003-2`); what they think of the member nobody asks."""
    book = ways.book
    case = book.case(16, book.month.village())
    stage = book.stage
    _, link = ways.linked(case)
    work = next(one for one in stage.chapters if one.startswith(f"{case.district.code}-KTHT"))
    change = {"link": link, "change": ResidenceChange.MOVED, "on": book.day("22/8")}
    at = book.on(14, "08:30")
    stage.write(at, case.secretary, NoteResidenceChange, "change-notified-to-both", **change)
    told = (work, case.chapter)
    at = book.on(14, "08:40")
    stage.write(at, case.secretary, NoteResidenceChange, **change, notified=told)
    # `003-4` is out of scope, whatever a regime says.
    refused = "residence-comment-out-of-scope"
    stage.write(book.on(15, "10:00"), case.secretary, RecordResidenceComment, refused, link=link)
