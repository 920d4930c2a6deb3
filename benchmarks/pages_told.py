"""What the measurements of pages found, as figures and tables."""

from collections.abc import Callable, Iterable, Sequence

from benchmarks.large_inbox import ISSUES_A_TRANSACTION, OPEN_SHARE, SHAPE
from benchmarks.pages import AT_MOST, Answer, Measured
from benchmarks.questions import COUNTS, LIMIT, SEARCH, SORTS, TEXT, UNITS, WITH_TEXT
from benchmarks.sections import Figure, Section, table

TITLE = "Pages, counts and search"
_SORTS = tuple(sort.value for sort in SORTS)
_WORST = 10


def section(measured: Measured) -> Section:
    sizes = [one.issues for one in measured.inboxes]
    alike = [one for one in measured.answers if one.is_comparable]
    others = [one for one in measured.answers if not one.is_comparable]
    paged, with_text, texts, counts = (
        [one for one in alike if one.question.column in columns]
        for columns in (_SORTS, (WITH_TEXT,), (SEARCH,), (COUNTS,))
    )
    figures = [
        _figure("page, by sort and filter", paged),
        _figure("page of a search, by filter", with_text),
        _figure("page of a search", texts),
        _figure("counts of the queues", counts),
    ]
    short = [one for one in others if one.question.column == SEARCH]
    parts = [
        _how(sizes),
        _inboxes(measured),
        f"Time at {sizes[-1]:,} issues divided by that at {sizes[0]:,}, the worst of the units and "
        "of first and second page; a dash where no page is full at each size. With a text: "
        f"`{TEXT}`, by relevance.",
        _by_filter([*paged, *with_text]),
        "Searches by relevance, in milliseconds, where they compare worst:",
        _by_name(sizes, texts, lambda one: one.ratio),
        "Searches that find less than a page in some inbox, where they take longest. They read the "
        "shortest of their lists to its end, so their time grows with it; they are not compared.",
        _by_name(sizes, short, lambda one: one.seconds[-1]),
        f"The {_WORST} that compare worst, of all:",
        _worst(sizes, alike),
    ]
    return Section(TITLE, figures, "\n\n".join(parts))


def _figure(name: str, answers: Sequence[Answer]) -> Figure:
    worst = max((one.ratio for one in answers), default=0.0)
    above = sum(one.ratio > AT_MOST for one in answers)
    missed = f", {above:,} above" if above else ""
    measured = f"{worst:.2f} times, the worst of {len(answers):,}{missed}"
    reached = not above and bool(answers)
    return Figure(f"Most to least issues: {name}", measured, f"≤ {AT_MOST}", reached)


def _how(sizes: Sequence[int]) -> str:
    agencies, chapters = SHAPE.agencies, SHAPE.communes * SHAPE.chapters
    return (
        f"{sizes[0]:,} issues of a small province ({SHAPE.districts} districts with {chapters} "
        f"chapters and {agencies} agencies each; {OPEN_SHARE:.0%} of the lives end before they are "
        "over) are folded from their log, through the store and the engine. The larger inboxes "
        "repeat their rows, each copy months later and further on in the log, as the fold would "
        f"have made them; the search index grows by {ISSUES_A_TRANSACTION} issues a transaction. "
        f"Asked are a district that holds, an agency that leads and a board that is told of "
        f"everything ({', '.join(UNITS)}), for pages of {LIMIT} rows, on a warm cache. The sizes "
        "are asked in turns, and times and ratios are medians of the turns. Compared is what fills "
        "a page at each size, or finds as many rows."
    )


def _inboxes(measured: Measured) -> str:
    heading = ("Issues", "Entries", *(f"of {unit}" for unit in UNITS), "MB", "Parts of the search")
    return table(
        heading,
        (
            (
                f"{one.issues:,}",
                f"{one.entries:,}",
                *(f"{entries:,}" for entries in one.of_units),
                f"{one.megabytes:,.0f}",
                f"{one.parts}",
            )
            for one in measured.inboxes
        ),
    )


def _by_filter(answers: Iterable[Answer]) -> str:
    rows: dict[str, dict[str, list[Answer]]] = {}
    for one in answers:
        rows.setdefault(one.question.name, {}).setdefault(one.question.column, []).append(one)
    columns = (*_SORTS, WITH_TEXT)
    return table(
        ("Filter", *columns, "slowest, ms"),
        (
            (
                name,
                *(_worst_ratio(found.get(column, ())) for column in columns),
                _milliseconds(max(a.seconds[-1] for several in found.values() for a in several)),
            )
            for name, found in rows.items()
        ),
    )


def _worst_ratio(answers: Sequence[Answer]) -> str:
    return _ratio(max(one.ratio for one in answers)) if answers else "–"


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio <= AT_MOST else f"**{ratio:.2f}**"


def _by_name(
    sizes: Sequence[int], answers: Iterable[Answer], key: Callable[[Answer], float]
) -> str:
    """The answer with the greatest key of each name."""
    found: dict[str, Answer] = {}
    for one in answers:
        known = found.get(one.question.name)
        if known is None or key(one) > key(known):
            found[one.question.name] = one
    return table(
        ("Text", "Unit", "Page", *(f"{size:,}" for size in sizes), "Ratio", "Rows"),
        (
            (name, one.question.unit, f"{one.page}", *_times(one), _compared(one), _rows(one))
            for name, one in sorted(found.items(), key=lambda item: -key(item[1]))
        ),
    )


def _worst(sizes: Sequence[int], answers: Iterable[Answer]) -> str:
    worst = sorted(answers, key=lambda one: -one.ratio)[:_WORST]
    return table(
        ("Filter or text", "Sort", "Unit", "Page", *(f"{size:,}" for size in sizes), "Ratio"),
        (
            (
                one.question.name,
                one.question.column,
                one.question.unit,
                f"{one.page}",
                *_times(one),
                _ratio(one.ratio),
            )
            for one in worst
        ),
    )


def _compared(answer: Answer) -> str:
    return _ratio(answer.ratio) if answer.is_comparable else "–"


def _rows(answer: Answer) -> str:
    return ", ".join(f"{rows}" for rows in answer.rows)


def _times(answer: Answer) -> list[str]:
    return [_milliseconds(seconds) for seconds in answer.seconds]


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.2f}"
