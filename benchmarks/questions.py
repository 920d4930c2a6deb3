"""What an office asks of its inbox: every sort with every filter, texts, and the counts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from domain.issue import Status
from domain.short_number import format_number
from domain.values import Severity
from projections.inbox import InboxRow, Queue, Sort, inbox_page
from projections.inbox_queries import LARGEST_PAGE, counts
from projections.paging import Page

HOLDER, AGENCY, BOARD = "NB-H1", "NB-H1-P1", "NB-TT"
UNITS = (HOLDER, AGENCY, BOARD)
"""Who holds, who works, and who is informed of everything (``benchmarks.large_inbox.SHAPE``)."""
LIMIT = 50
"""Rows of a page, as the command prints them."""
SORTS = (Sort.DUE, Sort.SEVERITY, Sort.AGE, Sort.NUMBER)
TEXT = "đường"
"""Asked together with each filter; it is in a third of the issues."""
TEXTS = (
    *("đường", "duong", "cầu", "cau", "điện", "đê", "karaoke", "truong"),
    *("d", "đ", "tr", "n t", "cầu nông thôn", "kenh noi dong", "nước sạch", "duong lien thon"),
    *("xom 3", "NB 12", "H1 X2", "NB-H1-X2-C3", "124-CV", "1-CV H1", "250-CV/P2", "CV 37"),
    *("nước sạch yếu giờ", "sa an ta", "rac thai", "bangang", "zzz"),
)
"""Common words and rare ones, with accents and without, beginnings, numbers, and what nobody has.

The short number of an issue comes besides.
"""

Asked = dict[str, Any]


class Question(NamedTuple):
    """A page of somebody's inbox, or its counts."""

    name: str
    """The filter or the text, as a table of results names it."""
    column: str
    """The sort, ``with a text``, ``text`` or ``counts``."""
    unit: str
    asked: Asked | None
    """None for the counts."""

    def page(self, alias: str, cursor: str | None = None) -> Page[InboxRow]:
        return inbox_page(alias, self.unit, limit=LIMIT, cursor=cursor, **self.asked or {})

    def counts(self, alias: str) -> int:
        return sum(counts(alias, self.unit).values())


WITH_TEXT, SEARCH, COUNTS = "with a text", "text", "counts"


def questions(alias: str) -> Iterator[Question]:
    """Those that the smallest inbox suggests, for every unit."""
    for unit in UNITS:
        rows = inbox_page(alias, unit, sort=Sort.NUMBER, limit=LARGEST_PAGE).rows
        for name, asked in single_filters(rows):
            for sort in SORTS:
                # By age or number what is due before a time has no index; 2,000 entries are sorted.
                if "due_before" not in asked or sort in (Sort.DUE, Sort.SEVERITY):
                    yield Question(name, sort.value, unit, {**asked, "sort": sort})
            yield Question(name, WITH_TEXT, unit, {**asked, "text": TEXT})
        number = format_number("NB", rows[0].position)
        for text in (*TEXTS, number):
            name = "its short number" if text == number else text
            yield Question(name, SEARCH, unit, {"text": text})
        yield Question("all queues", COUNTS, unit, None)


def single_filters(rows: Sequence[InboxRow]) -> list[tuple[str, Asked]]:
    """No filter, and each alone: every queue, state and severity, and what the rows suggest."""
    filters: list[tuple[str, Asked]] = [("none", {})]
    filters += [(f"queue {queue.value}", {"queue": queue}) for queue in Queue]
    filters += [(f"state {status.value}", {"status": status}) for status in Status]
    for name in ("overdue", "ended"):
        filters += [(name, {name: True}), (f"not {name}", {name: False})]
    filters += [(f"severity {one.name.lower()}", {"severity": one}) for one in Severity]
    categories = [one for one, _ in Counter(row.category for row in rows).most_common()]
    filters += [("a common category", {"category": categories[0]})]
    filters += [("a rare category", {"category": categories[-1]})]
    filters += [("a chapter", {"chapter": rows[0].chapter})]
    dues = sorted(row.due for row in rows if row.due)
    if dues:
        filters += [("due before a time", {"due_before": dues[3 * len(dues) // 4]})]
    return filters
