"""How a demo ends: two inboxes, what is overdue, one history and lists, as commands print them."""

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from adapters.cli.frame import Frame

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.demo.setting import Setting
    from domain.values import UnitId


def tell_ending(setting: "Setting", engine: "OpenEngine", frame: Frame) -> None:
    """In the end nearly all is done, so inboxes and overdue list are those of an earlier day."""
    from adapters.demo.closing import known_by

    at = setting.moment(setting.looked_back_to)
    position = known_by(at, engine.store.read())
    frame.say(f"\n{frame.words('demo.looking-back', at=at)}")
    _tell_inboxes(at, position, setting, engine, frame)
    _tell_overdue(at, position, setting, engine, frame)
    _tell_one_history(engine, frame)


def tell_lists(setting: "Setting", frame: Frame) -> None:
    """What the regime asks for, each list under the command that prints it."""
    from adapters.cli.app import command
    from adapters.cli.main import PROGRAM

    for arguments in setting.lists:
        frame.say(f"\n$ {PROGRAM} {' '.join(arguments)}")
        try:
            with command().make_context(PROGRAM, [*arguments], obj=frame) as context:
                context.command.invoke(context)
        except typer.Exit as ended:
            if ended.exit_code:
                raise


def _tell_inboxes(
    at: datetime, position: int, setting: "Setting", engine: "OpenEngine", frame: Frame
) -> None:
    """Of the holder where most is going on, and of the province."""
    from adapters.demo.closing import busiest
    from adapters.past import folded_to
    from projections.inbox import Inbox

    with folded_to(Inbox(), engine.store, position) as follower:
        for unit in (busiest(setting.inboxes(), follower.alias), setting.province.code):
            frame.say()
            _tell_inbox(unit, at, follower.alias, engine, frame)


def _tell_inbox(
    unit: "UnitId", at: datetime, alias: str, engine: "OpenEngine", frame: Frame
) -> None:
    from adapters.cli.inbox_page import print_page
    from adapters.inbox_reading import Asked, listing_of
    from adapters.reading import wording_of
    from projections.inbox_walks import Filters
    from workflows.attempt import Context
    from workflows.rulebook import PublishedRules

    directory, wording = engine.desk.directory(), wording_of(engine, frame.words).at(at)
    asked = Asked(unit, Filters(ended=False), sort=None, limit=25, cursor=None)
    context = Context(at, directory, PublishedRules())
    listing = listing_of(alias, asked, engine.store, directory.province or "", context)
    print_page(listing, asked, directory, wording, frame)


def _tell_overdue(
    at: datetime, position: int, setting: "Setting", engine: "OpenEngine", frame: Frame
) -> None:
    from adapters.cli.overdue import print_overdue
    from adapters.overdue_reading import list_overdue
    from adapters.past import folded_to
    from adapters.reading import wording_of
    from projections.deadlines import Deadlines

    frame.say()
    wording = wording_of(engine, frame.words).at(at)
    with folded_to(Deadlines(), engine.store, position) as follower:
        found = list_overdue(follower.alias, engine.store, at)
        print_overdue(found, setting.province.code, wording, at, frame)


def _tell_one_history(engine: "OpenEngine", frame: Frame) -> None:
    """Of the issue that went up and came back, or else of that with most facts."""
    from adapters.cli.issues import print_history
    from adapters.demo.closing import richest_history

    richest = richest_history(engine.store.read())
    assert richest is not None, "the story has one"
    frame.say()
    print_history(str(richest), engine, frame)
