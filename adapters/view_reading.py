"""Reading one read model while others write it, build it anew, and swap."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from django.db import Error
from django.db.transaction import atomic

from adapters.databases import IN_MEMORY, opened
from adapters.view_errors import ViewsUnavailable, is_damage, is_missing, told, unavailable
from adapters.view_files import ViewFiles, is_held
from projections.ports import ReadModel
from projections.positions import Poison, Standing, standing
from projections.tables import create_tables
from projections.trouble import is_from_outside


class Status(NamedTuple):
    """How one read model stands."""

    name: str
    version: int
    """Of this program."""
    generation: int | None
    """None where nothing was built yet."""
    position: int
    head: int
    """The last position of the log."""
    running: bool
    """Whether somebody writes to it now."""
    building: int | None
    """Position of a generation that is being built beside, or was left unfinished."""
    poison: Poison | None
    """Why it stands still, where a fact is the reason."""
    trouble: ViewsUnavailable | None
    """Why it cannot be read."""

    @property
    def lag(self) -> int:
        """How many facts it is behind, at most: a log may have holes."""
        return max(0, self.head - self.position)


@contextmanager
def reading(read_model: ReadModel, files: ViewFiles) -> Iterator[str]:
    """An alias of what is in use, the same to the end of the block whatever is written meanwhile.

    Never makes a file; where there is none, the tables are there and empty. Raises
    ViewsUnavailable, ``views-outdated`` where another version is in use.
    """
    while True:
        with ExitStack() as stack:
            generation = files.current()
            alias = (
                _empty(read_model, stack)
                if generation is None
                else _in_use(read_model, files, generation, stack)
            )
            if alias is not None:
                with told(files.name, files.pointer, only=Error):
                    yield alias
                return


def status(read_model: ReadModel, files: ViewFiles, head: int) -> Status:
    found, trouble = None, None
    try:
        with reading(read_model, files) as alias:
            found = standing(alias)
    except ViewsUnavailable as error:
        trouble = error
    generation = files.current()
    return Status(
        name=read_model.name,
        version=read_model.version,
        generation=generation,
        position=found.position if found else 0,
        head=head,
        running=is_held(files.lock),
        building=_building(files, generation or 0),
        poison=found.poison if found else None,
        trouble=trouble,
    )


def _empty(read_model: ReadModel, stack: ExitStack) -> str:
    alias = stack.enter_context(opened(IN_MEMORY))
    create_tables(read_model, alias)
    return alias


def _in_use(
    read_model: ReadModel, files: ViewFiles, generation: int, stack: ExitStack
) -> str | None:
    """None where it was swapped for another before all that belongs to it was opened.

    From the first statement on, SQLite has opened everything. Where the pointer is still the same
    after that, nothing had been removed before.
    """
    path = files.path(generation)
    alias = stack.enter_context(opened(path, read_only=True))
    problem: Exception | None = None
    found: Standing | None = None
    try:
        stack.enter_context(atomic(using=alias))
        found = standing(alias)
    except Error as error:
        problem = error
    if files.current() != generation:
        return None
    damaged = problem and (is_damage(problem) or is_missing(problem, path))
    if problem and is_from_outside(problem) and not damaged:
        raise unavailable(problem, files.name, path) from problem
    if found is None or found.name != read_model.name:
        raise ViewsUnavailable("views-damaged", name=files.name, path=str(path)) from problem
    if found.version != read_model.version:
        raise ViewsUnavailable("views-outdated", name=files.name, path=str(path))
    return alias


def _building(files: ViewFiles, current: int) -> int | None:
    unfinished = [one for one in files.generations() if one > current]
    if not unfinished:
        return None
    try:
        with opened(files.path(unfinished[-1]), read_only=True) as alias:
            found = standing(alias)
    except Error:
        return 0
    return found.position if found else 0
