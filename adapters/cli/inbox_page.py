"""A page of an inbox as people read it, as wide as their terminal."""

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from adapters.cli.frame import Frame
from adapters.inbox_reading import Asked, Listing
from adapters.inbox_view import COLUMNS, Lines, lines_of, queue_counts
from adapters.terminal import harmless, wrapped
from adapters.wording import Wording
from domain.calendar import local_date
from domain.directory import Directory
from domain.organisation import CHAPTERS, UnitKind
from projections.inbox import Queue

_INDENT = " " * 4
_NARROW = 64
"""Below this many columns no table has room for titles."""
_HARD_BLANK = "\u00a0"
_BODIES = (UnitKind.COMMITTEE_OFFICE, UnitKind.STANDING_BOARD, UnitKind.STANDING_COMMITTEE)
_ACROSS = (Queue.DUE_SOON, Queue.OVERDUE)


def print_page(
    listing: Listing, asked: Asked, directory: Directory, wording: Wording, frame: Frame
) -> None:
    """The queues with their counts; then a row for each issue, and beneath it why it is here."""
    words = wording.words
    _say(words("inbox.heading", unit=wording.unit(asked.unit), at=listing.at), frame)
    for line in _count_lines(listing, wording):
        _say(line, frame, indent="  ")
    frame.say()
    if not listing.entries:
        for line in _nothing(listing, asked, directory, wording):
            _say(line, frame)
        return
    entries = [lines_of(entry, asked.unit, wording) for entry in listing.entries]
    header = [words.label("inbox", column) for column in COLUMNS]
    columns = zip(header, *(entry.cells for entry in entries), strict=True)
    widths = [max(map(len, column)) for column in columns]
    if frame.width >= _NARROW:
        frame.console.print(_row(header, widths, "bold"))
    for entry in entries:
        _print_entry(entry, widths, frame)


def tell_beside(listing: Listing, frame: Frame, *, is_past: bool) -> None:
    """What the page does not hold, what to do about it, and how to go on."""
    words = frame.words
    unreadable = [entry.number for entry in listing.entries if entry.steps is None]
    if unreadable:
        frame.tell(words("inbox.unreadable", numbers=unreadable))
    not_swept = [one.number for one in listing.entries if one.late and not one.row.overdue]
    if not_swept:
        key = "inbox.not-swept-then" if is_past else "inbox.not-swept"
        frame.tell(words(key, count=len(not_swept)))
    if listing.next:
        frame.tell(words("page.more", cursor=listing.next))


def _say(text: str, frame: Frame, indent: str = "") -> None:
    for line in wrapped(text, frame.width, indent=indent, hanging=indent):
        frame.say(line.replace(_HARD_BLANK, " "))


def _count_lines(listing: Listing, wording: Wording) -> Iterator[str]:
    queues = [queue for queue in listing.counts if queue not in _ACROSS]
    across = _unbroken(queue_counts(listing, _ACROSS, wording))
    yield _unbroken(queue_counts(listing, queues, wording))
    yield wording.words("inbox.across", counts=across)


def _unbroken(counts: Iterable[str]) -> str:
    """Breaks to a new line only between them."""
    return ", ".join(count.replace(" ", _HARD_BLANK) for count in counts)


def _nothing(
    listing: Listing, asked: Asked, directory: Directory, wording: Wording
) -> Iterator[str]:
    """Why the page is empty, and where else to look."""
    words = wording.words
    if listing.next:
        yield words("inbox.nothing-yet")
        return
    if sum(listing.counts.values()):
        narrowed = any(asked.filters._replace(ended=None))
        yield words("inbox.nothing-found" if narrowed or asked.cursor else "inbox.nothing-open")
        return
    yield words("inbox.empty")
    record, today = directory.record(asked.unit), local_date(listing.at)
    committee = directory.committee_of(asked.unit, today)
    if record is not None and record.kind in CHAPTERS:
        yield words("inbox.of-chapter", chapter=asked.unit)
    elif committee is not None and record is not None and record.kind in _BODIES:
        yield words("inbox.of-committee", unit=wording.unit(committee), code=committee)


def _print_entry(entry: Lines, widths: Sequence[int], frame: Frame) -> None:
    cells, style = [harmless(cell) for cell in entry.cells], "bold" if entry.is_late else ""
    whole = Text("; ".join(cells), style)
    frame.console.print(whole if frame.width < _NARROW else _row(cells, widths, style))
    for detail in entry.details:
        _say(detail, frame, indent=_INDENT)


def _row(cells: Iterable[str], widths: Sequence[int], style: str) -> Table:
    """One row; the title takes what the other columns leave."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for column, width in zip(COLUMNS, widths, strict=True):
        if column == "title":
            table.add_column(ratio=1, overflow="fold")
        else:
            table.add_column(width=width, no_wrap=True)
    table.add_row(*(Text(cell) for cell in cells), style=style)
    return table
