"""What of an inbox is asked for, as it is typed."""

from typing import TYPE_CHECKING

from adapters.cli.arguments import read_since, read_unit
from adapters.cli.errors import BadInput

if TYPE_CHECKING:
    from adapters.i18n import Translator
    from domain.directory import Directory
    from domain.values import UnitId
    from projections.inbox import Sort
    from projections.inbox_walks import Filters


def read_filters(
    chosen: dict[str, str | None],
    words: "Translator",
    *,
    overdue: bool,
    due_before: str | None,
    text: str | None,
) -> "Filters":
    """What has ended is left out unless somebody asks for a queue, a state or a text.

    Raises BadInput.
    """
    from adapters.cli.choices import choice
    from domain.issue import Status
    from domain.values import Category, Severity
    from projections.inbox import Queue
    from projections.inbox_walks import Filters

    states = [state for state in Status if state is not Status.NEW]
    queue, status, category, severity = (chosen[name] or "" for name in chosen)
    text = text if text and text.strip() else None
    return Filters(
        queue=choice(queue, "--queue", "queue", Queue, words) if queue else None,
        status=choice(status, "--status", "state", states, words) if status else None,
        overdue=overdue or None,
        due_before=read_since(due_before) if due_before else None,
        category=choice(category, "--category", "category", Category, words) if category else None,
        severity=choice(severity, "--severity", "severity", Severity, words) if severity else None,
        text=text,
        ended=None if queue or status or text else False,
    )


def read_sort(text: str | None, filters: "Filters", words: "Translator") -> "Sort | None":
    """Raises BadInput."""
    from adapters.cli.choices import choice
    from projections.inbox import Sort

    sort = choice(text, "--sort", "sort", Sort, words) if text else None
    if sort is Sort.RELEVANCE and filters.text is None:
        raise BadInput("relevance-without-text")
    return sort


def read_chapter(text: str, directory: "Directory") -> "UnitId":
    """Raises BadInput."""
    from domain.organisation import CHAPTERS

    code = read_unit(text, directory)
    record = directory.record(code)
    if record is None or record.kind not in CHAPTERS:
        raise BadInput("not-a-chapter", unit=code)
    return code
