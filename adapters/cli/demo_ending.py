"""How the demo ends: two inboxes, what is overdue and one history, as the commands print them."""

from datetime import datetime
from typing import TYPE_CHECKING

from adapters.cli.frame import Frame

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from domain.values import UnitId


def tell_ending(engine: "OpenEngine", frame: Frame) -> None:
    """In the end nearly all is done, so inboxes and overdue list are those of an earlier day."""
    from adapters.demo.closing import LOOKED_BACK_TO, known_by

    at = LOOKED_BACK_TO
    position = known_by(at, engine.store.read())
    frame.say(f"\n{frame.words('demo.looking-back', at=at)}")
    _tell_inboxes(at, position, engine, frame)
    _tell_overdue(at, position, engine, frame)
    _tell_one_history(engine, frame)


def _tell_inboxes(at: datetime, position: int, engine: "OpenEngine", frame: Frame) -> None:
    """Of the district where most is going on, and of the province."""
    from adapters.demo.closing import busiest_district
    from adapters.demo.province import PROVINCE
    from adapters.past import folded_to
    from projections.inbox import Inbox

    with folded_to(Inbox(), engine.store, position) as follower:
        for unit in (busiest_district(follower.alias), PROVINCE):
            frame.say()
            _tell_inbox(unit, at, follower.alias, engine, frame)


def _tell_inbox(
    unit: "UnitId", at: datetime, alias: str, engine: "OpenEngine", frame: Frame
) -> None:
    from adapters.cli.inbox_page import print_page
    from adapters.demo.province import PROVINCE
    from adapters.inbox_reading import Asked, listing_of
    from adapters.reading import wording_of
    from projections.inbox_walks import Filters
    from workflows.attempt import Context
    from workflows.rulebook import PublishedRules

    directory, wording = engine.desk.directory(), wording_of(engine, frame.words).at(at)
    asked = Asked(unit, Filters(ended=False), sort=None, limit=25, cursor=None)
    context = Context(at, directory, PublishedRules())
    listing = listing_of(alias, asked, engine.store, PROVINCE, context)
    print_page(listing, asked, directory, wording, frame)


def _tell_overdue(at: datetime, position: int, engine: "OpenEngine", frame: Frame) -> None:
    from adapters.cli.overdue import print_overdue
    from adapters.demo.province import PROVINCE
    from adapters.overdue_reading import list_overdue
    from adapters.past import folded_to
    from adapters.reading import wording_of
    from projections.deadlines import Deadlines

    frame.say()
    wording = wording_of(engine, frame.words).at(at)
    with folded_to(Deadlines(), engine.store, position) as follower:
        found = list_overdue(follower.alias, engine.store, at)
        print_overdue(found, PROVINCE, wording, at, frame)


def _tell_one_history(engine: "OpenEngine", frame: Frame) -> None:
    """Of the issue that went up to the province and came back."""
    from adapters.cli.issues import print_history
    from adapters.demo.closing import returned_issue

    returned = returned_issue(engine.store.read())
    assert returned is not None, "the story has one"
    frame.say()
    print_history(str(returned), engine, frame)
