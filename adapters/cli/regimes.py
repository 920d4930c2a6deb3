"""``kiennghi regimes``: the rules that come with the program, or in somebody's own files."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.arguments import AsJson
from adapters.cli.errors import BadInput, ExitCode
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.i18n import Translator

if TYPE_CHECKING:
    from workflows.regime import RegimeSpec
    from workflows.regime_text import Fault

app = new_group(help="help.regimes")

RegimeName = Annotated[str, typer.Argument(metavar="metavar.regime", help="help.regimes.name")]


@app.command("list", help="help.regimes.list", cls=TranslatedCommand)
def list_regimes(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prints the regimes that come with the program."""
    from workflows.regime_files import shipped_regimes

    frame = frame_in(ctx)
    for file in shipped_regimes():
        if as_json:
            label = file.label.model_dump()
            told = {"id": file.id, "version": file.version, "abstract": file.abstract}
            frame.json({**told, "label": label})
            continue
        title = getattr(file.label, frame.words.language)
        note = f" ({frame.words('regimes.abstract')})" if file.abstract else ""
        frame.say(f"{file.id}-{file.version}  {title}{note}")


@app.command("show", help="help.regimes.show", cls=TranslatedCommand)
def show(ctx: typer.Context, name: RegimeName, as_json: AsJson = False) -> None:
    """Prints a regime with everything that it inherits."""
    frame = frame_in(ctx)
    spec = _loaded(name, frame)
    if as_json:
        frame.json(spec.model_dump(mode="json", by_alias=True))
        return
    _print(spec, frame)


@app.command("lint", help="help.regimes.lint", cls=TranslatedCommand)
def lint(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="metavar.file", help="help.regimes.files")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prints every fault of the files, by default of all regimes that come with the program."""
    frame = frame_in(ctx)
    faults = _faults(files)
    for fault in faults:
        if as_json:
            frame.json({**fault._asdict(), "params": dict(fault.params)})
        else:
            frame.say(fault_line(fault, frame.words))
    if not faults and not as_json:
        frame.say(frame.words("regimes.sound"))
    raise typer.Exit(ExitCode.BAD_INPUT if faults else ExitCode.DONE)


@app.command("diagram", help="help.regimes.diagram", cls=TranslatedCommand)
def diagram(ctx: typer.Context, name: RegimeName, as_json: AsJson = False) -> None:
    """Prints a regime's states and triggers as a Mermaid diagram."""
    from workflows.regime_diagram import mermaid

    frame = frame_in(ctx)
    words = frame.words
    spec = _loaded(name, frame)
    drawn = mermaid(spec, words.language, words.label)
    if as_json:
        frame.json({"id": spec.id, "version": spec.version, "mermaid": drawn})
        return
    frame.say(drawn.rstrip("\n"))


def _loaded(name: str, frame: Frame) -> "RegimeSpec":
    from workflows.regime_files import load_regime
    from workflows.regime_text import RegimeFaults

    try:
        return load_regime(name)
    except RegimeFaults as found:
        lines = tuple(fault_line(fault, frame.words) for fault in found.faults)
        raise BadInput("regime", lines) from found


def _faults(files: list[str] | None) -> "tuple[Fault, ...]":
    from workflows.calendar_files import calendars_beside, shipped_calendars
    from workflows.regime_files import shipped_regimes
    from workflows.regime_lint import lint_files, lint_text

    calendars = {calendar.id for calendar in shipped_calendars()}
    if files:
        paths = [Path(file) for file in files]
        return lint_files(paths, calendars.union(*map(calendars_beside, paths)))
    shipped = shipped_regimes()
    return tuple(
        fault
        for file in shipped
        for fault in lint_text(file.text, file=file.name, calendars=calendars)
    )


def fault_line(fault: "Fault", words: Translator) -> str:
    """``my.toml: transitions.assign.who: the role "boss" is unknown; ...``."""
    text = words(f"regime-fault.{fault.code}", **fault.params)
    where = f"{fault.file}: {fault.key_path}" if fault.key_path else fault.file
    return f"{where}: {text}"


def _print(spec: "RegimeSpec", frame: Frame) -> None:
    from adapters.regime_summary import summary

    words = frame.words
    frame.say(f"{spec.ref}  {getattr(spec.label, words.language)}")
    lines = ((words(heading), text) for heading, text in summary(spec, words))
    _print_table("", (), lines, frame)
    _print_table("regimes.transitions", _TRANSITIONS, _transition_rows(spec, words), frame)
    _print_table("regimes.deadlines", _DEADLINES, _deadline_rows(spec, words), frame)
    _print_table("regimes.ladder", _LADDER, _ladder_rows(spec, words), frame)


_TRANSITIONS = ("column.trigger", "column.from", "column.to", "column.who", "column.needs")
_DEADLINES = ("column.deadline", "column.lasts", "column.starts", "column.stops", "column.rule")
_LADDER = ("column.rung", "column.at", "column.notified")


def _transition_rows(spec: "RegimeSpec", words: Translator) -> Iterable[tuple[str, ...]]:
    for row in spec.transitions:
        yield (
            words.label("trigger", row.trigger),
            _labels("state", row.source, words),
            words.label("state", row.to),
            _labels("role", row.who, words),
            "; ".join(words.label("rule", name) for name in (*row.when, *row.needs)),
        )


def _deadline_rows(spec: "RegimeSpec", words: Translator) -> Iterable[tuple[str, ...]]:
    for kind, deadline in spec.deadlines.items():
        yield (
            words.label("deadline", kind.value),
            _lasts(deadline, words),
            _labels("trigger", deadline.starts, words),
            _labels("trigger", deadline.stops, words),
            words.label("rule-source", deadline.rule),
        )


def _lasts(deadline: Any, words: Translator) -> str:
    if deadline.before_day:
        return words("regimes.before-day", day=deadline.before_day)
    if deadline.given:
        return words("regimes.given")
    if deadline.lasts:
        return str(deadline.lasts)
    return "; ".join(_case(case, words) for case in deadline.cases)


def _case(case: Any, words: Translator) -> str:
    told = [words.label("severity", severity.value) for severity in case.severity or ()]
    if case.tier:
        told.append(words.label("unit-kind", case.tier.value))
    return f"{', '.join(told)}: {case.lasts}" if told else str(case.lasts)


def _ladder_rows(spec: "RegimeSpec", words: Translator) -> Iterable[tuple[str, ...]]:
    for rung in spec.ladder:
        yield words.label("rung", rung.rung), rung.at, _labels("rung-body", rung.to, words)


def _labels(kind: str, values: Iterable[str], words: Translator) -> str:
    return ", ".join(dict.fromkeys(words.label(kind, value) for value in values))


def _print_table(
    title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], frame: Frame
) -> None:
    """Without columns it has neither a title nor a head."""
    from rich.box import SIMPLE
    from rich.table import Table

    head = bool(columns)
    heading = frame.words(title) if head else None
    table = Table(title=heading, title_justify="left", box=SIMPLE, pad_edge=False, show_header=head)
    for column in columns:
        table.add_column(frame.words(column), overflow="fold")
    for row in rows:
        table.add_row(*row)
    frame.console.print(table)
