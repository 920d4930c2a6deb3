"""Full-text search of a unit's issues in Vietnamese, on an FTS5 table of marks (docs/inbox.md).

Each issue is a row of marks, made here and not by SQLite's tokenizer:

- ``1câu``, ``~cau``: a word of title, description or chapter's name with its accents, and without;
- ``#c``, ``#ca``: the first letters of such words, and every prefix of number and chapter's code;
  letters of that code are such words, too: ``0nb``;
- ``%1``, ``%12``, ``%124``: every prefix of a document's number;
- ``@nb-h1``: a unit that has the issue in its inbox.

A word that is asked for becomes the marks that it may stand for, so FTS5 never gathers all rows of
a prefix, and the unit is one more mark that every query asks for.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.organisation import province_of
from domain.short_number import format_number
from domain.values import UnitId
from projections.rows import select
from projections.vietnamese import Word, forms_of, plain, words_in

MOST_WORDS = 8
"""Words of a query that are looked for; what stands behind them is passed over."""
LONGEST_QUERY = 400
"""Characters of a query that are read."""
MOST_FORMS = 256
"""Words that a beginning stands for, at most; where there are more its first letters are asked."""
INDEXED_LETTERS = 2
"""Beginnings of words this long have marks of their own, for they stand for too many words."""
REACH = 1 << 25
"""Positions that a page looks back over, about a million issues; behind them the next page goes on.

Only lists that are long and have little in common are ever read that far.
"""

SEARCH_STATEMENTS = (
    "CREATE VIRTUAL TABLE inbox_search USING fts5(marks, content='', columnsize=0, detail=none, "
    "tokenize=\"ascii tokenchars '~#%@-'\")",
    "INSERT INTO inbox_search (inbox_search, rank) VALUES ('pgsz', 500)",
    "INSERT INTO inbox_search (inbox_search, rank) VALUES ('automerge', 2)",
    "CREATE TABLE inbox_word (word TEXT NOT NULL PRIMARY KEY, plain TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX inbox_word_plain ON inbox_word (plain)",
)
"""The marks of each issue, by its position; and every word that a mark was made of.

The index of a large inbox has some ten parts, and a query looks for each mark in each of them. In
pages of 500 bytes instead of 4,000 it finds them in half the time, and parts of two sizes merge
where by default it takes four (ADR 0107).
"""

_HITS = """SELECT rowid FROM inbox_search WHERE inbox_search MATCH %s AND rowid < %s
AND rowid >= %s ORDER BY rowid DESC LIMIT %s"""
_FORMS = "SELECT DISTINCT plain FROM inbox_word WHERE plain >= %s AND plain < %s LIMIT %s"
_EXACT_FORMS = "SELECT word FROM inbox_word WHERE word >= %s AND word < %s LIMIT %s"
_RUNS = re.compile(r"\d+|[^\W\d_]{2,}|[^\W\d_]$")
"""Letters and figures written together; a letter that stands first alone, as in ``C2``, is none."""
_LAST_CHARACTER = "\U0010ffff"
_FIRST_PAGE, _LARGEST_PAGE = 64, 1024

Marks = frozenset[str]


# ── Marks of an issue ─────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1 << 12)
def marks_of_word(word: str) -> Marks:
    """Marks of a word of title, description or chapter's name."""
    exact, letters = forms = forms_of(word)
    if forms.has_figure:
        return frozenset(_prefixes("#", letters))
    beginnings = _prefixes("#", letters[:INDEXED_LETTERS])
    return frozenset({exact, f"~{letters}", *beginnings})


def marks_of_number(chapter: UnitId, position: int) -> set[str]:
    """Marks of the short number, and of the chapter's code."""
    _, digits, check = format_number(province_of(chapter), position).rsplit("-", 2)
    # The chapter's code begins with the province's, as the number does.
    return {*_marks_of_chapter(chapter), *_prefixes("#", digits), f"#{check.lower()}"}


@lru_cache(maxsize=1 << 12)
def _marks_of_chapter(chapter: UnitId) -> set[str]:
    return _marks_of_code("#", chapter) | _exact_marks(chapter)


def marks_of_letter(number: str) -> set[str]:
    """Marks of a letter's number and symbol, or of an incoming number."""
    return _marks_of_code("%", number)


def mark_of_unit(unit: UnitId) -> str:
    return f"@{unit.lower()}"


def _marks_of_code(sign: str, code: str) -> set[str]:
    return set().union(*[_prefixes(sign, word) for word in words_in(plain(code))])


def _exact_marks(code: str) -> set[str]:
    """Of letters alone that are few. Without them who types ``NB`` asks for rare words first."""
    words = [forms_of(word) for word in words_in(code)]
    few = [word for word in words if len(word.plain) <= INDEXED_LETTERS]
    return {word.exact for word in few if not word.has_figure}


@lru_cache(maxsize=1 << 11)
def _prefixes(sign: str, word: str) -> tuple[str, ...]:
    return tuple(sign + word[:length] for length in range(1, len(word) + 1))


# ── Queries ───────────────────────────────────────────────────────────────────────────────────


class Query(NamedTuple):
    """What is looked for in the marks of a unit."""

    ranks: tuple[str, ...] = ()
    """FTS5 expressions, the best hits first; no issue answers two of them."""
    loose: tuple[str, ...] = ()
    """Beginnings that a hit may lack: whoever reads it must look for them in its words."""


class Hit(NamedTuple):
    rank: int
    """0 for the best."""
    position: int
    is_end: bool = False
    """No hit, but as far as one page looks."""


class _Asked(NamedTuple):
    """A word of a query as expressions."""

    exact: str
    plain: str
    has_accent: bool
    is_loose: bool = False


def query_of(alias: str, unit: UnitId, text: str) -> Query:
    """All words of the text, each as a beginning; never fails, whatever somebody typed.

    Ranks: every word with the accents as typed; those that have accents with these, the others
    with any; every word with any accents.
    """
    words = [forms_of(word) for word in words_in(text[:LONGEST_QUERY])[:MOST_WORDS]]
    asked = [_asked(alias, word) for word in words]
    if not asked:
        return Query()
    as_typed = [word.exact for word in asked]
    accents_kept = [word.exact if word.has_accent else word.plain for word in asked]
    any_accents = [word.plain for word in asked]
    ranks: list[str] = []
    better = ""
    for choice in (as_typed, accents_kept, any_accents):
        expression = " AND ".join(choice)
        if expression != better:
            asks = f'"{mark_of_unit(unit)}" AND {expression}'
            ranks.append(f"({asks}) NOT ({better})" if better else asks)
            better = expression
    loose = (word.plain for word, one in zip(words, asked, strict=True) if one.is_loose)
    return Query(tuple(ranks), tuple(loose))


def _asked(alias: str, word: Word) -> _Asked:
    codes = [f"#{word.plain}", f"%{word.plain}"]
    if word.has_figure:
        whole = _any_of(codes)
        runs = _RUNS.findall(word.plain)
        if len(runs) > 1 and "".join(runs) == word.plain:
            parts = " AND ".join(_any_of([f"#{run}", f"%{run}"]) for run in runs)
            whole = f"({whole} OR ({parts}))"
        return _Asked(whole, whole, has_accent=False)
    if len(word.plain) <= INDEXED_LETTERS:
        return _Asked(_any_of([word.exact, codes[1]]), _any_of(codes), word.has_accent)
    exact = _any_of([*_forms(alias, _EXACT_FORMS, word.exact)[:MOST_FORMS], *codes])
    forms = _forms(alias, _FORMS, word.plain)
    if len(forms) > MOST_FORMS:
        first_letters = _any_of([f"#{word.plain[:INDEXED_LETTERS]}", codes[1]])
        return _Asked(exact, first_letters, word.has_accent, is_loose=True)
    return _Asked(exact, _any_of([*(f"~{form}" for form in forms), *codes]), word.has_accent)


def _forms(alias: str, statement: str, beginning: str) -> list[str]:
    """Words that begin so; one more than are looked for, where there are too many."""
    values = (beginning, beginning + _LAST_CHARACTER, MOST_FORMS + 1)
    return [form for (form,) in select(alias, statement, values)]


def _any_of(marks: list[str]) -> str:
    return "(" + " OR ".join(f'"{mark}"' for mark in marks) + ")"


def hits(alias: str, query: Query, newest: int, after: Hit | None = None) -> Iterator[Hit]:
    """Hits after the one given, the best first, and of one rank the latest issue first.

    ``newest`` is the last position that there is. Reads as many as are taken from it, and ends with
    one that is the end where it has looked back far enough for a page.
    """
    first = after or Hit(0, newest + 1)
    for rank in range(first.rank, len(query.ranks)):
        below, size = first.position if rank == first.rank else newest + 1, _FIRST_PAGE
        low = max(0, below - REACH)
        while True:
            page = select(alias, _HITS, (query.ranks[rank], below, low, size))
            yield from (Hit(rank, position) for (position,) in page)
            if len(page) < size:
                break
            below, size = page[-1][0], min(2 * size, _LARGEST_PAGE)
        if low:
            yield Hit(rank, low, is_end=True)
            return
