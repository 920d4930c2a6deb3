"""``kiennghi regimes``, ``calendar`` and ``schema``: the rules, read without any store."""

import json
from pathlib import Path

import pytest

from tests.e2e.cli import LANGUAGES, run
from workflows.regime_files import shipped_regimes

NINH_BINH = next(file.text for file in shipped_regimes() if file.id == "ninh-binh")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A regime with an unknown role."""
    file = tmp_path / "broken.toml"
    text = NINH_BINH.replace('raises = ["secretary"]', 'raises = ["boss"]')
    file.write_text(text.replace('version = "2018.1"', 'version = "9"'), encoding="utf-8")
    return file


# regimes


def test_the_regimes_of_the_program_are_listed(tmp_path: Path) -> None:
    listed = run("regimes", "list", "--json").out.splitlines()

    assert [json.loads(line)["id"] for line in listed] == [
        "base",
        "dong-thap",
        "ninh-binh",
        "regulation-1120",
        "tuong-duong",
        "vinh-long",
    ]
    assert "ninh-binh-2018.1  Ninh Bình 2018: dự sinh hoạt" in run("regimes", "list", lang="vi").out


def test_a_regime_is_shown_with_what_it_inherits() -> None:
    spec = run("regimes", "show", "ninh-binh", "--json").json

    assert spec["deadlines"]["report"]["before_day"] == 10
    assert {row["trigger"] for row in spec["transitions"]} >= {"raise", "escalate", "verify"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("Steps", "take over", "before day 10")), ("vi", ("Các bước", "trình cấp"))],
)
def test_a_regime_is_shown_in_the_users_language(lang: str, words: tuple[str, ...]) -> None:
    shown = run("regimes", "show", "ninh-binh", lang=lang).out

    assert [word for word in words if word not in shown] == []
    assert max(map(len, shown.splitlines())) <= 100


def test_the_regimes_of_the_program_have_no_fault() -> None:
    assert run("regimes", "lint") == (0, "No faults.\n", "")
    assert run("regimes", "lint", "--json") == (0, "", "")


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", 'channels.chapter.raises: the role "boss" is unknown; mend its name'),
        ("vi", 'channels.chapter.raises: không có vai trò "boss"; hãy sửa tên'),
    ],
)
def test_a_broken_regime_is_told_with_file_and_key(broken: Path, lang: str, message: str) -> None:
    linted = run("regimes", "lint", broken, lang=lang)

    assert linted.code == 2
    assert f"{broken}: {message}" in linted.out


def test_a_broken_regime_is_told_to_programs(broken: Path) -> None:
    faults = [
        json.loads(line) for line in run("regimes", "lint", broken, "--json").out.splitlines()
    ]

    assert {
        "file": str(broken),
        "key_path": "channels.chapter.raises",
        "code": "unknown-role",
        "params": {"role": "boss"},
    } in faults


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["show", "diagram"])
@pytest.mark.parametrize(
    ("text", "where"),
    [("id = ", "broken.toml"), ('colour = "red"\n' + NINH_BINH, "colour"), (None, "broken.toml")],
)
def test_a_file_that_is_no_regime_is_told(
    tmp_path: Path, command: str, text: str | None, where: str, lang: str
) -> None:
    file = tmp_path / "broken.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    refused = run("regimes", command, file, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert where in refused.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_diagram_names_every_state_in_the_users_language(lang: str) -> None:
    drawn = run("regimes", "diagram", "ninh-binh", lang=lang).out

    assert "\nstateDiagram-v2\n" in drawn
    assert {"vi": '"Chờ làm rõ"', "en": '"Needs clarification"'}[lang] in drawn
    assert {"vi": "trình cấp trên", "en": "take over"}[lang] in drawn


def test_a_regime_is_shown_in_the_users_language_down_to_its_rules() -> None:
    shown = {
        lang: " ".join(run("regimes", "show", "ninh-binh", lang=lang).out.split())
        for lang in LANGUAGES
    }

    for lang, told in {
        "en": ("authority", "the holder's superior", "default (P)"),
        "vi": ("thẩm", "cấp trên của nơi giữ", "mặc định (P)"),
    }.items():
        assert [text for text in told if text not in shown[lang]] == []
    assert "authority" not in shown["vi"]
    assert "bearer" not in shown["vi"]


def test_a_diagram_can_be_taken_as_json() -> None:
    told = run("regimes", "diagram", "ninh-binh", "--json").json

    assert (told["id"], told["version"]) == ("ninh-binh", "2018.1")
    assert told["mermaid"] == run("regimes", "diagram", "ninh-binh").out


# calendar


def test_working_days_are_counted_with_the_decreed_swap() -> None:
    """DOMAIN 5: received 5/1/2026 + 10 wd = 16/1 with the overlay."""
    counted = run("calendar", "due", "--from", "05/01/2026", "--working-days", "10", "--json").json

    assert (counted["due"], counted["provisional"]) == ("2026-01-16", False)


def test_days_without_a_decree_are_marked_provisional() -> None:
    counting = ("calendar", "due", "--from", "2027-02-03", "--working-days", "1")

    assert run(*counting, "--json").json["provisional"] is True
    assert "provisional, no decree covers that day yet" in run(*counting).out
    assert "tạm tính" in run(*counting, lang="vi").out


def test_a_calendar_is_shown_with_reasons_and_sources() -> None:
    shown = run("calendar", "show", "vn", "--year", "2026", lang="vi").out

    assert "02/01/2026  Thứ Sáu   nghỉ bù, hoán đổi: Nghỉ hoán đổi" in shown
    assert "10/01/2026  Thứ Bảy   làm bù" in shown
    assert "Công văn 12729/VPCP-KGVX" in shown


def test_every_day_shown_is_of_the_year_asked_for() -> None:
    days = run("calendar", "show", "--year", "2019", "--json").json["days"]

    assert {day["day"][:4] for day in days} == {"2019"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "wrong",
    [
        ("due", "--from", "31/02/2026", "--days", "1"),
        ("due", "--from", "2026-01-05"),
        ("due", "--from", "9999-12-30", "--days", "3"),
        ("due", "--from", "0001-01-01", "--days", "3"),
        ("due", "--from", "2026-01-05", "--days", "1", "--working-days", "1"),
        ("due", "--from", "2026-01-05", "--days", "-1"),
        ("due", "--from", "2026-01-05", "--days", "100000"),
        ("due", "--from", "2026-01-05", "--days", "1", "--calendar", "mars"),
        ("show", "mars"),
        ("show", "nowhere.toml"),
    ],
)
def test_a_wrong_question_to_the_calendar_is_told(wrong: tuple[str, ...], lang: str) -> None:
    refused = run("calendar", *wrong, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err


# schema


def test_the_schemas_hold_every_command_and_every_event() -> None:
    commands = run("schema", "commands").json
    events = run("schema", "events").json
    fact = events["properties"]["fact"]

    assert {"raise-issue", "submit-report"} <= commands["discriminator"]["mapping"].keys()
    assert {"issue-raised.v1", "deadline-set.v1"} <= fact["discriminator"]["mapping"].keys()
    assert events["required"] == ["envelope", "fact"]
    assert "recorded_at" in events["$defs"]["Envelope"]["required"]
