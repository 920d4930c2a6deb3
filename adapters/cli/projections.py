"""``kiennghi projections``: how the read models stand, building them anew, verifying them."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from adapters.cli.arguments import AsJson
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode, explain
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import poison_sentence, shown_by, tell_poison, views_in
from adapters.invalid import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.view_reading import Status
    from adapters.view_runs import Ran
    from projections.comparison import Difference

app = new_group(help="help.projections")

Names = Annotated[
    list[str] | None, typer.Argument(metavar="metavar.views", help="help.projections.names")
]


@app.command("status", help="help.projections.status", cls=TranslatedCommand)
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prints how far each read model is, and why one stands still."""
    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        found = views_in(engine, frame).status()
    if as_json:
        for one in found:
            frame.json(_status_as_json(one))
    else:
        _print_status(found, frame)


def _status_as_json(status: "Status") -> dict[str, Any]:
    told = status._asdict()
    told["lag"] = status.lag
    told["poison"] = status.poison._asdict() if status.poison else None
    told["trouble"] = status.trouble.code if status.trouble else None
    return told


COLUMNS = ("name", "version", "generation", "position", "head", "lag", "state")
Standing = Literal["unusable", "stopped", "running", "not-built", "behind", "up-to-date"]


def _print_status(found: "Sequence[Status]", frame: Frame) -> None:
    from rich.table import Table

    words = frame.words
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in COLUMNS:
        right = column not in ("name", "state")
        table.add_column(words.label("projection", column), justify="right" if right else "left")
    for one in found:
        numbers = (one.version, one.generation, one.position, one.head, one.lag)
        row = ["-" if number is None else str(number) for number in numbers]
        table.add_row(one.name, *row, words.label("projection-is", _state(one)))
    frame.console.print(table)
    for one in found:
        if one.poison:
            frame.say(poison_sentence(one.name, one.poison, frame))
        if one.trouble:
            frame.say(explain(one.trouble, words)[1])


def _state(status: "Status") -> Standing:
    if status.trouble:
        return "unusable"
    if status.poison:
        return "stopped"
    if status.running:
        return "running"
    if status.generation is None:
        return "not-built"
    return "behind" if status.lag else "up-to-date"


@app.command("rebuild", help="help.projections.rebuild", cls=TranslatedCommand)
def rebuild(ctx: typer.Context, names: Names = None, as_json: AsJson = False) -> None:
    """Builds read models anew beside those in use; ends with 3 where one could not be built."""
    frame = frame_in(ctx)
    chosen = _chosen(names)
    with engine_of(frame) as engine:
        views = views_in(engine, frame)
        with Progress(frame, "progress.views") as progress:
            rebuilt = views.rebuild(*chosen, progress=shown_by(progress))
    for name in chosen:
        _tell_rebuilt(rebuilt.ran[name], frame, as_json=as_json)
    if rebuilt.stopped:
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


def _tell_rebuilt(ran: "Ran", frame: Frame, *, as_json: bool) -> None:
    if as_json:
        told = {"name": ran.name, "position": ran.to, "facts": ran.facts, "stopped": ran.stopped}
        frame.json(told)
    elif not ran.stopped:
        told = {"name": ran.name, "position": ran.to, "facts": ran.facts}
        frame.say(frame.words("projections.rebuilt", **told))
    if ran.poison:
        tell_poison(ran.name, ran.poison, frame)
    if ran.trouble:
        frame.tell(explain(ran.trouble, frame.words)[1])


@app.command("verify", help="help.projections.verify", cls=TranslatedCommand)
def verify(ctx: typer.Context, names: Names = None, as_json: AsJson = False) -> None:
    """Compares read models with others built from the log; ends with 1 where one differs."""
    from workflows.ports import StoreUnavailable

    frame = frame_in(ctx)
    worst = ExitCode.DONE
    with engine_of(frame) as engine:
        views = views_in(engine, frame)
        built = {one.name for one in views.status() if one.generation is not None}
        for name in _chosen(names):
            if name not in built:
                _tell_not_built(name, frame, as_json=as_json)
                continue
            try:
                with Progress(frame, "progress.views") as progress:
                    found = views.verify(name, shown_by(progress))
            except StoreUnavailable as error:
                worst = ExitCode.COULD_NOT_RUN
                frame.tell(explain(error, frame.words)[1])
                continue
            if found:
                worst = max(worst, ExitCode.REFUSED)
            _tell_verified(name, found, frame, as_json=as_json)
    raise typer.Exit(worst)


def _tell_not_built(name: str, frame: Frame, *, as_json: bool) -> None:
    if as_json:
        frame.json({"name": name, "built": False, "differences": []})
    else:
        frame.say(frame.words("projections.not-built", name=name))


def _tell_verified(
    name: str, found: "Sequence[Difference]", frame: Frame, *, as_json: bool
) -> None:
    if as_json:
        differences = [_difference_as_json(one) for one in found]
        frame.json({"name": name, "built": True, "differences": differences})
        return
    frame.say(frame.words("projections.verified", name=name, count=len(found)))
    for table, key, column, stored, right in found:
        where = {"table": table, "key": ", ".join(map(str, key)), "column": column or "*"}
        told = {"stored": echo(str(stored)), "right": echo(str(right))}
        frame.say(f"  {frame.words('projections.differs', **where, **told)}")


def _difference_as_json(difference: "Difference") -> dict[str, Any]:
    values = difference._asdict()
    return {**values, "stored": _as_json(values["stored"]), "right": _as_json(values["right"])}


def _as_json(value: Any) -> Any:
    """Bytes in hexadecimal; everything else that a table holds as it is."""
    if isinstance(value, tuple):
        return [_as_json(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value


def _chosen(names: "Sequence[str] | None") -> list[str]:
    """The read models named, each once; all of them where none is. Raises BadInput."""
    from adapters.read_models import names_of_read_models

    known = names_of_read_models()
    for name in names or ():
        if name not in known:
            raise BadInput("no-such-projection", value=echo(name), known=known)
    return list(dict.fromkeys(names or known))
