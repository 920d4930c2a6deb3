"""Search in Vietnamese: what is found, in which order and by whom, and that nothing typed fails."""

import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import example, settings
from hypothesis import given as examples
from hypothesis import strategies as st

from adapters.demo.samples import samples_on
from domain.short_number import format_number
from projections import inbox_queries, search
from projections.inbox import Inbox, InboxRefused, InboxRow, Sort, inbox_page
from projections.inbox_dossier import COLUMNS, Dossier
from projections.inbox_parties import Parties
from projections.inbox_rows import Found
from tests.builders import CHAPTER, DISTRICT, FOUNDER, PROVINCE, World, document, named, vietnam
from tests.projections.harness import cut, folded, rows_of
from tests.regimes import chain
from tests.spec import AT
from tests.steps import assigned, received, triaged

SECOND_CHAPTER, OTHER_CHAPTER = "NB-H1-X1-C2", "NB-H2-X1-C1"
NAMES = {
    CHAPTER: "Chi bộ thôn Đông Hồ",
    SECOND_CHAPTER: "Chi bộ thôn Nhuệ Giang",
    OTHER_CHAPTER: "Chi bộ xóm Mới",
}
OTHERS = {
    31: ("Dường như thiếu đèn", "Dương liễu đổ xuống ruộng", CHAPTER),
    32: ("Ao cá khô cạn", "Thiếu áo phao cứu hộ", CHAPTER),
    33: ("Câu cá trộm", "Bắt cả cá con", SECOND_CHAPTER),
    34: ("Hoà giải ở cơ sở", "Thuỷ lợi phí thu hai lần", SECOND_CHAPTER),
    35: (unicodedata.normalize("NFD", "Đền thờ xuống cấp"), "ĐỀ NGHỊ TU SỬA", SECOND_CHAPTER),
    36: ("Cầu treo", "Cầu của xã khác", OTHER_CHAPTER),
}
"""Issues beside the samples, by number; the last is another district's."""


class Corpus(NamedTuple):
    alias: str
    positions: dict[int, int]
    """Of each issue's first fact, by the number it has here."""
    rows: dict[int, InboxRow]


def world() -> tuple[World, dict[int, int]]:
    """The samples and some more, delivered; two of them with letters."""
    world = World().found(chain).at(AT)
    for unit, name in NAMES.items():
        renamed = {"unit": unit, "name": name, "valid_from": vietnam("2018-02-01").date()}
        world.do("rename-unit", None, FOUNDER, province=PROVINCE, **renamed)
    issues = {
        number: (sample.title, sample.description, CHAPTER if number <= 12 else SECOND_CHAPTER)
        for number, sample in samples_on(vietnam("2026-01-01").date()).items()
    }
    positions = {}
    for number, (title, description, chapter) in {**issues, **OTHERS}.items():
        issue = named(f"issue {number}")
        positions[number] = world.store.head() + 1
        world.do(
            "raise-issue",
            chapter,
            issue=issue,
            via="chapter",
            chapter=chapter,
            source="members",
            addressee=chapter[:5],
            category="GT",
            title=title,
            description=description,
        )
        world.do("submit-issue", chapter, issue=issue)
    letters = {2: ("417", "124-CV/HU"), 3: ("5021", "12-QĐ/HU")}
    for number, (incoming, letter) in letters.items():
        issue = named(f"issue {number}")
        received(issue=issue, incoming_number=incoming)(world)
        triaged(issue=issue)(world)
        assigned(issue=issue, document=document(letter, DISTRICT))(world)
    return world, positions


@pytest.fixture(scope="module")
def corpus() -> Iterator[Corpus]:
    made, positions = world()
    with folded(Inbox(), cut(made.store.read(), (17, 3))) as alias:
        found = {row.position: row for row in inbox_page(alias, DISTRICT, limit=500).rows}
        rows = {number: found[at] for number, at in positions.items() if at in found}
        yield Corpus(alias, positions, rows)


def found(corpus: Corpus, text: str, unit: str = DISTRICT) -> list[int]:
    """Numbers of the issues found, the best first."""
    numbers = {position: number for number, position in corpus.positions.items()}
    page = inbox_page(corpus.alias, unit, text=text, limit=500)
    assert page.next is None
    return [numbers[row.position] for row in page.rows]


IN_FIRST_CHAPTER = {*range(1, 13), 31, 32}
IN_SECOND_CHAPTER = {*range(13, 26), 33, 34, 35}
EVERYTHING = IN_FIRST_CHAPTER | IN_SECOND_CHAPTER

EXPECTED: list[tuple[str, set[int]]] = [
    # With accents, without, and mixed.
    ("cầu nông thôn", {2}),
    ("cau nong thon", {2}),
    ("cầu nong thôn", {2}),
    ("Cau nông THON", {2}),
    ("kênh nội đồng", {11}),
    ("kenh noi dong", {11}),
    ("mương", {6}),
    ("muong", {6}),
    ("nghèo", {17}),
    ("ngheo", {17}),
    ("rò rỉ", {12}),
    ("ro ri", {12}),
    ("thủ tục", {23}),
    ("thu tuc", {23}),
    ("thuốc", {20}),
    ("thuoc", {20}),
    ("nước", {6, 11, 13}),
    ("nuoc", {6, 11, 13}),
    # Capitals.
    ("KARAOKE", {21}),
    ("karaoke", {21}),
    ("ĐƯỜNG LIÊN XÃ", {3}),
    # đ and Đ.
    ("điểm", {5, 13, 19}),
    ("diem", {5, 13, 19}),
    ("Điểm", {5, 13, 19}),
    ("đảng viên", {24}),
    ("dang vien", {24}),
    ("đèn", {4, 6, 31, 35}),
    ("de nghi", {16, 35}),
    ("đề nghị", {16, 35}),
    # Decomposed characters, in the query and in the text.
    (unicodedata.normalize("NFD", "đường hẹp"), {1}),
    (unicodedata.normalize("NFD", "Hồ chứa"), {8, 9, 12, 17}),
    (unicodedata.normalize("NFD", "nghị"), {16, 35}),
    ("đền thờ tu", {35}),
    ("den tho tu sua", {35}),
    ("sửa", {35}),
    # The place of the tone mark.
    ("hòa giải", {34}),
    ("hoà giải", {34}),
    ("cứu hoả", {1}),
    ("thủy lợi", {34}),
    ("thuỷ lợi", {34}),
    ("văn hoá", {14, 16}),
    # Every word is a beginning.
    ("kara", {21}),
    ("ngh", {16, 17, 35}),
    ("chă nu", {6}),
    ("tr y t", {20}),
    ("sạ lở", {3}),
    # All words, in any order and anywhere.
    ("thiếu thuốc trạm", {20}),
    ("mưa dột", {18}),
    ("cầu karaoke", set()),
    ("xã sạt", {3}),
    ("rác suối", {8}),
    # Numbers in the text.
    ("22 giờ", {21}),
    ("30 km", {23}),
    # Letters and incoming numbers.
    ("124-CV/HU", {2}),
    ("124 cv", {2}),
    ("124CV", {2}),
    ("12-QĐ/HU", {3}),
    ("12 qd hu", {3}),
    ("417", {2}),
    ("5021", {3}),
    ("50", {3}),
    ("cầu 124", {2}),
    # The chapter's code and name.
    ("NB-H1-X1-C2", IN_SECOND_CHAPTER),
    ("h1 x1 c1", IN_FIRST_CHAPTER),
    ("nhuệ giang", IN_SECOND_CHAPTER),
    ("dong ho karaoke", set()),
    ("nhue giang karaoke", {21}),
    ("thôn Đông Hồ kênh", {11}),
    ("chi bộ", EVERYTHING),
    # Nothing is there, or not here.
    ("xyz", set()),
    ("cầu treo", set()),
    ("treo", set()),
    ("xóm mới", set()),
]


@pytest.mark.parametrize(("text", "expected"), EXPECTED, ids=[text for text, _ in EXPECTED])
def test_a_query_finds_what_has_all_its_words(
    corpus: Corpus, text: str, expected: set[int]
) -> None:
    numbers = found(corpus, text)

    assert len(numbers) == len(set(numbers))
    assert set(numbers) == expected


def test_there_are_sixty_queries_and_more() -> None:
    assert len({text for text, _ in EXPECTED}) >= 60


# ── The short number ──────────────────────────────────────────────────────────────────────────


def test_a_whole_short_number_finds_its_issue_alone(corpus: Corpus) -> None:
    for number in (1, 25, 35):
        text = format_number("NB", corpus.positions[number])
        for typed in (
            text,
            f" {text} ",
            text.lower(),
            text.replace("-", ""),
            text.replace("-", " "),
        ):
            assert found(corpus, typed) == [number]


def test_parts_of_a_short_number_find_the_issues_whose_numbers_begin_so(corpus: Corpus) -> None:
    for number in (5, 20):
        position = str(corpus.positions[number])
        for text in (position, f"NB-{position}", f"nb{position}", f"nb {position[:2]}"):
            digits = "".join(filter(str.isdigit, text))
            begin_so = {n for n in corpus.rows if str(corpus.positions[n]).startswith(digits)}
            assert begin_so <= set(found(corpus, text))
            assert number in begin_so


def test_a_number_of_another_units_issue_finds_nothing(corpus: Corpus) -> None:
    text = format_number("NB", corpus.positions[36])

    assert 36 not in found(corpus, text)
    assert found(corpus, text, "NB-H2") == [36]


def test_a_number_with_another_provinces_code_is_none_of_ours(corpus: Corpus) -> None:
    assert found(corpus, format_number("TD", corpus.positions[1])) == []


# ── Ranks ─────────────────────────────────────────────────────────────────────────────────────


def test_exact_accents_come_first_and_then_any_accents(corpus: Corpus) -> None:
    assert found(corpus, "đường")[:3] == [4, 3, 1]
    assert set(found(corpus, "đường")[3:]) == {31}
    assert found(corpus, "dương")[0] == 31
    assert found(corpus, "cầu") == [2, 33]
    assert found(corpus, "hồ chứa")[0] == 12
    assert found(corpus, "đền thờ")[0] == 35
    assert found(corpus, "câu")[0] == 33
    assert found(corpus, "áo phao") == [32]


def test_what_has_no_accents_as_typed_comes_first_too(corpus: Corpus) -> None:
    assert found(corpus, "ao")[0] == 32
    assert found(corpus, "karaoke dem") == found(corpus, "karaoke đêm") == []


def test_accents_that_were_typed_count_where_others_were_left_out(corpus: Corpus) -> None:
    assert found(corpus, "dường thieu") == [31, 4]
    assert found(corpus, "đường thieu") == [4, 31]


@pytest.mark.parametrize("text", ["NB", "nb 1", "NB-H1", "h1 Nb", "đường nb"])
def test_the_letters_of_a_code_are_exactly_what_was_typed(corpus: Corpus, text: str) -> None:
    query = search.query_of(corpus.alias, DISTRICT, text)
    [*_, newest] = sorted(corpus.positions.values())
    ranks = {hit.rank for hit in search.hits(corpus.alias, query, newest)}

    assert 0 in ranks
    assert ("đường" in text) == (len(ranks) > 1)


def test_within_a_rank_the_latest_number_comes_first(corpus: Corpus) -> None:
    numbers = found(corpus, "thiếu")

    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 3


# ── Whose, and together with what ─────────────────────────────────────────────────────────────


def test_a_unit_finds_only_what_it_has(corpus: Corpus) -> None:
    assert found(corpus, "cầu", "NB-H2") == [36]
    assert 36 not in found(corpus, "cầu")
    assert {2, 36} <= set(found(corpus, "cầu", "NB-TT"))
    assert found(corpus, "cầu", "NB-H1-KTHT") == [2]
    assert found(corpus, "cầu", "NB-H1-CA") == []


def test_a_unit_finds_no_more_what_it_no_longer_has() -> None:
    made, positions = world()
    issue = named("issue 2")
    triaged(issue=issue)(made)
    made.do("refuse-assignment", "NB-H1-KTHT", issue=issue, reason="Không đúng chức năng")
    with folded(Inbox(), cut(made.store.read(), (5,))) as alias:
        assert inbox_page(alias, "NB-H1-KTHT", text="cầu").rows == ()
        assert inbox_page(alias, DISTRICT, text="cầu nông").rows[0].position == positions[2]


def test_hits_are_paged_and_filtered_as_every_list(corpus: Corpus) -> None:
    whole = inbox_page(corpus.alias, DISTRICT, text="chi bo", limit=500).rows
    rows: list[InboxRow] = []
    cursor = None
    while True:
        page = inbox_page(corpus.alias, DISTRICT, text="chi bo", limit=4, cursor=cursor)
        rows += page.rows
        cursor = page.next
        if cursor is None:
            break

    assert tuple(rows) == whole
    assert len(rows) == len(EVERYTHING)
    in_chapter = inbox_page(corpus.alias, DISTRICT, text="chi bo", chapter=CHAPTER, limit=500).rows
    assert in_chapter == tuple(row for row in whole if row.chapter == CHAPTER)


@pytest.mark.parametrize("sort", [Sort.DUE, Sort.SEVERITY, Sort.AGE, Sort.NUMBER])
def test_hits_are_sorted_as_asked_where_they_are_not_too_many(
    corpus: Corpus, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = inbox_page(corpus.alias, DISTRICT, sort=sort, limit=500).rows
    hits = inbox_page(corpus.alias, DISTRICT, text="xa", sort=sort, limit=500).rows

    assert len(hits) > 3
    assert hits == tuple(row for row in listed if row in hits)
    monkeypatch.setattr(inbox_queries, "MOST_SORTED", 3)
    with pytest.raises(InboxRefused, match="too-many-to-sort"):
        inbox_page(corpus.alias, DISTRICT, text="xa", sort=sort)


def test_a_page_looks_back_so_far_and_the_next_goes_on(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = inbox_page(corpus.alias, DISTRICT, text="cau", limit=500).rows
    monkeypatch.setattr(search, "REACH", 20)
    rows: list[InboxRow] = []
    pages, cursor = 0, None
    while True:
        page = inbox_page(corpus.alias, DISTRICT, text="cau", limit=500, cursor=cursor)
        rows += page.rows
        pages, cursor = pages + 1, page.next
        if cursor is None:
            break

    assert tuple(rows) == whole
    assert pages > 5
    with pytest.raises(InboxRefused, match="too-many-to-sort"):
        inbox_page(corpus.alias, DISTRICT, text="cau", sort=Sort.AGE)


def test_a_word_that_stands_for_too_many_is_still_a_beginning(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = {text: set(found(corpus, text)) for text, _ in EXPECTED}
    monkeypatch.setattr(search, "MOST_FORMS", 0)

    assert {text: set(found(corpus, text)) for text, _ in EXPECTED} == usual


# ── What changes ──────────────────────────────────────────────────────────────────────────────


def correct(world: World, issue: UUID, field: str, text: str) -> None:
    said = {"field": field, "text": text, "reason": "Ghi nhầm"}
    world.do("correct-issue-text", "NB-H1-VP", issue=issue, **said)


@pytest.mark.parametrize("sizes", [(1,), (4, 9), (1000,)])
def test_a_corrected_text_is_found_by_its_new_words_only(sizes: tuple[int, ...]) -> None:
    made, positions = world()
    issue = named("issue 2")
    correct(made, issue, "title", "Cống thoát nước tắc")
    correct(made, issue, "description", "Ngập mỗi khi mưa")
    with folded(Inbox(), cut(made.store.read(), sizes)) as alias:
        corpus = Corpus(alias, positions, {})
        assert found(corpus, "cống thoát") == [2]
        assert found(corpus, "nông thôn xuống") == []
        assert 2 in found(corpus, "ngập")
        assert 2 not in found(corpus, "học sinh")
        assert found(corpus, "124-cv") == [2]


def test_the_marks_are_the_same_however_batches_are_cut() -> None:
    made, _ = world()
    for title in ("Cống tắc", "Cầu tắc", "Cống lớn"):
        correct(made, named("issue 2"), "title", title)
    log = list(made.store.read())
    rows = []
    for sizes in ([1], [7, 30], [len(log)]):
        with folded(Inbox(), cut(log, sizes)) as alias:
            rows.append(rows_of(alias))

    assert rows[0] == rows[1] == rows[2]
    assert rows[0]["inbox_search"]


# ── Whatever is typed ─────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "",
    " ",
    "\t\n",
    "'",
    '"',
    '""',
    "''; DROP TABLE inbox_issue; --",
    'cầu"',
    '"cầu',
    "cầu OR đường",
    "cầu AND",
    "NOT cầu",
    "NEAR(cầu, 3)",
    "cầu*",
    "*",
    "^cầu",
    "marks:cầu",
    "@nb-h2",
    "@nb-h2 cầu",
    "#c",
    "~cau",
    "%124",
    "-cầu",
    "+",
    "()",
    "(cầu",
    "{cầu}",
    "!!!???",
    "…—–",
    "\x00",
    "cầu\x00",
    "\ud800",
    "cầu \udfff",
    "\u0301\u0323",
    "a\u0301\u0323\u0302\u031b",
    "😀",
    "％",
    "١٢٣",
    "½ ²",
    "ﬁ",
    "İ",
    "ß",
    "a" * 100_000,
    "cầu " * 20_000,
    "9" * 5_000,
    "1a" * 3_000,
    "NB-99999999999999999999999-K",
    format_number("NB", 2**80),
    "\u202ecầu",
    "cầu\u00a0đường",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text[:20]) for text in HOSTILE])
@pytest.mark.parametrize("sort", [None, Sort.DUE])
def test_nothing_that_is_typed_fails(corpus: Corpus, text: str, sort: Sort | None) -> None:
    page = inbox_page(corpus.alias, DISTRICT, text=text, sort=sort)

    assert all(row in corpus.rows.values() for row in page.rows)


@settings(max_examples=300)
@examples(st.text(max_size=40), st.sampled_from([DISTRICT, "NB-H2", "NB-TT"]))
def test_nothing_at_all_that_is_typed_fails(corpus: Corpus, text: str, unit: str) -> None:
    rows = inbox_page(corpus.alias, unit, text=text).rows

    assert {row.issue for row in rows} <= {
        row.issue for row in inbox_page(corpus.alias, unit, limit=500).rows
    }


def test_punctuation_alone_finds_nothing_and_blanks_leave_nothing_out(corpus: Corpus) -> None:
    assert found(corpus, "!!!") == []
    assert set(found(corpus, "  ")) == EVERYTHING


def test_operators_of_fts5_are_plain_words(corpus: Corpus) -> None:
    assert found(corpus, "cầu OR karaoke") == []
    assert found(corpus, "cầu NOT nông") == []
    assert found(corpus, "*") == []


# ── Against a plain reading of every issue ────────────────────────────────────────────────────


def bare(text: str) -> str:
    """Without any accent, character by character."""
    letters = []
    for character in unicodedata.normalize("NFD", text.lower()):
        if not unicodedata.combining(character):
            letters.append("d" if character == "đ" else character)
    return "".join(letters)


def bare_words(text: str) -> list[str]:
    spaced = "".join(c if c.isalnum() else " " for c in bare(text))
    return spaced.split()


def words_of_row(row: InboxRow) -> list[str]:
    texts = [row.title, row.description, row.chapter_name, row.chapter]
    texts += [format_number("NB", row.position), *row.documents, *row.incoming_numbers]
    return [word for text in texts if text for word in bare_words(text)]


VOCABULARY = sorted(
    {
        word
        for sample in samples_on(vietnam("2026-01-01").date()).values()
        for word in f"{sample.title} {sample.description}".split()
    }
    | {word for title, text, _ in OTHERS.values() for word in f"{title} {text}".split()}
    | {"124-CV/HU", "NB-H1-X1-C1", "Đông", "Hồ", "Nhuệ"}
)


@settings(max_examples=400)
@examples(
    st.lists(
        st.tuples(
            st.sampled_from(VOCABULARY),
            st.sampled_from(["as it is", "bare", "NFD", "capitals"]),
            st.integers(1, 12),
        ),
        min_size=1,
        max_size=4,
    )
)
@example([("Đông", "bare", 4), ("Nước", "NFD", 12)])
def test_a_query_finds_what_a_plain_reading_finds(
    corpus: Corpus, words: list[tuple[str, str, int]]
) -> None:
    typed = []
    for word, form, length in words:
        cut_off = unicodedata.normalize("NFC", word)[:length]
        forms = {
            "as it is": cut_off,
            "bare": bare(cut_off),
            "NFD": unicodedata.normalize("NFD", cut_off),
            "capitals": cut_off.upper(),
        }
        typed.append(forms[form])
    text = " ".join(typed)
    asked = bare_words(text)
    right = {
        number
        for number, row in corpus.rows.items()
        if all(any(w.startswith(a) for w in words_of_row(row)) for a in asked)
    }
    if not asked:
        right = set()

    assert set(found(corpus, text)) == right


def test_a_word_looked_for_in_the_row_itself_may_stand_wherever_words_are_searched() -> None:
    """Where too many words begin alike, the hits are asked for their words."""
    nothing: dict[str, Any] = dict.fromkeys(Found._fields, "")
    row = Found(
        **{**nothing, "title": "Cầu hỏng", "chapter": "NB-H1-X1-C1", "chapter_name": "Thôn Đông"}
    )._replace(description=None, documents="125-CV/BTVTU", incoming_numbers="7-Đ2")

    for word in ("cau", "hong", "dong", "h1", "125", "btv", "cv", "d2"):
        assert row.has_words([word]), word
    assert row.has_words(["cau", "btvtu"])
    assert not row.has_words(["cau", "duong"])


def test_an_empty_text_and_an_erased_one_are_two_things() -> None:
    """Or else the second would not be written in the place of the first."""
    values = dict.fromkeys(COLUMNS, "") | {"parties": Parties().text(), "deadlines": "[]"}
    empty = Dossier(tuple(values.values()))
    erased = Dossier(tuple((values | {"description": None}).values()))

    assert empty.texts() == erased.texts()
    assert empty.wording() != erased.wording()
