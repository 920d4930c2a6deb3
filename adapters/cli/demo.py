"""``kiennghi demo``: a simulated province lives through one month, and what follows from it."""

from collections import Counter
from contextlib import ExitStack
from errno import EEXIST, ENOENT
from os import strerror
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TextIO

import typer

from adapters.cli.demo_ending import tell_ending
from adapters.cli.engine import engine_on
from adapters.cli.errors import BadInput, refusal
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.terminal import wrapped

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.demo.closing import Counts
    from adapters.demo.narrator import Narrator
    from adapters.demo.player import Player

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
    _require_room(frame.data_folder, Path(commands) if commands else None)
    store = create_events(frame.settings, simulation=True)
    with engine_on(store, frame) as engine, ExitStack() as files:
        states = files.enter_context(_new_file(frame.data_folder / _states_file()))
        written = files.enter_context(_new_file(Path(commands))) if commands else None
        played = _play(seed, engine, frame, states, written)
        frame.say("\n".join(wrapped(frame.words("demo.title", seed=seed), frame.width)))
        _tell(played, engine, frame)


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
    seed: int, engine: "OpenEngine", frame: Frame, states: TextIO, written: TextIO | None
) -> Played:
    """Runs every command. Raises StoryBroken where one ends otherwise than the story says."""
    from adapters.demo.closing import Counts
    from adapters.demo.narrator import Narrator
    from adapters.demo.player import Player
    from adapters.demo.states import write_states
    from adapters.demo.story import story
    from adapters.i18n import Translator
    from adapters.reading import wording_of
    from workflows.organisation_commands import ProvinceCommand

    player = Player(seed, engine.desk, engine.store)
    narrator = Narrator(player, wording_of(engine, frame.words), refusal, frame.width)
    vietnamese = Translator("vi")
    wording = wording_of(engine, vietnamese)
    refused, facts, count = Counter[str](), Counter[str](), 0
    with Progress(frame, "progress.commands") as progress:
        for count, beat in enumerate(player.play(story(seed)), start=1):
            if isinstance(beat.command, ProvinceCommand):
                wording = wording_of(engine, vietnamese)
                narrator.wording = wording_of(engine, frame.words)
            narrator.take(beat)
            write_states(beat, player, wording, states)
            if written is not None:
                print(beat.command.model_dump_json(exclude_none=True), file=written)
            if beat.outcome.outcome == "refused":
                refused[beat.outcome.code] += 1
            facts.update(one.fact.type for one in beat.facts)
            progress.reached(count)
    return Played(player, narrator, Counts(count, refused, facts))


def _tell(played: Played, engine: "OpenEngine", frame: Frame) -> None:
    """The story, and then how it stands in the end."""
    from adapters.demo.closing import count_lines, not_submitted_lines, table_of_issues
    from adapters.reading import wording_of

    words, wording = frame.words, wording_of(engine, frame.words)
    for line in played.narrator.lines():
        frame.say(line)
    frame.say(f"\n{words('demo.states')}")
    frame.console.print(table_of_issues(played.player, wording))
    frame.say(f"\n{words('demo.not-submitted-title')}")
    for line in not_submitted_lines(engine.store.read(), wording):
        frame.say_folded(line)
    tell_ending(engine, frame)
    frame.say("")
    for line in count_lines(played.counts, played.player, words):
        frame.say(line)
    frame.say(words("demo.digest", digest=engine.store.log_digest()))
