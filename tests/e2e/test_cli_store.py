"""``init``, ``whoami``, ``backup``, ``restore`` and ``doctor``; stores that cannot be used."""

import os
import shlex
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from adapters.bootstrap import EVENTS_FILE
from tests.e2e.cli import LANGUAGES, ROOT, Run, run
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, commands_file, line_of, store_of, told
from workflows.calendar_files import shipped_calendars
from workflows.regime_files import shipped_regimes

NOBODY = 65534
SOME_UUID = "00000000-0000-4000-8000-000000000001"
FOUNDING = 1 + len(shipped_calendars()) + len(shipped_regimes())
"""How many facts a founding is."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK[:3], tmp_path / "data")


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def a_write(folder: Path, tmp_path: Path, lang: str = "en", **environment: str) -> Run:
    """One more command, which the store would accept."""
    escalate = next(one for one in told().commands if one.type == "escalate-issue")
    file = commands_file(tmp_path / "one.jsonl", line_of(escalate))
    return run("apply", file, "--data", folder, lang=lang, **environment)


# init


def test_a_new_store_is_empty_and_sound(tmp_path: Path) -> None:
    made = run("init", "--data", tmp_path / "new")

    assert (made.code, made.err) == (0, "")
    about = run("doctor", "--json", "--data", tmp_path / "new").json
    assert about["head"] == 0
    assert about["simulation"] is False
    assert about["findings"] == []


def test_the_data_folder_comes_from_the_environment_too(tmp_path: Path) -> None:
    asked = run("init", KIENNGHI_DATA=str(tmp_path / "asked"))
    shared = run("init", XDG_DATA_HOME=str(tmp_path / "shared"))
    home = run("init", HOME=str(tmp_path / "home"))

    assert (asked.code, shared.code, home.code) == (0, 0, 0)
    for name in ("asked", "shared/kiennghi", "home/.local/share/kiennghi"):
        assert (tmp_path / name / EVENTS_FILE).exists()


def test_a_province_is_founded_with_the_calendars_and_regimes_of_the_program(
    tmp_path: Path,
) -> None:
    made = run("init", "--province", "NB", "--name", "Tỉnh ủy", "--data", tmp_path)

    assert made.code == 0, made.err
    shown = run("organisation", "show", "--json", "--data", tmp_path).json
    assert (shown["unit"], shown["name"]) == ("NB", "Tỉnh ủy")
    assert run("doctor", "--json", "--data", tmp_path).json["head"] == FOUNDING


def test_a_simulated_province_is_founded_at_the_time_that_is_told(tmp_path: Path) -> None:
    told_time = ("--at", "2018-01-02 08:00")
    founding = ("--simulation", "--province", "NB", "--name", "Tỉnh ủy")

    without = run("init", *founding, "--data", tmp_path / "a")
    made = run("init", *founding, *told_time, "--data", tmp_path / "b")

    assert (without.code, made.code) == (2, 0)
    assert not (tmp_path / "a").exists()
    assert run("organisation", "show", "--at", "2018-01-01", "--data", tmp_path / "b").out == ""
    assert "Tỉnh ủy" in run("organisation", "show", "--data", tmp_path / "b").out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "wrong",
    [
        ("--province", "NB"),
        ("--province", "n b", "--name", "Tỉnh ủy"),
        ("--province", "NB", "--name", ""),
        ("--at", "2018-01-02"),
        ("--simulation", "--province", "NB", "--name", "Tỉnh ủy", "--at", "yesterday"),
        ("--simulation", "--province", "NB", "--name", "Tỉnh ủy", "--at", "9999-12-31"),
        ("--founded-on", "2018-01-01"),
        ("--province", "NB", "--name", "Tỉnh ủy", "--founded-on", "2999-01-01"),
        ("--province", "NB", "--name", "Tỉnh ủy", "--founded-on", "01/01/3000"),
    ],
)
def test_what_cannot_be_founded_makes_no_folder(
    tmp_path: Path, wrong: tuple[str, ...], lang: str
) -> None:
    refused = run("init", *wrong, "--data", tmp_path / "new", lang=lang)

    assert refused.code == 2
    assert refused.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", "There is a store at {file} already. Choose another folder with --data.\n"),
        ("vi", "Đã có kho dữ liệu ở {file}. Hãy chọn thư mục khác bằng --data.\n"),
    ],
)
def test_a_store_is_never_made_over_another(folder: Path, lang: str, message: str) -> None:
    before = files(folder)

    refused = run("init", "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (3, "")
    assert refused.err == message.format(file=folder / EVENTS_FILE)
    assert files(folder) == before


def test_a_founding_that_was_broken_off_is_taken_up_again(tmp_path: Path) -> None:
    founding = ("init", "--province", "NB", "--name", "Tỉnh ủy", "--data", tmp_path)
    run("init", "--data", tmp_path)
    store = run("doctor", "--json", "--data", tmp_path).json["store"]

    made = run(*founding)

    assert (made.code, made.err) == (0, "")
    about = run("doctor", "--json", "--data", tmp_path).json
    assert (about["store"], about["head"]) == (store, FOUNDING)
    assert run(*founding).code == 3


def test_an_empty_store_of_the_other_kind_of_clock_is_left_alone(tmp_path: Path) -> None:
    run("init", "--simulation", "--data", tmp_path)

    refused = run("init", "--province", "NB", "--name", "Tỉnh ủy", "--data", tmp_path)

    assert refused.code == 3
    assert run("doctor", "--json", "--data", tmp_path).json["head"] == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_makes_a_store_is_told_that_its_texts_are_readable(
    tmp_path: Path, lang: str
) -> None:
    real = run("init", "--data", tmp_path / "real", lang=lang).out.splitlines()
    simulated = run("init", "--simulation", "--data", tmp_path / "simulated", lang=lang)

    assert len(real) == 2
    assert {"vi": "đọc được", "en": "readable"}[lang] in real[1]
    assert len(simulated.out.splitlines()) == 1


def test_the_example_of_the_documentation_can_be_imported(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "organisation-csv.md").read_text("utf-8")
    table = tmp_path / "units.csv"
    table.write_text(page.partition("```csv\n")[2].partition("```")[0], "utf-8")
    named = page.partition("`kiennghi init ")[2].partition("`")[0]
    data = ("--data", tmp_path / "data")

    assert run("init", *shlex.split(named), *data).code == 0
    taken = run("organisation", "import", table, *data)

    assert (taken.code, taken.err) == (0, "")
    assert taken.out.endswith("Facts: 9\n")


# whoami


def test_an_account_is_another_person_in_every_store(tmp_path: Path) -> None:
    people = set()
    for name in ("a", "b"):
        run("init", "--data", tmp_path / name)
        first, second = (run("whoami", "--json", "--data", tmp_path / name) for _ in range(2))
        assert first == second
        people.add(first.json["person"])

    assert len(people) == 2
    assert all(len(person) == len("p-") + 32 for person in people)


def test_whoever_holds_no_post_is_told_so(folder: Path) -> None:
    assert "You hold no post" in run("whoami", "--data", folder).out


# backup and restore


def test_a_backup_restores_the_same_log(folder: Path, tmp_path: Path) -> None:
    backup = run("backup", tmp_path / "b.kng", "--data", folder)
    restored = run("restore", tmp_path / "b.kng", "--data", tmp_path / "again")

    assert (backup.code, restored.code) == (0, 0), backup.err + restored.err
    first, second = (
        run("doctor", "--json", "--data", data).json for data in (folder, tmp_path / "again")
    )
    assert first == second


def test_a_backup_never_replaces_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b.kng").write_text("mine")

    refused = run("backup", tmp_path / "b.kng", "--data", folder)

    assert refused.code == 3
    assert (tmp_path / "b.kng").read_text() == "mine"


def test_a_backup_never_replaces_a_store(folder: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "b.kng", "--data", folder)
    before = files(folder)

    refused = run("restore", tmp_path / "b.kng", "--data", folder)

    assert refused.code == 3
    assert files(folder) == before


def test_what_is_no_backup_is_not_restored(tmp_path: Path) -> None:
    (tmp_path / "b.kng").write_text("something else")

    refused = run("restore", tmp_path / "b.kng", "--data", tmp_path / "new")

    assert refused.code == 3
    assert "is damaged or cut short" in refused.err
    assert not (tmp_path / "new").exists()


# doctor


def test_a_doctor_who_finds_nothing_says_so(folder: Path) -> None:
    told_ = run("doctor", "--data", folder, lang="vi")

    assert told_.code == 0
    assert told_.out.splitlines()[-1] == "Kho dữ liệu tốt."


@pytest.mark.parametrize(("lang", "last"), [("en", "Faults found: "), ("vi", "Số lỗi tìm thấy: ")])
def test_a_doctor_names_what_is_wrong(folder: Path, lang: str, last: str) -> None:
    with closing(sqlite3.connect(folder / EVENTS_FILE)) as store:
        store.execute("DROP TRIGGER stored_events_are_never_deleted")
        store.execute("DELETE FROM stored_events WHERE position = 10")
        store.commit()

    told_ = run("doctor", "--data", folder, lang=lang)
    as_json = run("doctor", "--data", folder, "--json").json

    assert told_.code == 3
    assert told_.out.splitlines()[-1].startswith(last)
    codes = {finding["code"] for finding in as_json["findings"]}
    assert {"store-altered", "stream-gap"} <= codes
    assert "finding." not in told_.out


# Stores that cannot be used


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as store:
        store.execute("PRAGMA user_version = 99")


def cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_to_almost_nothing(file: Path) -> None:
    os.truncate(file, 20)


def not_a_store(file: Path) -> None:
    file.write_bytes(b"no database at all, but long enough to hold a whole header" * 10)


@pytest.mark.parametrize(
    ("harm", "english", "vietnamese"),
    [
        (newer, "was written by a newer version. Update kiennghi", "do một phiên bản mới hơn ghi"),
        (cut_short, "is damaged or cut short", "bị hỏng hoặc bị cắt ngắn"),
        (cut_to_almost_nothing, "is damaged or cut short", "bị hỏng hoặc bị cắt ngắn"),
        (not_a_store, "is damaged or cut short", "bị hỏng hoặc bị cắt ngắn"),
    ],
)
def test_a_store_that_cannot_be_used_is_told_and_left_as_it_is(
    folder: Path, tmp_path: Path, harm: Callable[[Path], None], english: str, vietnamese: str
) -> None:
    harm(folder / EVENTS_FILE)
    before = files(folder)

    in_english = a_write(folder, tmp_path)
    in_vietnamese = a_write(folder, tmp_path, lang="vi")

    assert (in_english.code, in_vietnamese.code) == (3, 3)
    assert english in in_english.err
    assert vietnamese in in_vietnamese.err
    assert len(in_english.err.splitlines()) == 1
    assert files(folder)[EVENTS_FILE] == before[EVENTS_FILE]


def test_a_store_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    for lang, told_ in (("en", "Make one with: kiennghi init"), ("vi", "Hãy tạo bằng")):
        missing = run("issue", SOME_UUID, "--data", tmp_path / "none", lang=lang)

        assert missing.code == 3
        assert told_ in missing.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", "is locked by another program. Wait until it is done"),
        ("vi", "đang bị chương trình khác khóa. Hãy chờ"),
    ],
)
def test_a_locked_store_is_told_and_left_as_it_is(
    folder: Path, tmp_path: Path, lang: str, message: str
) -> None:
    with closing(sqlite3.connect(folder / EVENTS_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = a_write(folder, tmp_path, lang=lang, KIENNGHI_WAIT="0.05")
        other.execute("ROLLBACK")

    assert refused.code == 3
    assert message in refused.err
    assert a_write(folder, tmp_path).code == 0


@contextmanager
def without_privileges() -> Iterator[None]:
    """File rights bind nobody who runs as root; the tests might."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only_folder(folder: Path) -> Iterator[Path]:
    """A folder that everybody may read; pytest's own are closed to others."""
    copy = Path(tempfile.mkdtemp())
    shutil.copyfile(folder / EVENTS_FILE, copy / EVENTS_FILE)
    (copy / EVENTS_FILE).chmod(0o444)
    copy.chmod(0o555)
    yield copy
    copy.chmod(0o755)
    shutil.rmtree(copy)


@pytest.mark.parametrize(
    ("lang", "message"), [("en", "is read-only. Ask for the right"), ("vi", "chỉ cho đọc. Hãy xin")]
)
def test_a_read_only_store_is_told_and_left_as_it_is(
    read_only_folder: Path, folder: Path, tmp_path: Path, lang: str, message: str
) -> None:
    a_write(folder, tmp_path)  # loads what a command needs, while everything may be read
    escalate = next(one for one in told().commands if one.type == "escalate-issue")
    command = read_only_folder.parent / f"{read_only_folder.name}.jsonl"
    commands_file(command, line_of(escalate)).chmod(0o444)
    before = files(read_only_folder)

    with without_privileges():
        refused = run("apply", command, "--data", read_only_folder, lang=lang)
    command.unlink()

    assert refused.code == 3
    assert message in refused.err
    assert files(read_only_folder) == before
