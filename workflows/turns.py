"""Which commands may go together, and which wait for each other."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Lock
from uuid import UUID

from workflows.command import Command, StreamKind

LOCKS = 256
"""Streams share this many locks, so that they need no tidying up."""


class Turns:
    """One command at a time for each stream, among the threads of one process.

    Without turns the commands on a busy issue spend their time on losing races. Other processes
    take no turns: against those the versions are checked.
    """

    def __init__(self) -> None:
        self._locks = tuple(Lock() for _ in range(LOCKS))

    @contextmanager
    def taken(self, streams: Iterable[UUID]) -> Iterator[None]:
        """Always in the same order, so that no two wait for each other for ever."""
        with ExitStack() as held:
            for number in sorted({stream.int % LOCKS for stream in streams}):
                held.enter_context(self._locks[number])
            yield


def batches(commands: Sequence[Command]) -> Iterator[list[Command]]:
    """The commands in order, cut so that none depends on another of its batch.

    A command depends on one before it that reads a stream of its own or has its id. Every command
    reads the organisation, so what changes the organisation stands alone.
    """
    batch: list[Command] = []
    touched: set[UUID] = set()
    for command in commands:
        refs = command.reads()
        own = {command.id, *(ref.id for ref in refs)}
        alone = any(ref.kind is StreamKind.ORGANISATION for ref in refs)
        if batch and (alone or own & touched):
            yield batch
            batch, touched = [], set()
        batch.append(command)
        touched |= own
        if alone:
            yield batch
            batch, touched = [], set()
    if batch:
        yield batch
