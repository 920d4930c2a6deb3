"""How meetings are held: small chapters, other kinds of meetings, scores (`001-3` to `001-6`)."""

from adapters.demo.months.ways import Ways
from domain.values import MeetingKind, UnitId
from workflows.meeting_score import ScoreMeeting

_POINTS = {"preparation": 18, "attendance": 17, "content": 22, "discussion": 12, "conclusion": 18}
_FEWER = {"preparation": 12, "attendance": 11, "content": 15, "discussion": 8, "conclusion": 12}


def small_chapter(ways: Ways) -> None:
    """Few members may meet for a shorter time (`001-3`)."""
    chapter = ways.book.month.village()
    _met(ways, chapter, "3/8", members=8, present=8)
    _scored(ways, chapter, _POINTS, by_office=True)


def thematic(ways: Ways) -> None:
    """A thematic meeting of its own, and an extraordinary one (`001-4`)."""
    chapter = ways.book.month.village()
    _met(ways, chapter, "3/8", members=24, present=21)
    _met(ways, chapter, "18/8", kind=MeetingKind.THEMATIC, members=24, present=19)
    _met(ways, chapter, "26/8", kind=MeetingKind.EXTRAORDINARY, members=24, present=23)
    too_many = {**_POINTS, "content": 40}
    _scored(ways, chapter, too_many, refused="points-off-the-rubric")
    _scored(ways, chapter, _FEWER)


def _met(ways: Ways, chapter: UnitId, on: str, **told: object) -> None:
    month = ways.book.month
    cadre = next((one for one in ways.book.stage.cadres if chapter in one.chapters), None)
    attends = cadre.officer if cadre and on == "3/8" else None
    month.meeting(chapter, on, attends, **told)


def _scored(
    ways: Ways,
    chapter: UnitId,
    points: dict[str, int],
    *,
    by_office: bool = False,
    refused: str | None = None,
) -> None:
    """By the chapter itself, or by the commune's office (`001-6`)."""
    book = ways.book
    meeting = book.month.regular(chapter)
    scorer = book.stage.holder(chapter).office if by_office else book.stage.secretary(chapter)
    at = book.on(4, "09:10") if refused else book.on(4, "09:30")
    book.stage.write(at, scorer, ScoreMeeting, refused, meeting=meeting.id, points=points)
