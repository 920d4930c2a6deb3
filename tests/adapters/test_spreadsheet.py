"""CSV that a spreadsheet shows right and never runs."""

import csv
import io

import pytest

from adapters.spreadsheet import BYTE_ORDER_MARK, csv_lines


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_the_mark_comes_first_and_once() -> None:
    text = "".join(csv_lines(["số", "tên"], [["1", "Cầu"], ["2", "Đường"]]))

    assert text == "\ufeffsố,tên\r\n1,Cầu\r\n2,Đường\r\n"
    assert text.encode()[:3] == b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠A",
        '=HYPERLINK("x")',
    ],
)
def test_what_a_spreadsheet_could_run_stands_behind_an_apostrophe(text: str) -> None:
    [_, [cell]] = read_back("".join(csv_lines(["a"], [[text]])))

    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["Cầu = đường", "a\nb", 'nói "có", rồi', "'x", " x", "", "1-2"])
def test_every_other_text_comes_back_as_it_was(text: str) -> None:
    [_, [cell, _]] = read_back("".join(csv_lines(["a", "b"], [[text, "x"]])))

    assert cell == text


def test_numbers_and_what_is_missing() -> None:
    [_, row] = read_back("".join(csv_lines(["a", "b", "c"], [[-3, None, 0]])))

    assert row == ["-3", "", "0"]


def test_no_control_character_reaches_the_file() -> None:
    [_, [cell]] = read_back("".join(csv_lines(["a"], [["a\x1b[31m\rb\x00"]])))

    assert cell == "a·[31m·b·"
