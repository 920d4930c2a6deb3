"""The CSV table of an organisation: read, refused with every fault, written and read back."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.organisation_csv import (
    CsvFault,
    OrganisationCsvError,
    read_organisation_csv,
    rule_faults,
)
from adapters.organisation_csv_table import COLUMNS, RECORDS, VIETNAMESE_COLUMNS
from adapters.organisation_csv_writing import write_organisation_csv
from domain.directory import Directory
from domain.organisation import (
    AppointmentEnded,
    AssignmentEnded,
    AssignmentGround,
    CadreAssigned,
    OrganisationFact,
    OrgUnitDissolved,
    OrgUnitMoved,
    OrgUnitRenamed,
    Post,
    ProvinceEstablished,
    RegimeBound,
    RegimePublished,
    UnitKind,
    text_digest,
)
from domain.values import DocumentKind, DocumentRef
from tests.organisations import (
    FOUNDED,
    FOUNDER,
    PROVINCE,
    START,
    appointed,
    command_id,
    day,
    directory_of,
    unit,
)
from tests.regimes import chain
from workflows.organisation import OrganisationContext, decide
from workflows.organisation_commands import ImportOrganisation

DOCS = Path(__file__).parents[2] / "docs" / "organisation-csv.md"
MARCH = day("2018-03-01")
AT = datetime(2018, 8, 1, tzinfo=UTC)
PUBLISHED = tuple(
    RegimePublished(regime=id, version=version, text=text, digest=text_digest(text))
    for (id, version), text in ((ref.split(), text) for ref, text in chain("ninh-binh").items())
)


def read(text: str | bytes) -> ImportOrganisation:
    data = text.encode() if isinstance(text, str) else text
    return read_organisation_csv(data, id=command_id("import"), actor=FOUNDER, occurred_at=AT)


def faults_of(text: str | bytes) -> list[tuple[int, str | None, str]]:
    with pytest.raises(OrganisationCsvError) as caught:
        read(text)
    return [(fault.line, fault.column, fault.code) for fault in caught.value.faults]


def imported(command: ImportOrganisation, into: Directory) -> Directory:
    context = OrganisationContext(day("2018-08-01"), lambda *_: None, lambda *_: None)
    return directory_of(*decide(command, into, context), start=into)


def example() -> str:
    return DOCS.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]


SMALL = """\
record,unit,kind,name,parent,person,post,valid_from,valid_to
unit,NB-X1,commune,Đảng ủy xã,NB,,,2018-01-01,
appointment,NB-X1,,,,p-anna,secretary,2018-01-01,
"""


def test_the_documented_example_imports() -> None:
    command = read(example())
    directory = imported(command, directory_of(FOUNDED))

    assert command.province == "NB"
    assert directory.name("NB-D1-X1", day("2018-05-31")) == "Đảng ủy xã số 1"
    assert directory.name("NB-D1-X1", day("2018-06-01")) == "Đảng ủy thị trấn số 1"
    assert directory.head("NB-D1-BTV", MARCH) == "p-0001"
    assert directory.head("NB-D1-X1-C1", day("2019-01-01")) is None
    assert directory.ancestors("NB-D1-X1-C1", day("2025-06-30"))[1:] == ("NB-D1", "NB")
    assert directory.ancestors("NB-D1-X1-C1", day("2025-07-01"))[1:] == ("NB",)
    (move,) = command.moves
    assert move.basis == DocumentRef(
        kind=DocumentKind.DECISION, number="15-QĐ/TU", dated=day("2025-06-20"), issuer="NB"
    )
    (assignment,) = directory.assignments("p-0001", "NB-D1-X1-C1")
    assert assignment.decision == DocumentRef(
        kind=DocumentKind.DECISION,
        number="124-QĐ/HU",
        dated=day("2018-06-25"),
        issuer="NB-D1",
    )


def test_the_document_names_every_column_kind_post_and_code() -> None:
    text = DOCS.read_text(encoding="utf-8")

    words = [*COLUMNS, *RECORDS, *UnitKind, *Post, *AssignmentGround]
    assert [word for word in words if f"`{word}`" not in text] == []
    for vietnamese, english in VIETNAMESE_COLUMNS.items():
        assert f"| `{english}` | {vietnamese} |" in text


def test_the_command_carries_who_and_when_and_the_line_of_each_entry() -> None:
    command = read_organisation_csv(
        SMALL.encode(),
        id=command_id("import"),
        actor="p-anna",
        occurred_at=AT,
        channel="web",
        office="NB-X1",
        recorded_at=AT,
    )

    assert (command.id, command.actor, command.office) == (command_id("import"), "p-anna", "NB-X1")
    assert (command.channel, command.occurred_at, command.recorded_at) == ("web", AT, AT)
    assert [entry.line for entry in command.units] == [2]
    assert [entry.line for entry in command.appointments] == [3]


@pytest.mark.parametrize(
    "variant",
    [
        b"\xef\xbb\xbf" + SMALL.encode(),
        SMALL.replace(",", ";").encode(),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("valid_from", " Valid From ").encode(),
        normalize("NFD", SMALL).encode(),
    ],
    ids=["byte-order-mark", "semicolons", "windows-lines", "loose-header", "decomposed"],
)
def test_common_spellings_of_the_same_table_read_alike(variant: bytes) -> None:
    assert read(variant) == read(SMALL)


def test_the_header_may_be_vietnamese() -> None:
    english_to_vietnamese = {english: word for word, english in VIETNAMESE_COLUMNS.items()}
    header, _, rows = SMALL.partition("\n")
    words = [english_to_vietnamese[column].capitalize() for column in header.split(",")]

    assert set(VIETNAMESE_COLUMNS.values()) == set(COLUMNS)
    assert read(",".join(words) + "\n" + rows) == read(SMALL)
    assert read(normalize("NFD", ",".join(words)) + "\n" + rows) == read(SMALL)


def test_rows_may_stand_in_any_order_and_empty_rows_are_skipped() -> None:
    header, *rows = example().splitlines()
    backwards = "\n".join(["", header, ",,,", *reversed(rows), "", ""])
    founded = directory_of(FOUNDED)

    forwards = imported(read(example()), founded)
    table = write_organisation_csv(imported(read(backwards), founded))
    assert sorted(table.splitlines()) == sorted(write_organisation_csv(forwards).splitlines())


def test_importing_the_same_file_again_changes_nothing() -> None:
    directory = imported(read(example()), directory_of(FOUNDED))

    assert imported(read(example()), directory) is directory
    assert rule_faults(read(example()), directory) == ()


def test_every_faulty_cell_is_named_with_line_column_and_code() -> None:
    text = """\
record,unit,kind,name,parent,person,post,valid_from,valid_to,version
unit,nb-x1,village,=SUM(A1),NB,,,2018-02-30,20180301,
unit,NB-X2,commune,,,,,2018-01-01,,
unit,NB-X3,commune,Xã,NB,p-anna,,2018-01-01,2017-12-31,
appointment,NB-X2,,,,Anna,boss,,,
visit,NB-X2,,,,,,2018-01-01,,
,NB-X2,,,,,,2018-01-01,,
unit,NB-X4,commune,Xã,NB,,,1018-01-01,,,,extra
"""
    assert faults_of(text) == [
        (2, "valid_from", "date-malformed"),
        (2, "valid_to", "date-malformed"),
        (2, "unit", "value-malformed"),
        (2, "kind", "value-unknown"),
        (2, "name", "value-malformed"),
        (3, "name", "value-missing"),
        (4, "person", "column-unused"),
        (4, "valid_to", "dates-reversed"),
        (5, "person", "value-malformed"),
        (5, "post", "value-unknown"),
        (5, "valid_from", "value-missing"),
        (6, "record", "value-unknown"),
        (7, "record", "value-missing"),
        (8, None, "cells-without-column"),
        (8, "valid_from", "date-malformed"),
    ]


def test_a_fault_says_what_is_allowed_and_never_what_stood_there() -> None:
    with pytest.raises(OrganisationCsvError) as caught:
        read(SMALL.replace("secretary", "boss").replace("p-anna", "Somebody"))

    assert caught.value.faults == (
        CsvFault(3, "person", "value-malformed", {}),
        CsvFault(3, "post", "value-unknown", {"allowed": [post.value for post in Post]}),
    )
    assert "Somebody" not in str(caught.value)


def test_a_decision_is_given_whole_or_not_at_all() -> None:
    text = """\
record,unit,person,valid_from,decision_number,decision_date,decision_issuer
assignment,NB-X1-C1,p-anna,2018-01-01,12-QĐ/HU,,
assignment,NB-X1-C2,p-anna,2018-01-01,12-QĐ/HU,1/2/2018,NB
"""
    assert faults_of(text) == [
        (2, "decision_date", "value-missing"),
        (2, "decision_issuer", "value-missing"),
        (3, "decision_date", "date-malformed"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, None, "file-empty")]),
        ("\n\n", [(1, None, "file-empty")]),
        ("record,unit\n", [(1, None, "file-empty")]),
        ("unit,name\n", [(1, "record", "column-missing")]),
        ("record,colour,unit\n", [(1, None, "column-unknown")]),
        ("record,unit,mã đơn vị\n", [(1, "unit", "column-repeated")]),
        ('record,unit\nunit,"NB\n', [(2, None, "row-unreadable")]),
        (b"record,unit\nunit,\xff\n", [(2, None, "not-utf8")]),
        (f"record,unit\nunit,{'N' * 200_000}\n", [(2, None, "row-unreadable")]),
    ],
)
def test_a_file_that_is_no_table_is_refused(text: str | bytes, expected: list[Any]) -> None:
    assert faults_of(text) == expected


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    header = "record,unit,kind,name,parent,valid_from\n"
    text = (
        header + 'unit,NB-X1,commune,"two\nlines",NB,2018-01-01\nunit,NB-X2,town,Xã,NB,2018-01-01\n'
    )

    assert faults_of(text) == [(2, "name", "value-malformed"), (4, "kind", "value-unknown")]


def test_a_unit_is_described_once_and_the_file_holds_one_province() -> None:
    text = """\
record,unit,kind,name,parent,person,valid_from
unit,NB-X1,commune,Xã,NB,,2018-01-01
unit,TD-X1,commune,Xã,TD,,2018-01-01
unit,NB-X1,commune,Xã,NB,,2018-01-01
assignment,TD-X1-C1,,,,p-anna,2018-01-01
"""
    assert faults_of(text) == [
        (3, "unit", "unit-outside-province"),
        (4, "unit", "unit-repeated"),
        (5, "unit", "unit-outside-province"),
    ]


def test_a_provinces_code_has_no_figures() -> None:
    text = "record,unit,kind,name,parent,valid_from\nunit,N1-X1,commune,Xã,N1,2018-01-01\n"

    assert faults_of(text) == [(2, "unit", "value-malformed")]


def test_a_cycle_of_parents_is_named_with_its_units() -> None:
    text = """\
record,unit,kind,name,parent,valid_from
unit,NB-X1,commune,Xã,NB,2018-01-01
unit,NB-A,agency,A,NB-B,2018-01-01
unit,NB-B,agency,B,NB-A,2018-01-01
"""
    with pytest.raises(OrganisationCsvError) as caught:
        read(text)
    assert caught.value.faults == (
        CsvFault(3, "parent", "unit-cycle", {"units": ["NB-A", "NB-B"]}),
    )


def test_every_row_that_a_rule_refuses_is_named_with_line_column_and_code() -> None:
    text = """\
record,unit,kind,name,parent,person,post,regime,version,valid_from,valid_to
unit,NB,province,Other,,,,,,2018-01-01,
unit,NB-X1,commune,Xã,NB-Z,,,,,2018-01-01,
unit,NB-X2,commune,Xã,NB,,,,,2018-01-01,2018-02-28
unit,NB-X2-C1,residential-chapter,Chi bộ,NB-X2,,,,,2018-01-01,
unit,NB-X3,residential-chapter,Chi bộ,NB,,,,,2018-01-01,
unit,NB-T1,standing-board,Thường trực,NB,,,,,2018-01-01,
unit,NB-T2,standing-board,Thường trực,NB,,,,,2018-01-01,
unit,NB-X4,commune,Xã,NB,,,,,2017-12-31,
appointment,NB-T1,,,,p-anna,secretary,,,2018-01-01,
appointment,NB-T1,,,,p-binh,secretary,,,2018-01-01,
appointment,NB-T1,,,,p-binh,member,,,2017-12-31,
assignment,NB-T1,,,,p-binh,,,,2018-01-01,
assignment,NB-X3,,,,p-binh,,,,2018-01-01,
assignment,NB-X3,,,,p-binh,,,,2018-03-01,
binding,NB,,,,,,ninh-binh,2018.1,2018-01-01,
rename,NB-Y,,Name,,,,,,2018-01-01,
"""
    faults = rule_faults(read(text), directory_of(FOUNDED))

    assert [(fault.line, fault.column, fault.code) for fault in faults] == [
        (2, "unit", "unit-exists"),
        (3, "parent", "unit-unknown"),
        (4, "valid_to", "unit-in-use"),
        (6, "parent", "wrong-parent"),
        (8, "kind", "body-exists"),
        (9, "parent", "unit-not-yet"),
        (11, "valid_from", "appointment-overlaps"),
        (12, "valid_from", "unit-not-yet"),
        (13, "unit", "not-a-chapter"),
        (15, "valid_from", "assignment-overlaps"),
        (16, "regime", "regime-unknown"),
        (17, "unit", "unit-unknown"),
    ]


def test_every_move_that_is_refused_is_named_with_line_column_and_code() -> None:
    text = """\
record,unit,kind,name,parent,valid_from,ground
unit,NB-A,agency,A,NB,2018-01-01,
unit,NB-B,agency,B,NB-A,2018-01-01,
unit,NB-V,committee-office,V,NB,2018-01-01,
unit,NB-D1,district,D,NB,2018-01-01,
unit,NB-D1-V,committee-office,V,NB-D1,2018-01-01,
move,NB-A,,,NB-B,2018-03-01,
move,NB-D1,,,NB-A,2018-03-01,
move,NB-D1-V,,,NB,2018-03-01,
move,NB-B,,,NB-Z,2018-03-01,
move,NB-Z,,,NB,2018-03-01,
move,NB-B,,,NB,2017-12-31,
move,NB-B,,,NB,2018-04-01,
move,NB-B,,,NB-D1,2018-04-01,
"""
    faults = rule_faults(read(text), directory_of(FOUNDED))

    assert [(fault.line, fault.column, fault.code) for fault in faults] == [
        (7, "parent", "unit-cycle"),
        (8, "parent", "wrong-parent"),
        (9, "parent", "body-exists"),
        (10, "parent", "unit-unknown"),
        (11, "unit", "unit-unknown"),
        (12, "valid_from", "unit-not-yet"),
        (14, "valid_from", "unit-named-twice"),
    ]


def test_a_move_needs_a_unit_a_parent_and_a_day_and_a_ground_is_one_of_three() -> None:
    text = """\
record,unit,parent,person,valid_from,valid_to,ground,decision_number
move,NB-X1,,,2018-03-01,,,
move,NB-X1,NB,,2018-03-01,2018-04-01,,
move,NB-X1,NB,,,,field,
move,NB-X1,NB,,2018-03-01,,,12-QĐ
assignment,NB-X1-C1,,p-anna,2018-03-01,,friendship,
"""
    assert faults_of(text) == [
        (2, "parent", "value-missing"),
        (3, "valid_to", "column-unused"),
        (4, "ground", "column-unused"),
        (4, "valid_from", "value-missing"),
        (5, "decision_date", "value-missing"),
        (5, "decision_issuer", "value-missing"),
        (6, "ground", "value-unknown"),
    ]


def test_a_unit_recorded_as_gone_on_another_day_is_named_at_its_last_day() -> None:
    gone = directory_of(
        FOUNDED,
        unit("NB-X1", UnitKind.COMMUNE, "NB"),
        OrgUnitDissolved(unit="NB-X1", valid_from=MARCH),
    )
    text = "record,unit,kind,name,parent,valid_from,valid_to\n"
    text += "unit,NB-X1,commune,Unit NB-X1,NB,2018-01-01,2018-03-31\n"

    (fault,) = rule_faults(read(text), gone)
    assert (fault.line, fault.column, fault.code) == (2, "valid_to", "unit-dissolved")


FULL: tuple[OrganisationFact, ...] = (
    *PROVINCE,
    *PUBLISHED,
    OrgUnitRenamed(unit="NB-D1", name="Thành ủy, mới", valid_from=MARCH),
    OrgUnitDissolved(unit="NB-D1-X1-C2", valid_from=MARCH),
    appointed("p-anna", "NB-TT", Post.SECRETARY),
    appointed("p-anna", "NB-D1", Post.HEAD),
    AppointmentEnded(person="p-anna", unit="NB-D1", post=Post.HEAD, valid_from=MARCH),
    appointed("p-binh", "NB-D1", Post.MEMBER),
    AppointmentEnded(person="p-binh", unit="NB-D1", post=Post.MEMBER, valid_from=START),
    CadreAssigned(
        cadre="p-anna",
        chapter="NB-D1-X1-C1",
        valid_from=START,
        decision=DocumentRef(
            kind=DocumentKind.DECISION, number="=1+1", dated=START, issuer="NB-D1"
        ),
    ),
    CadreAssigned(cadre="p-binh", chapter="NB-D1-X1-C1", valid_from=START),
    AssignmentEnded(cadre="p-binh", chapter="NB-D1-X1-C1", valid_from=START),
    CadreAssigned(
        cadre="p-anna",
        chapter="NB-D1-X1-C2",
        valid_from=START,
        ground=AssignmentGround.RESIDENCE,
    ),
    RegimeBound(unit="NB", regime="ninh-binh", version="2018.1", valid_from=START),
)


def test_a_written_directory_reads_back_to_the_same_organisation() -> None:
    original = directory_of(*FULL)
    table = write_organisation_csv(original)
    copy = imported(read(table), directory_of(FOUNDED, *PUBLISHED))

    assert write_organisation_csv(copy) == table
    for on in (START, day("2018-02-28"), MARCH):
        assert list(copy.walk(on)) == list(original.walk(on))
        assert copy.units_of("p-anna", on) == original.units_of("p-anna", on)
        assert copy.units_of("p-binh", on) == original.units_of("p-binh", on) == ()
        assert copy.binding("NB-D1-X1-C1", on) == original.binding("NB-D1-X1-C1", on)
        assert copy.cadres_of("NB-D1-X1-C1", on) == ("p-anna",)
    (assignment,) = copy.assignments("p-anna", "NB-D1-X1-C1")
    assert assignment == original.assignments("p-anna", "NB-D1-X1-C1")[0]


MOVED: tuple[OrganisationFact, ...] = (
    *FULL,
    unit("NB-D2", UnitKind.DISTRICT, "NB"),
    ProvinceEstablished(unit="NB-MOI", name="Tỉnh ủy mới", valid_from=START),
    OrgUnitMoved(unit="NB-D1-X1", parent="NB-D2", valid_from=MARCH),
    OrgUnitMoved(unit="NB-D1-X1", parent="NB-D1", valid_from=MARCH),
    OrgUnitMoved(unit="NB-D1-X1", parent="NB-D2", valid_from=day("2018-04-01")),
    OrgUnitMoved(unit="NB-D1-X1", parent="NB", valid_from=day("2018-07-01")),
    OrgUnitMoved(unit="NB-D1-UBND", parent="NB-D2", valid_from=day("2018-07-01")),
    OrgUnitDissolved(unit="NB-D1-UBND-C1", valid_from=day("2018-05-01")),
    OrgUnitDissolved(unit="NB-D1-UBND", valid_from=day("2018-05-01")),
    OrgUnitRenamed(unit="NB-D1-BTV", name="Later", valid_from=day("2018-08-01")),
    OrgUnitDissolved(unit="NB-D1-BTV", valid_from=day("2018-07-01")),
    OrgUnitDissolved(unit="NB-D1-VP", valid_from=day("2018-07-01")),
    OrgUnitDissolved(unit="NB-D1", valid_from=day("2018-07-01")),
    OrgUnitMoved(unit="NB-D2", parent="NB-MOI", valid_from=day("2018-08-01")),
    unit("NB-X0", UnitKind.COMMUNE, "NB", day("2018-08-01")),
)
"""Moves that were corrected, came to nothing, or emptied a district before its end."""


def test_moves_are_written_and_read_back_to_the_same_tree_of_every_day() -> None:
    original = directory_of(*MOVED)
    table = write_organisation_csv(original)
    province = ProvinceEstablished(unit="NB-MOI", name="Tỉnh ủy mới", valid_from=START)
    copy = imported(read(table), directory_of(FOUNDED, province, *PUBLISHED))

    assert table.count("\nmove,") == 3
    assert sorted(write_organisation_csv(copy).splitlines()) == sorted(table.splitlines())
    days = ("01-01", "02-28", "03-01", "04-01", "04-30", "05-01", "06-30", "07-01", "08-01")
    for on in (day(f"2018-{one}") for one in days):
        assert list(copy.walk(on)) == list(original.walk(on))
    assert imported(read(table), original) is original


def test_a_written_directory_imports_into_itself_as_nothing_new() -> None:
    original = directory_of(*FULL)

    assert imported(read(write_organisation_csv(original)), original) is original


def test_no_written_cell_is_a_formula() -> None:
    cells = [
        cell
        for line in write_organisation_csv(directory_of(*FULL)).splitlines()
        for cell in line.split(",")
    ]

    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]


NAMES = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    min_size=1,
    max_size=20,
).map(lambda text: normalize("NFC", f"Đ{text.strip()}").strip())
NUMBERS = st.from_regex(r"[=+@'A-Z0-9][/\-'\",;A-ZĐ0-9]{0,10}", fullmatch=True)


@given(st.lists(st.tuples(NAMES, NUMBERS), min_size=1, max_size=5), st.dates(START, MARCH))
def test_any_names_and_numbers_survive_writing_and_reading(
    texts: list[tuple[str, str]], on: date
) -> None:
    facts: list[OrganisationFact] = [FOUNDED, unit("NB-X", UnitKind.COMMUNE, "NB")]
    for index, (name, number) in enumerate(texts):
        chapter = f"NB-X-C{index}"
        facts.append(
            unit(chapter, UnitKind.RESIDENTIAL_CHAPTER, "NB-X").model_copy(update={"name": name})
        )
        decision = DocumentRef(kind=DocumentKind.DECISION, number=number, dated=on, issuer="NB")
        facts.append(
            CadreAssigned(cadre="p-anna", chapter=chapter, valid_from=on, decision=decision)
        )
    original = directory_of(*facts)
    copy = imported(read(write_organisation_csv(original)), directory_of(FOUNDED))

    assert list(copy.walk(on)) == list(original.walk(on))
    assert list(copy.all_assignments()) == list(original.all_assignments())
