"""Settings come from options first, then from the environment, and nothing is read before."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.settings import BadSetting, Settings, default_data, read_settings


def test_an_option_wins_over_the_environment() -> None:
    told = {"KIENNGHI_DATA": "/asked", "XDG_DATA_HOME": "/shared", "HOME": "/h"}

    assert read_settings(told, "/given").data == Path("/given")
    assert read_settings(told).data == Path("/asked")


def test_the_default_folder_follows_the_xdg_base_directories() -> None:
    assert default_data({"XDG_DATA_HOME": "/shared", "HOME": "/h"}) == Path("/shared/kiennghi")
    assert default_data({"HOME": "/h"}) == Path("/h/.local/share/kiennghi")


def test_commands_are_silent_unless_asked_for() -> None:
    assert read_settings({"HOME": "/h"}).log_level == "warning"
    assert read_settings({"HOME": "/h", "KIENNGHI_LOG": "DEBUG"}).log_level == "debug"
    assert read_settings({"HOME": "/h"}, verbose=True).log_level == "info"


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf", "3601"])
def test_a_wait_that_is_none_is_refused(wait: str) -> None:
    with pytest.raises(BadSetting, match="KIENNGHI_WAIT"):
        read_settings({"HOME": "/h", "KIENNGHI_WAIT": wait})


def test_a_wait_is_in_seconds() -> None:
    assert read_settings({"HOME": "/h", "KIENNGHI_WAIT": "0.5"}).wait == 0.5
    assert read_settings({"HOME": "/h"}).wait == Settings(Path()).wait


def test_nothing_is_opened_or_made_by_an_import(tmp_path: Path) -> None:
    script = (
        "import os, sqlite3, sys\n"
        "def refuse(*_, **__): raise AssertionError('connected at import')\n"
        "sqlite3.connect = refuse\n"
        "import adapters.bootstrap, adapters.cli.main, adapters.cli.app\n"
        "adapters.cli.app.command()\n"
        "print(sorted(os.listdir(os.environ['HOME'])))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={"HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.stdout, told.stderr) == ("[]\n", "")
