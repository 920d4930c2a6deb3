"""``kiennghi demo``: a simulated province lives through a month under a regime, or a story."""

from collections import Counter
from contextlib import ExitStack
from errno import EEXIST, ENOENT
from os import strerror
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TextIO

import typer

from adapters.cli.demo_ending import tell_ending, tell_lists
from adapters.cli.engine import engine_on
from adapters.cli.errors import BadInput, refusal
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.terminal import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.cli.engine import OpenEngine
    from adapters.demo.closing import Counts
    from adapters.demo.narrator import Narrator
    from adapters.demo.player import Player
    from adapters.demo.script import Script

app = new_group()


class Played(NamedTuple):
    """What there is to tell of."""

    player: "Player"
    narrator: "Narrator"
    counts: "Counts"


@app.command("demo", help="help.demo", cls=TranslatedCommand)
def demo(
    ctx: typer.Context,
    *,
    regime: Annotated[
        str | None, typer.Option("--regime", metavar="metavar.regime", help="help.demo.regime")
    ] = None,
    story: Annotated[
        str | None, typer.Option("--story", metavar="metavar.story", help="help.demo.story")
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="metavar.number", help="help.demo.seed")
    ] = 1,
    commands: Annotated[
        str | None, typer.Option("--commands", metavar="metavar.file", help="help.demo.commands")
    ] = None,
) -> None:
    """Founds the province in an empty folder, plays its story, and tells it."""
    from adapters.bootstrap import create_events

    frame = frame_in(ctx)
    script = _script(regime, story, seed)
    _require_room(frame.data_folder, Path(commands) if commands else None)
    store = create_events(frame.settings, simulation=True)
    with engine_on(store, frame) as engine, ExitStack() as files:
        states = files.enter_context(_new_file(frame.data_folder / _states_file()))
        written = files.enter_context(_new_file(Path(commands))) if commands else None
        played = _play(script, engine, frame, states, written)
        _tell_title(script, frame)
        _tell(played, engine, frame)
        closing = [*_closing(played, engine, frame)]
    tell_lists(script.setting, frame)
    for line in closing:
        frame.say(line)


def _script(regime: str | None, story: str | None, seed: int) -> "Script":
    """What is to be played; a month of the first regime where nothing is said. Raises BadInput."""
    from adapters.demo.script import scripts, stories

    if regime and story:
        raise BadInput("regime-or-story")
    known = stories() if story else scripts()
    name = story or regime or next(iter(known))
    if name not in known:
        raise BadInput("no-such-story" if story else "no-such-month", given=name, known=[*known])
    return known[name](seed)


def _require_room(folder: Path, commands: Path | None) -> None:
    """Raises BadInput or OSError before anything is made."""
    if folder.exists() and next(folder.iterdir(), None) is not None:
        raise BadInput("folder-not-empty", folder=folder)
    if commands is None:
        return
    if commands.exists():
        raise FileExistsError(EEXIST, strerror(EEXIST), str(commands))
    if commands.parent != folder and not commands.parent.is_dir():
        raise FileNotFoundError(ENOENT, strerror(ENOENT), str(commands.parent))


def _states_file() -> str:
    from adapters.demo.states import STATES_FILE

    return STATES_FILE


def _new_file(path: Path) -> TextIO:
    return path.open("x", encoding="utf-8")


def _play(
    script: "Script",
    engine: "OpenEngine",
    frame: Frame,
    states: TextIO,
    written: TextIO | None,
) -> Played:
    """Runs every command. Raises StoryBroken where one ends otherwise than the story says."""
    from adapters.demo.closing import Counts
    from adapters.demo.narrator import Narrator
    from adapters.demo.player import Player
    from adapters.demo.states import write_states
    from adapters.i18n import Translator
    from adapters.reading import wording_at, wording_of
    from workflows.organisation_commands import ProvinceCommand

    player = Player(script.seed, script.setting, engine.desk, engine.store)
    narrator = Narrator(player, wording_of(engine, frame.words), refusal, frame.width)
    vietnamese = Translator("vi")
    wording = wording_of(engine, vietnamese)
    refused, facts, count = Counter[str](), Counter[str](), 0
    with Progress(frame, "progress.commands") as progress:
        for count, beat in enumerate(player.play(script.cues), start=1):
            if isinstance(beat.command, ProvinceCommand):
                wording, directory = wording_of(engine, vietnamese), engine.desk.directory()
                narrator.wording = wording_at(engine, frame.words, directory, engine.now())
            narrator.take(beat)
            write_states(beat, player, wording, states)
            if written is not None:
                print(beat.command.model_dump_json(exclude_none=True), file=written)
            if beat.outcome.outcome == "refused":
                refused[beat.outcome.code] += 1
            facts.update(one.fact.type for one in beat.facts)
            progress.reached(count)
    return Played(player, narrator, Counts(count, refused, facts))


def _tell_title(script: "Script", frame: Frame) -> None:
    """Where and when, and that it is made up."""
    from domain.organisation import CHAPTERS, UnitKind

    setting, province = script.setting, script.setting.province
    told = {
        "province": province.code,
        "year": setting.year,
        "seed": script.seed,
        "regime": str(setting.regime),
        "districts": len(province.of_kind(UnitKind.DISTRICT)),
        "communes": len(province.of_kind(UnitKind.COMMUNE)),
        "chapters": len(province.of_kind(*CHAPTERS)),
    }
    for line in wrapped(frame.words("demo.title", **told), frame.width):
        frame.say(line)


def _tell(played: Played, engine: "OpenEngine", frame: Frame) -> None:
    """The story, and then how it stands in the end."""
    from adapters.demo.closing import not_submitted_lines, table_of_issues
    from adapters.reading import wording_of

    words, wording = frame.words, wording_of(engine, frame.words)
    for line in played.narrator.lines():
        frame.say(line)
    frame.say(f"\n{words('demo.states')}")
    frame.console.print(table_of_issues(played.player, wording))
    frame.say(f"\n{words('demo.not-submitted-title')}")
    for line in not_submitted_lines(engine.store.read(), played.player.setting, wording):
        frame.say_folded(line)
    tell_ending(played.player.setting, engine, frame)


def _closing(played: Played, engine: "OpenEngine", frame: Frame) -> "Iterator[str]":
    """How much there was, and the digest of the log."""
    from adapters.demo.closing import count_lines, held_by_the_ended
    from domain.calendar import local_date

    yield ""
    yield from count_lines(played.counts, played.player, frame.words)
    today = local_date(engine.now())
    left = held_by_the_ended(played.player, engine.desk.directory(), today)
    if left is not None:
        yield frame.words("demo.held-by-the-ended", count=left)
    yield frame.words("demo.digest", digest=engine.store.log_digest())
