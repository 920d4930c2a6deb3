"""Read models for a command: brought up to date first, and told of where they stand still."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import typer

from adapters.cli.errors import ExitCode, explain
from adapters.cli.frame import Frame, Progress
from adapters.cli.moment import Moment

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.views import CaughtUp, OnProgress, Views
    from projections.positions import Poison


def views_in(engine: "OpenEngine", frame: Frame) -> "Views":
    """The read models of the run's data folder."""
    from adapters.read_models import views_of

    return views_of(frame.settings, engine.store)


@contextmanager
def reading(name: str, engine: "OpenEngine", frame: Frame) -> Iterator[str]:
    """An alias of the read model, brought to the head of the log.

    One that cannot come so far is read as it stands; that is told, and the command ends with 3
    after its answer. Raises ViewsUnavailable where it cannot be read at all.
    """
    views = views_in(engine, frame)  # configures Django, which a table needs to be defined
    from projections.positions import position_of

    caught_up = catch_up(views, [name], frame)
    ran = caught_up.ran[name]
    if ran.poison:
        tell_poison(name, ran.poison, frame)
    with views.reading(name) as alias:
        position = position_of(alias)
        behind = position < caught_up.head
        if behind:
            if ran.trouble:
                frame.tell(explain(ran.trouble, frame.words)[1])
            tell_behind(position, caught_up.head, frame)
        yield alias
    if behind:
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


@contextmanager
def reading_at(
    name: str, moment: Moment, engine: "OpenEngine", frame: Frame, *, from_log: bool = False
) -> Iterator[str]:
    """An alias of the read model as it stands, or where the moment is past as it was known then.

    The latter is folded from the log, and so is the former where that is asked for.
    """
    if not (moment.is_past or from_log):
        with reading(name, engine, frame) as alias:
            yield alias
        return
    from adapters.past import folded_at
    from adapters.read_models import read_model_named

    log = engine.store
    with (
        Progress(frame, "progress.views") as progress,
        folded_at(read_model_named(name), log, moment.at, shown_by(progress)) as follower,
    ):
        progress.clear()
        if follower.poison:
            tell_poison(name, follower.poison, frame)
            tell_behind(follower.position, log.head(), frame)
        yield follower.alias
    if follower.poison:
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


@contextmanager
def current(name: str, engine: "OpenEngine", frame: Frame) -> Iterator[str | None]:
    """An alias of the read model at the head of the log; None, and why, where it is not there.

    For what can be read from the log as well.
    """
    views = views_in(engine, frame)
    from projections.positions import position_of
    from workflows.ports import StoreUnavailable

    caught_up = catch_up(views, [name], frame)
    ran = caught_up.ran[name]
    trouble: StoreUnavailable | None = ran.trouble
    with ExitStack() as stack:
        alias: str | None = None
        try:
            alias = stack.enter_context(views.reading(name))
            if position_of(alias) < caught_up.head:
                alias = None
        except StoreUnavailable as error:
            trouble = trouble or error
        if alias is None and ran.poison:
            tell_poison(name, ran.poison, frame)
        elif alias is None and trouble:
            frame.tell(explain(trouble, frame.words)[1])
        yield alias


def catch_up(views: "Views", names: Iterable[str], frame: Frame) -> "CaughtUp":
    """Brings the read models to the head of the log, and shows how far they are."""
    with Progress(frame, "progress.views") as progress:
        return views.catch_up(names, shown_by(progress))


def shown_by(progress: Progress) -> "OnProgress":
    """Shows how far a read model is."""
    return lambda reached: progress.show(**reached._asdict())


def tell_poison(name: str, poison: "Poison", frame: Frame) -> None:
    frame.tell(poison_sentence(name, poison, frame))


def tell_behind(position: int, head: int, frame: Frame) -> None:
    """That the answer does not hold for the whole log."""
    frame.tell(frame.words("views.behind", position=position, head=head))


def poison_sentence(name: str, poison: "Poison", frame: Frame) -> str:
    """Which read model stands still, at which fact, why, and what to do."""
    words, key = frame.words, f"poison.{poison.code}"
    why = words(key if words.knows(key) else "poison.other", reason=poison.reason)
    told = {"position": poison.position, "topic": poison.topic, "why": why}
    return words("views.stopped", name=name, **told)
