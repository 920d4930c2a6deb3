"""``export``: a whole issue as JSON, as a table for spreadsheets, as a page to print."""

import csv
import io
import json
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters.export import FORMATS
from tests.e2e.cli import LANGUAGES, Run, run
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, Story, store_of
from tests.steps import meeting_held, raised

NUMBER = "NB-49-S"
HOSTILE = "=HYPERLINK(\"http://x\")<script>alert('1')</script>&amp;\x1b[2J"
UNDER_ATTACK: Story = [
    ("2019-04-03 21:00", [meeting_held(), raised(title=HOSTILE, description=f"@x\n{HOSTILE}")])
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK, tmp_path_factory.mktemp("story") / "data")


def exported(folder: Path, form: str, lang: str = "en") -> Run:
    shown = run("export", NUMBER, "--format", form, "--data", folder, lang=lang)
    assert (shown.code, shown.err) == (0, "")
    return shown


def table(shown: Run) -> list[list[str]]:
    assert shown.out.startswith("\ufeff")
    return list(csv.reader(io.StringIO(shown.out.removeprefix("\ufeff"), newline="")))


class Page(HTMLParser):
    """Every tag, text and attribute of a page; each tag that is opened is closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


# json


def test_json_holds_state_deadlines_and_history_as_the_other_commands_print_them(
    folder: Path,
) -> None:
    whole = exported(folder, "json").json

    assert (whole["kind"], whole["version"], whole["number"]) == ("kiennghi-issue", 1, NUMBER)
    assert whole["issue"] == run("issue", NUMBER, "--json", "--data", folder).json
    for name, command in (("deadlines", "explain"), ("history", "history")):
        lines = run(command, NUMBER, "--json", "--data", folder).out.splitlines()
        assert whole[name] == [json.loads(line) for line in lines]
    assert len(whole["history"]) == whole["issue"]["version"]


def test_json_is_the_same_in_every_language(folder: Path) -> None:
    assert exported(folder, "json", "vi").out == exported(folder, "json", "en").out


# csv


@pytest.mark.parametrize(
    ("lang", "header", "parts"),
    [
        ("en", "part,position,recorded,occurred,who,what,text", ["Issue", "Deadline", "History"]),
        (
            "vi",
            "phần,vị trí,ghi lúc,xảy ra lúc,ai,việc,nội dung",
            ["Kiến nghị", "Thời hạn", "Lịch sử"],
        ),
    ],
)
def test_csv_holds_all_three_parts(folder: Path, lang: str, header: str, parts: list[str]) -> None:
    first, *rows = table(exported(folder, "csv", lang))

    assert ",".join(first) == header
    assert list(dict.fromkeys(row[0] for row in rows)) == parts
    assert {len(row) for row in rows} == {7}
    facts = run("issue", NUMBER, "--json", "--data", folder).json["version"]
    assert sum(row[0] == parts[2] for row in rows) == facts
    assert rows[0][-1] == "Cầu nông thôn xuống cấp"


def test_csv_explains_a_deadline_day_by_day(folder: Path) -> None:
    [notice] = [row for row in table(exported(folder, "csv")) if row[5] == "notice (leg 2)"]

    assert notice[4] == "Tỉnh ủy (NB)"
    assert "Due: the end of 2019-05-10; met on time." in notice[6]
    assert "2019-04-30  Tue          -  holiday" in notice[6]


# html


@pytest.mark.parametrize(
    ("lang", "titles"),
    [("en", ["Issue", "Deadlines", "History"]), ("vi", ["Kiến nghị", "Thời hạn", "Lịch sử"])],
)
def test_a_page_stands_for_itself_in_the_users_language(
    folder: Path, lang: str, titles: list[str]
) -> None:
    text = exported(folder, "html", lang).out
    page = Page(text)

    assert text.startswith("<!doctype html>\n<html lang=")
    assert page.attributes["lang"] == lang
    assert [title for title in titles if title not in page.texts] == []
    assert f"{NUMBER} Cầu nông thôn xuống cấp" in page.texts
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "a", "form"})
    assert page.attributes.keys().isdisjoint({"src", "href", "style", "onclick", "onload"})
    assert page.attributes["content"]
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert "@page" in text
    assert "url(" not in text


def test_a_page_tells_each_fact_and_each_day(folder: Path) -> None:
    page = Page(exported(folder, "html").out)

    said = {"Escalated", "Returned down", "holiday: Reunification Day (30 April)"}
    assert said <= set(page.texts)
    assert page.texts.count("Due: the end of 2019-05-10; met on time.") == 1


# whatever somebody wrote


@pytest.fixture
def attacked(tmp_path: Path) -> Path:
    return store_of(UNDER_ATTACK, tmp_path / "data")


def test_no_text_becomes_markup(attacked: Path) -> None:
    page = Page(exported(attacked, "html").out)

    assert "script" not in page.tags
    assert any("<script>alert('1')</script>&amp;·[2J" in text for text in page.texts)


def test_no_text_becomes_a_formula(attacked: Path) -> None:
    rows = table(exported(attacked, "csv"))
    texts = {row[5]: row[6] for row in rows if row[0] == "Issue"}

    assert texts["title"].startswith("'=HYPERLINK")
    assert texts["description"].startswith("'@x\n=")
    assert not any(cell[:1] in tuple("=+-@") for row in rows for cell in row if cell)
    assert "\x1b" not in exported(attacked, "csv").out


# files


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_would_be_printed(folder: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"issue.{form}"

    written = run("export", NUMBER, "--format", form, "--output", file, "--data", folder)

    assert (written.code, written.out) == (0, "")
    assert written.err == f"Exported {NUMBER} to {file}.\n"
    assert file.read_bytes().decode() == exported(folder, form).out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_file_is_written_over(folder: Path, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "issue.html"
    file.write_text("mine", encoding="utf-8")

    refused = run(
        "export", NUMBER, "--format", "html", "--output", file, "--data", folder, lang=lang
    )

    assert (refused.code, refused.out) == (2, "")
    assert str(file) in refused.err
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("id", "arguments", "told"),
    [
        ("NB-49-T", ("--format", "html"), "NB-49-T"),
        (NUMBER, ("--format", "xlsx"), "json, csv, html"),
        (NUMBER, ("--format", "csv", "--output", "nowhere/issue.csv"), "nowhere/issue.csv"),
    ],
)
def test_typical_mistakes_are_told_in_one_line(
    folder: Path, id: str, arguments: tuple[str, ...], told: str, lang: str
) -> None:
    refused = run("export", id, *arguments, "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert len(refused.err.splitlines()) == 1
