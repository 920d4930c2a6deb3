"""What a run of the benchmarks tells: figures beside what is promised, in a report by sections."""

from pathlib import Path

import pytest

import benchmarks.__main__ as program
from benchmarks.memory import Rebuild
from benchmarks.memory import section as memory_section
from benchmarks.pages import Answer, Described, Measured
from benchmarks.pages_told import section as pages_section
from benchmarks.questions import LIMIT, SEARCH, Question
from benchmarks.report import HEAD, write_sections
from benchmarks.sections import Figure, Section, circumstances, table

ORDER = ["First", "Second"]


def answer(column: str, seconds: tuple[float, ...], rows: tuple[int, ...], name: str) -> Answer:
    question = Question(name, column, "NB-H1", {})
    return Answer(question, page=1, rows=rows, is_whole=False, turns=[seconds])


def measured(*answers: Answer) -> Measured:
    inboxes = [Described(issues, 3 * issues, (1, 2, 3), 4.0, 5) for issues in (100, 1_000)]
    return Measured(inboxes, answers)


def test_a_section_is_put_in_its_place_and_the_others_stay(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    write_sections(report, {"Second": "two", "Unknown": "?"}, ORDER)
    write_sections(report, {"First": "one\n\n### Below\n\nmore"}, ORDER)
    write_sections(report, {"Second": "two anew"}, ORDER)

    body = "\n## First\none\n\n### Below\n\nmore\n\n## Second\ntwo anew\n\n## Unknown\n?\n"
    assert report.read_text("utf-8") == HEAD + body


def test_a_missed_figure_is_told_as_missed() -> None:
    reached = Figure("Speed", "30 facts/s", "≥ 20", True)
    missed = Figure("Memory", "9 MB", "≤ 8", False)
    told = Section("Part", [reached, missed], "How.").markdown("A machine.")

    assert str(reached) == "Speed: 30 facts/s (≥ 20)"
    assert str(missed) == "Memory: 9 MB (≤ 8)  MISSED"
    heading = ("", "Measured", "Promised")
    rows = [("Speed", "30 facts/s", "≥ 20"), ("Memory", "**9 MB, missed**", "≤ 8")]
    assert told == f"{table(heading, rows)}\n\nHow.\n\nA machine.\n"


def test_circumstances_name_machine_versions_and_date() -> None:
    told = circumstances(90)

    for part in ("cores", "GB", "Python 3.11", "SQLite 3.", "django 5.", "pydantic 2.", "20"):
        assert part in told
    assert told.endswith("in 1.5 minutes.")


def test_pages_are_compared_where_they_have_as_many_rows() -> None:
    full, half = (LIMIT, LIMIT), (LIMIT // 2, LIMIT)
    told = pages_section(
        measured(
            answer("due", (0.002, 0.0025), full, "none"),
            answer("age", (0.001, 0.0016), full, "none"),
            answer("age", (0.001, 0.009), half, "queue ended"),
            answer("with a text", (0.004, 0.004), full, "none"),
            answer(SEARCH, (0.004, 0.005), full, "cau"),
            answer(SEARCH, (0.001, 0.030), half, "sa an ta"),
            answer("counts", (0.001, 0.001), full, "all queues"),
        )
    )

    assert [(one.measured, one.is_reached) for one in told.figures] == [
        ("1.60 times, the worst of 2, 1 above", False),
        ("1.00 times, the worst of 1", True),
        ("1.25 times, the worst of 1", True),
        ("1.00 times, the worst of 1", True),
    ]
    assert "| none | 1.25 | – | **1.60** | – | 1.00 | 4.00 |" in told.text
    assert "queue ended" not in told.text
    assert "| cau | NB-H1 | 1 | 4.00 | 5.00 | 1.25 | 50, 50 |" in told.text
    assert "| sa an ta | NB-H1 | 1 | 1.00 | 30.00 | – | 25, 50 |" in told.text


def test_a_ratio_is_the_median_of_those_of_the_turns() -> None:
    one = answer("due", (), (LIMIT, LIMIT), "none")
    slow_machine = [(0.004, 0.005), (0.002, 0.0025), (0.001, 0.0014)]

    assert one._replace(turns=slow_machine).ratio == pytest.approx(1.25)
    assert one._replace(turns=slow_machine).seconds == (0.002, 0.0025)


def test_a_whole_list_is_compared_where_it_is_as_long_and_not_empty() -> None:
    one = answer(SEARCH, (0.001, 0.001), (1, 1), "NB-1-X")

    assert not one.is_comparable
    assert one._replace(is_whole=True).is_comparable
    assert not one._replace(is_whole=True, rows=(0, 0)).is_comparable


def test_what_nobody_could_compare_is_missed() -> None:
    assert not any(one.is_reached for one in pages_section(measured()).figures)


@pytest.mark.parametrize(("megabytes", "is_flat"), [(149.0, True), (151.0, False)])
def test_memory_is_flat_where_the_longest_log_takes_little_more(
    megabytes: float, is_flat: bool
) -> None:
    told = memory_section(
        [
            Rebuild(10, 100.0, 1.0, 2.0),
            Rebuild(100, 160.0, 2.0, 9.0),
            Rebuild(1_000, megabytes, 9.0, 99.0),
        ]
    )

    [figure] = told.figures
    assert figure.is_reached is is_flat
    assert f"| 1,000 | 99 | {megabytes:.0f} | 9.0 |" in told.text


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["pages", "page"])

    assert ended.value.code == 2
    assert "no part page; there are engine, programs, reading" in capsys.readouterr().err


def test_a_full_run_begins_only_where_there_is_room_for_its_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "GIGABYTES", 10**9)

    assert program.main([]) == 2
    assert "TMPDIR" in capsys.readouterr().err


@pytest.mark.parametrize(("is_reached", "status"), [(True, 0), (False, 1)])
def test_the_exit_status_tells_whether_every_figure_was_reached(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    is_reached: bool,
    status: int,
) -> None:
    section = Section("Part", [Figure("Speed", "1", "≥ 1", is_reached)], "How.")
    monkeypatch.setattr(program, "PARTS", {"part": ("Part", lambda *_: section)})
    report = tmp_path / "report.md"

    assert program.main(["part", "--write", str(report)]) == status
    written = report.read_text("utf-8")
    assert "How." in written
    assert written.split("## ")[1] in capsys.readouterr().out.replace("## Part\n\n", "Part\n")
