"""Languages, help, wrong usage, exit codes and quiet ends: what all commands have in common."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import calendars
from adapters.cli.app import command
from adapters.cli.frame import PROGRESS_EVERY, Frame, Progress
from adapters.cli.main import main
from adapters.i18n import Translator
from tests.e2e.cli import LANGUAGES, process, run

TYPERS_OWN_WORDS = ("Usage", "Options", "Arguments", "Commands", "Show this", "default", "TEXT")


def paths(of: Any, *above: str) -> Iterator[tuple[str, ...]]:
    """The way to every group and command below."""
    yield above
    for name, below in getattr(of, "commands", {}).items():
        yield from paths(below, *above, name)


ALL_COMMANDS = list(paths(command()))


@pytest.mark.parametrize("path", ALL_COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_the_language_asked_for(path: tuple[str, ...]) -> None:
    vietnamese = run(*path, "--help", lang="vi")
    english = run(*path, "--help", lang="en")

    assert (vietnamese.code, english.code) == (0, 0)
    assert vietnamese.out.startswith("Cách dùng: kiennghi")
    assert english.out.startswith("Usage: kiennghi")
    assert [word for word in TYPERS_OWN_WORDS if word in vietnamese.out] == []
    assert "help." not in english.out + vietnamese.out


def test_every_command_takes_the_common_options_after_its_name() -> None:
    for path in ALL_COMMANDS:
        told = run(*path, "--help").out

        assert [name for name in ("--data", "--lang", "--verbose") if name not in told] == []


def test_the_default_data_folder_stands_in_the_help() -> None:
    assert "~/.local/share/kiennghi" in run("--help").out.replace("\n                   ", " ")


def test_a_language_on_the_command_line_wins_wherever_it_stands() -> None:
    before = run("--lang", "vi", "calendar", "list", lang="en")
    after = run("calendar", "list", "--lang=vi", lang="en")

    assert before.out == after.out
    assert "Lịch làm việc" in before.out


@pytest.mark.parametrize(
    ("arguments", "english", "vietnamese"),
    [
        ((), "The name of a command is missing.", "Thiếu tên lệnh."),
        (
            ("calender",),
            'There is no command "calender". Did you mean: calendar?',
            'Không có lệnh "calender". Ý bạn là: calendar?',
        ),
        (("xyz",), 'There is no command "xyz".', 'Không có lệnh "xyz".'),
        (("calendar", "due"), "--from is missing.", "Thiếu --from."),
        (
            ("calendar", "due", "--form", "x"),
            "There is no option --form. Did you mean: --from?",
            "Không có tùy chọn --form. Ý bạn là: --from?",
        ),
        (("calendar", "list", "--xyz"), "There is no option --xyz.", "Không có tùy chọn --xyz."),
        (
            ("calendar", "due", "--from"),
            "The option --from needs a value.",
            "Tùy chọn --from cần một giá trị.",
        ),
        (
            ("calendar", "list", "--json=yes"),
            "The option --json takes no value.",
            "Tùy chọn --json không nhận giá trị.",
        ),
        (
            ("calendar", "list", "a", "b"),
            "Too many arguments: a, b.",
            "Thừa đối số: a, b.",
        ),
        (
            ("calendar", "show", "--year", "x"),
            "The value of --year cannot be used: has to be a whole number; write one (given: x).",
            "Giá trị của --year không dùng được: phải là số nguyên; hãy viết một số nguyên "
            "(đã cho: x).",
        ),
    ],
)
def test_wrong_usage_is_told_in_the_users_language(
    arguments: tuple[str, ...], english: str, vietnamese: str
) -> None:
    in_english = run(*arguments, lang="en")
    in_vietnamese = run(*arguments, lang="vi")

    assert (in_english.code, in_vietnamese.code) == (2, 2)
    assert (in_english.out, in_vietnamese.out) == ("", "")
    assert in_english.err.splitlines()[0] == english
    assert in_vietnamese.err.splitlines()[0] == vietnamese
    assert in_english.err.splitlines()[1].startswith("Usage: kiennghi")
    assert in_vietnamese.err.splitlines()[1].startswith("Cách dùng: kiennghi")


def test_whoever_names_no_command_is_shown_them_all() -> None:
    told = run("regimes", lang="vi").err

    assert "lint" in told
    assert "Tìm lỗi trong tệp quy chế" in told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("err", "shown"), [(io.StringIO(), False), (Terminal(), True)])
def test_progress_is_shown_on_a_terminal_only(err: io.StringIO, shown: bool) -> None:
    frame = Frame(Translator("en"), {}, io.StringIO(), err)

    with Progress(frame, "progress.lines") as progress:
        for count in range(PROGRESS_EVERY + 1):
            progress.reached(count)

    assert (f"{PROGRESS_EVERY} lines applied" in err.getvalue()) is shown
    assert bool(err.getvalue()) is shown


def test_a_missing_argument_is_called_what_the_help_calls_it(tmp_path: Path) -> None:
    missing = run("calendar", "due", "--data", tmp_path)

    assert missing.err.splitlines()[0] == "--from is missing."


def test_a_language_without_texts_is_bad_input() -> None:
    by_option = run("--lang", "fr", "calendar", "list")
    by_environment = run("calendar", "list", lang="fr", LANG="en_US.UTF-8")

    assert (by_option.code, by_environment.code) == (2, 2)
    assert by_environment.err == 'There is no language "fr". Choose one of: vi, en.\n'
    assert "vi, en" in by_option.err


def test_a_log_level_that_does_not_exist_is_bad_input(tmp_path: Path) -> None:
    refused = run("whoami", "--data", tmp_path, KIENNGHI_LOG="loud")

    assert refused.code == 2
    assert refused.err.startswith("The environment variable KIENNGHI_LOG has the value")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes ``calendar list`` end in an exception."""

    def fail_with(error: BaseException) -> None:
        def fail(_context: object) -> None:
            raise error

        monkeypatch.setattr(calendars, "frame_in", fail)

    return fail_with


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unexpected_fault_is_one_message_without_a_traceback(
    failing: Callable[[BaseException], None], lang: str
) -> None:
    failing(ZeroDivisionError("secret"))

    ended = run("calendar", "list", lang=lang)

    assert ended.code == 3
    assert "ZeroDivisionError" in ended.err
    assert "KIENNGHI_DEBUG=1" in ended.err
    assert "Traceback" not in ended.err
    assert "secret" not in ended.err


def test_a_traceback_is_shown_to_whoever_asks_for_it(
    failing: Callable[[BaseException], None],
) -> None:
    failing(ZeroDivisionError("told"))

    ended = run("calendar", "list", KIENNGHI_DEBUG="1")

    assert ended.code == 3
    assert "Traceback" in ended.err
    assert "told" in ended.err


def test_an_interruption_ends_quietly(failing: Callable[[BaseException], None]) -> None:
    failing(KeyboardInterrupt())

    ended = run("calendar", "list")

    assert (ended.code, ended.err) == (130, "Stopped, as asked.\n")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "x", "store"), "Reading or writing store is not allowed."),
        (OSError(30, "x", "store"), "store is on a read-only disk."),
        (OSError(28, "x", "store"), "The disk of store is full."),
        (OSError(5, "x", "store"), "The system reports EIO for store."),
    ],
)
def test_trouble_with_a_file_says_what_to_do(
    failing: Callable[[BaseException], None], error: OSError, told: str
) -> None:
    failing(error)

    ended = run("calendar", "list")

    assert ended.code == 3
    assert ended.err.startswith(told)


def test_a_reader_who_goes_away_is_no_fault() -> None:
    with process("schema", "events") as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr is not None
        told = running.stderr.read()
        running.wait()

    assert (running.returncode, told) == (141, "")


def test_ctrl_c_ends_the_process_with_130(tmp_path: Path) -> None:
    waiting = tmp_path / "waiting.toml"
    os.mkfifo(waiting)
    # What runs in the background ignores Ctrl-C, and so would everything that it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    # The pipe opens only once the command reads, and stays open: its end would be an answer.
    with process("calendar", "show", waiting) as running, waiting.open("w"):
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    signal.signal(signal.SIGINT, before)

    assert (running.returncode, told) == (130, "Stopped, as asked.\n")


def test_a_terminal_that_lacks_a_letter_shows_question_marks() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")

    code = main(["--lang", "vi", "calendar", "list"], {}, out, io.StringIO())

    assert code == 0
    assert b"vn-2026.1  L?ch" in raw.getvalue()


def test_nothing_heavy_is_loaded_for_help() -> None:
    heavy = {"pydantic", "rich", "structlog", "eventsourcing", "transitions", "holidays", "babel"}
    script = (
        "import sys; from adapters.cli.main import main; main(['--help']); "
        f"print(sorted({heavy!r} & sys.modules.keys()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert told.stdout.splitlines()[-1] == "[]"
