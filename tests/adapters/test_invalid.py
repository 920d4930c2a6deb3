"""What pydantic refuses is told in the user's language and repeats next to nothing."""

from typing import Any

import pytest
from pydantic import ConfigDict, TypeAdapter, ValidationError

from adapters.i18n import Translator
from adapters.invalid import LONGEST_ECHO, echo, place, problems
from domain.organisation import Day
from domain.values import DocumentRef, Value
from workflows.issue_commands import RaiseIssue

VI, EN = Translator("vi"), Translator("en")


class Meeting(Value):
    model_config = ConfigDict(frozen=True, extra="forbid")
    number: int
    letters: tuple[DocumentRef, ...] = ()


def refused(adapter: TypeAdapter[Any], data: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_json(data)
    return caught.value


def of_meeting(data: str) -> ValidationError:
    return refused(TypeAdapter(Meeting), data)


def test_each_problem_says_where_it_is_what_is_wrong_and_what_to_do() -> None:
    error = of_meeting('{"number": "two", "place": 1}')

    assert problems(error, EN) == [
        "number: has to be a whole number; write one (given: two)",
        "place: unknown field; remove it or mend its name (given: 1)",
    ]
    assert problems(error, VI) == [
        "number: phải là số nguyên; hãy viết một số nguyên (đã cho: two)",
        "place: trường không được biết đến; hãy xóa hoặc sửa tên (đã cho: 1)",
    ]


def test_a_place_inside_a_list_has_its_number() -> None:
    letter = '{"number": "1-CV/TU", "dated": "2018-02-30", "issuer": "NB"}'

    assert problems(of_meeting(f'{{"number": 1, "letters": [{letter}]}}'), EN) == [
        "letters[0].dated: not an existing date; write YEAR-MONTH-DAY, such as 2018-08-09 "
        "(given: 2018-02-30)"
    ]


def test_json_that_cannot_be_read_is_told_with_the_place_in_its_line() -> None:
    assert problems(of_meeting('{"number": 1,}'), EN) == [
        "the whole input: not valid JSON (character 14); "
        'mend the bracket, comma or quote there (given: {"number": 1,})'
    ]


def test_a_list_of_choices_is_joined_in_the_users_language() -> None:
    letter = '{"kind": "fax", "number": "1", "dated": "2018-02-03", "issuer": "NB"}'
    error = of_meeting(f'{{"number": 1, "letters": [{letter}]}}')

    assert "'minutes' hoặc 'decision'" in problems(error, VI)[0]
    assert "'minutes' or 'decision'" in problems(error, EN)[0]


def test_the_tag_of_a_union_is_no_part_of_a_place() -> None:
    error = refused(TypeAdapter(RaiseIssue), "{}")
    details = problems(error, EN, within=("elsewhere",))

    assert "issue: a required field is missing; add it" in details


def test_an_own_check_is_told_by_its_own_text() -> None:
    assert problems(refused(TypeAdapter(Day), "2018"), EN) == [
        "the whole input: a day is written YEAR-MONTH-DAY, such as 2018-08-09; mend it "
        "(given: 2018)"
    ]


def test_no_more_than_a_short_part_of_the_input_is_repeated() -> None:
    secret = "một hai ba " * 50

    told = problems(of_meeting(f'{{"number": "{secret}"}}'), VI)[0]

    assert secret[: LONGEST_ECHO + 1] not in told
    assert len(echo(secret)) == LONGEST_ECHO


def test_what_is_repeated_cannot_steer_a_terminal() -> None:
    assert echo("a\x1b[2Jb\nc") == "a·[2Jb·c"
    assert place(("a\x1b", 0)) == "a·[0]"
