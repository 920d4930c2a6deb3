"""``regimes publish`` and ``calendar publish``: rules of one's own, from the file into the log."""

from pathlib import Path

import pytest

from tests.e2e.cli import Run, run
from tests.guide import write_example


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A founded store beside the files of the guide."""
    write_example(tmp_path)
    founding = ("--province", "NB", "--name", "Tỉnh ủy", "--at", "2024-01-01 08:00")
    assert run("init", "--simulation", *founding, "--data", tmp_path / "data").code == 0
    return tmp_path


def publish(group: str, folder: Path, file: str, *more: str, lang: str = "en") -> Run:
    return run(group, "publish", folder / file, *more, "--data", folder / "data", lang=lang)


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def test_a_calendar_and_a_regime_are_published_once_and_word_for_word(folder: Path) -> None:
    for group, file in (("calendar", "lich-song-may.toml"), ("regimes", "song-may.toml")):
        assert publish(group, folder, file).out == "Published.\n"
        again = publish(group, folder, file, lang="vi")
        assert (again.code, again.out) == (0, "Đã ban hành từ trước, không có gì thay đổi.\n")
    changed(folder, "song-may.toml", 'lasts = "4wd"', 'lasts = "5wd"')
    other = publish("regimes", folder, "song-may.toml")
    assert other.code == 1
    assert "song-may" in other.err


def test_a_regime_is_judged_by_what_is_published_not_by_what_lies_beside_it(folder: Path) -> None:
    assert run("regimes", "lint", folder / "song-may.toml").code == 0
    early = publish("regimes", folder, "song-may.toml")
    assert early.code == 2
    assert "calendar: " in early.err


def test_every_fault_of_a_file_is_told_with_its_place(folder: Path) -> None:
    publish("calendar", folder, "lich-song-may.toml")
    changed(folder, "song-may.toml", 'holder = "commune"', 'holder = "village"')
    changed(folder, "song-may.toml", 'lasts = "4wd"', 'lasts = "four"')
    faulty = publish("regimes", folder, "song-may.toml")
    assert faulty.code == 2
    assert "delivery.holder" in faulty.err
    assert "deadlines.notice.lasts" in faulty.err
    changed(folder, "lich-song-may.toml", "2024-09-14", "2024-09-16")
    assert publish("calendar", folder, "lich-song-may.toml").code == 2


def test_a_file_that_is_not_there_or_no_regime_is_told(folder: Path) -> None:
    for file in ("gone.toml", "lich-song-may.toml"):
        told = publish("regimes", folder, file)
        assert (told.code, told.out) == (2, "")
        assert file in told.err


def test_only_a_registrar_publishes(folder: Path) -> None:
    refused = publish("calendar", folder, "lich-song-may.toml", "--actor", "p-stranger")
    assert (refused.code, refused.out) == (1, "")


def test_a_store_without_an_organisation_takes_no_rules(tmp_path: Path) -> None:
    write_example(tmp_path)
    assert run("init", "--simulation", "--data", tmp_path / "data").code == 0
    refused = publish("calendar", tmp_path, "lich-song-may.toml", "--at", "2024-01-01 08:00")
    assert refused.code == 1
    assert "kiennghi init" in refused.err
