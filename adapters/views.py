"""The read models in use: brought up to date, read, built again beside themselves, and verified.

Each read model has files of its own (``adapters.view_files``), so that one can be built again, or
stand still at a fact it cannot take, without the others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

from adapters.databases import TEMPORARY, opened
from adapters.view_errors import ViewsUnavailable, told
from adapters.view_files import ViewFiles, held
from adapters.view_reading import Status, reading, status
from adapters.view_runs import Ran, Run
from projections.comparison import Difference, compare, stands_elsewhere
from projections.engine import BATCH, BATCHES, Progress, follow
from projections.follower import Follower
from projections.ports import Log, ReadModel
from projections.positions import position_of
from projections.tables import create_tables

OnProgress = Callable[[Progress], None]


class CaughtUp(NamedTuple):
    """What a run made of the read models it was asked for."""

    head: int
    """The last position of the log at the start."""
    ran: Mapping[str, Ran]
    """By name."""

    @property
    def stopped(self) -> list[Ran]:
        """Those that are not where they should be."""
        return [one for one in self.ran.values() if one.stopped]


class Views:
    """The read models of one data folder, which is made when they are first brought up to date."""

    def __init__(
        self,
        folder: Path,
        store: Log,
        read_models: Sequence[ReadModel],
        *,
        batch_size: int = BATCH,
        batches: int = BATCHES,
        wait: float = 5.0,
    ) -> None:
        """``wait`` is how many seconds to wait for others who write to the same read model.

        ``batch_size`` and ``batches`` are those of ``follow``.
        """
        self.folder = folder
        self._log = store
        self._read_models = {one.name: one for one in read_models}
        self._batch_size = batch_size
        self._batches = batches
        self._wait = wait

    def catch_up(
        self, names: Iterable[str] | None = None, progress: OnProgress | None = None
    ) -> CaughtUp:
        """Brings the read models, or those named, to the present head of the log.

        One that has another version, or is damaged, is built again. What one of them meets is told
        in the result and keeps no other from going on. Raises whatever the log raises.
        """
        return self._run(self._read_models if names is None else names, progress, asked=False)

    def rebuild(self, *names: str, progress: OnProgress | None = None) -> CaughtUp:
        """Builds those named from the first fact on beside those in use, and then swaps them.

        The log is read once for all of them. Tells and raises as ``catch_up`` does.
        """
        return self._run(names, progress, asked=True)

    def status(self) -> list[Status]:
        """How each read model stands, in order of their names."""
        head = self._log.head()
        return [
            status(read_model, self._files(name), head)
            for name, read_model in sorted(self._read_models.items())
        ]

    def verify(self, name: str, progress: OnProgress | None = None) -> list[Difference]:
        """What differs from another built from the first fact on, in a file that nobody sees.

        The first difference of each table; none where all is right. Others may read and write
        meanwhile. Raises ViewsUnavailable where it cannot be read.
        """
        read_model = self._read_models[name]
        with opened(TEMPORARY) as scratch, told(name, self._files(name).pointer):
            create_tables(read_model, scratch, readers_indexes=False)
            follower = Follower(read_model, scratch)
            # Most of the way before, so that what is in use is kept from being tidied up shortly.
            with self.reading(name) as alias:
                on_the_way = position_of(alias)
            self._follow([follower], on_the_way, progress)
            with self.reading(name) as alias:
                position = position_of(alias)
                self._follow([follower], position, progress)
                if follower.trouble:
                    raise follower.trouble
                if follower.position != position:
                    return [stands_elsewhere(name, position, follower.position)]
                return compare(alias, scratch)

    def reading(self, name: str) -> AbstractContextManager[str]:
        """An alias of the read model as it stands now, the same to the end of the block.

        Never makes a file; where nothing was built yet, the tables are there and empty. Raises
        ViewsUnavailable, ``views-outdated`` where another version is in use.
        """
        return reading(self._read_models[name], self._files(name))

    def _files(self, name: str) -> ViewFiles:
        return ViewFiles(self.folder, name)

    def _run(self, names: Iterable[str], progress: OnProgress | None, *, asked: bool) -> CaughtUp:
        ran: dict[str, Ran] = {}
        with ExitStack() as stack:
            runs: list[Run] = []
            for name in sorted(set(names)):
                begun = self._begin(name, stack, asked=asked)
                if isinstance(begun, Run):
                    runs.append(begun)
                else:
                    ran[name] = begun
            head = self._log.head()
            feeding = runs
            while feeding:
                followers = [run.follower for run in feeding if run.follower]
                self._follow(followers, head, progress)
                feeding = [run for run in feeding if run.begins_anew()]
            for run in runs:
                ended = run.finish()
                ran[ended.name] = ended
        return CaughtUp(head, ran)

    def _begin(self, name: str, stack: ExitStack, *, asked: bool) -> Run | Ran:
        files = self._files(name)
        try:
            with told(name, self.folder):
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                lock = stack.enter_context(held(files.lock, self._wait))
        except ViewsUnavailable as error:
            return Ran(name, trouble=error)
        if lock is None:
            return Ran(
                name, trouble=ViewsUnavailable("views-busy", name=name, path=str(files.lock))
            )
        run = Run(self._read_models[name], files, lock, self._log, asked=asked)
        stack.callback(run.close)
        run.begin()
        return run

    def _follow(
        self, followers: Iterable[Follower], until: int, progress: OnProgress | None
    ) -> None:
        follow(
            self._log,
            followers,
            until=until,
            batch_size=self._batch_size,
            batches=self._batches,
            progress=progress,
        )
