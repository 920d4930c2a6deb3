"""Regimes found by id and by path, and laid over what they extend."""

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.deadline import DeadlineKind, RegimeRef
from domain.organisation import UnitKind
from workflows.regime import RegimeSpec
from workflows.regime_files import (
    load_regime,
    lookup_beside,
    regime_text,
    shipped_regime,
    shipped_regimes,
)
from workflows.regime_text import (
    Fault,
    RegimeFaults,
    ShapeFaultCode,
    is_abstract,
    merged_table,
    parse_regime,
)

ROOT = Path(__file__).parents[2]
SIMULTANEOUS = ROOT / "tests/data/regimes/simultaneous-copies.toml"

HEAD = """\
id = "child"
version = "1"
extends = { id = "ninh-binh", version = "2018.1" }
"""


def child(body: str) -> RegimeSpec:
    return parse_regime(HEAD + body, regime_text, "child.toml")


def faults(text: str, texts: dict[str, str] | None = None) -> tuple[Fault, ...]:
    """Faults of a text that may extend the shipped regimes, or ``id version`` among the texts."""

    def lookup(ref: RegimeRef) -> str:
        return texts[str(ref)] if texts and str(ref) in texts else regime_text(ref)

    with pytest.raises(RegimeFaults) as caught:
        parse_regime(text, lookup, "child.toml")
    return caught.value.faults


def fault(text: str, texts: dict[str, str] | None = None) -> Fault:
    [found] = faults(text, texts)
    return found


# --- finding -----------------------------------------------------------------------------------


def test_the_shipped_regimes_are_listed_with_their_labels() -> None:
    listed = {(file.id, file.version): file for file in shipped_regimes()}
    assert [file.abstract for file in listed.values()] == [True] + [False] * 5
    ninh_binh = listed["ninh-binh", "2018.1"]
    assert ninh_binh.name == "ninh-binh.toml"
    assert ninh_binh.label.vi != ninh_binh.label.en
    assert regime_text(ninh_binh.ref) == ninh_binh.text


def test_listing_regimes_loads_neither_machine_nor_rules() -> None:
    script = (
        "import sys; from workflows.regime_files import shipped_regimes; shipped_regimes();"
        "sys.exit(any(name in sys.modules for name in ('transitions', 'workflows.rules')))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_a_regime_is_found_by_id_by_id_and_version_and_by_path(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_text(shipped_regime("ninh-binh").text, encoding="utf-8")
    by_id = load_regime("ninh-binh")
    assert by_id == load_regime("ninh-binh-2018.1") == load_regime(copy) == load_regime(str(copy))
    assert by_id.ref == RegimeRef(id="ninh-binh", version="2018.1")


@pytest.mark.parametrize("name", ["ninh-bin", "ninh-binh-2018.2", ""])
def test_a_regime_that_is_not_shipped_is_unknown(name: str) -> None:
    with pytest.raises(RegimeFaults) as caught:
        load_regime(name)
    assert caught.value.faults == (Fault(name, "", "regime-unknown", {"regime": name}),)
    with pytest.raises(KeyError):
        regime_text(RegimeRef(id="ninh-binh", version="2018.2"))


def test_a_file_that_is_missing_or_no_text_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "gone.toml"
    for error in ("FileNotFoundError", "UnicodeDecodeError"):
        with pytest.raises(RegimeFaults) as caught:
            load_regime(path)
        assert caught.value.faults == (Fault(str(path), "", "unreadable", {"error": error}),)
        path.write_bytes(b"\xff\xfe")


def test_what_a_file_extends_is_looked_up_beside_it_first_and_then_among_the_shipped(
    tmp_path: Path,
) -> None:
    own = shipped_regime("ninh-binh").text + "\n[extension]\ntimes = 0\n"
    (tmp_path / "child.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "own-ninh-binh.toml").write_text(own, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("id = ", encoding="utf-8")
    spec = load_regime(tmp_path / "child.toml")
    assert spec.extension.times == 0
    assert spec.extension.adds == load_regime("ninh-binh").extension.adds
    beside = lookup_beside(tmp_path / "child.toml")
    assert beside(RegimeRef(id="base", version="1")) == shipped_regime("base").text


# --- laying over -------------------------------------------------------------------------------


def test_tables_merge_key_by_key_and_lists_replace() -> None:
    spec = child(
        'new_legs = ["submit"]\n[extension]\ntimes = 2\n'
        '[channels.chapter]\nraises = ["recorder"]\n'
        '[deadlines.receipt]\nstops = ["receive", "triage"]\n'
    )
    parent = load_regime("ninh-binh")
    assert spec.new_legs == ("submit",)
    assert (spec.extension.times, spec.extension.adds) == (2, parent.extension.adds)
    assert spec.channels["chapter"].raises == ("recorder",)
    assert spec.channels["chapter"].submits == parent.channels["chapter"].submits
    assert spec.channels["cadre-report"] == parent.channels["cadre-report"]
    receipt, inherited = (one.deadlines[DeadlineKind.RECEIPT] for one in (spec, parent))
    assert receipt == inherited.model_copy(update={"stops": ("receive", "triage")})
    assert spec.ladder == parent.ladder


def test_the_rows_of_a_trigger_replace_all_inherited_rows_of_it_and_no_others() -> None:
    spec = child(
        '[[transitions]]\ntrigger = "assign"\nfrom = ["received"]\nto = "assigned"\nwho = ["lead"]'
    )
    parent = load_regime("ninh-binh")
    assert [row.source for row in spec.transitions if row.trigger == "assign"] == [("received",)]
    assert len([row for row in parent.transitions if row.trigger == "assign"]) == 2
    others = [row for row in parent.transitions if row.trigger != "assign"]
    assert [row for row in spec.transitions if row.trigger != "assign"] == others


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ('[deadlines.report]\nlasts = "5wd"', {"lasts": "5wd", "before_day": None}),
        ("[deadlines.receipt]\nbefore_day = 10", {"lasts": None, "before_day": 10}),
        ("[deadlines.result]\ngiven = true", {"given": True, "cases": ()}),
        ('[deadlines.interim]\nlasts = "1wd"', {"lasts": "1wd", "cases": ()}),
    ],
)
def test_another_way_to_last_drops_the_inherited_one(own: str, kept: dict[str, Any]) -> None:
    kind = own.partition(".")[2].partition("]")[0]
    deadline = child(own).deadlines[DeadlineKind(kind)]
    assert {name: getattr(deadline, name) for name in kept} == kept
    assert deadline.starts == load_regime("ninh-binh").deadlines[DeadlineKind(kind)].starts


def test_a_child_of_a_child_inherits_from_both_and_is_not_abstract_itself() -> None:
    spec = child("reopen_within_days = 30")
    assert (spec.reopen_within_days, spec.abstract) == (30, False)
    assert spec.extends == RegimeRef(id="ninh-binh", version="2018.1")
    assert spec.calendar == load_regime("ninh-binh").calendar == "vn"
    assert merged_table(HEAD, regime_text)["source"] == load_regime("ninh-binh").source


def test_the_regime_with_simultaneous_copies_delivers_to_both_tiers_at_once() -> None:
    """`000-4` and `000-5`: a proposal with every issue, copies to the province and the district."""
    spec = load_regime(SIMULTANEOUS)
    copies = {(copy.tier, copy.body) for copy in spec.delivery.copies}
    boards = (UnitKind.STANDING_BOARD, UnitKind.STANDING_COMMITTEE)
    tiers = (UnitKind.PROVINCE, UnitKind.DISTRICT)
    assert copies == {(tier, board) for tier in tiers for board in boards}
    assert spec.delivery.holder is UnitKind.DISTRICT
    assert spec.report.needs_proposal
    assert spec.deadlines[DeadlineKind.REPORT].lasts == "3wd"


# --- faults of shape ---------------------------------------------------------------------------

ROW = '[[transitions]]\ntrigger = "reply"\n'

MISSHAPEN: list[tuple[str, str, ShapeFaultCode, dict[str, str]]] = [
    ("[delivery\n", "", "not-toml", {"line": "4"}),
    ('source = "open', "", "not-toml", {"line": "4"}),
    ("rates = 1\n", "rates", "unknown-key", {}),
    ("[deadlines.receipt]\nlast = 1\n", "deadlines.receipt.last", "unknown-key", {}),
    ("[deadlines.receit]\nlast = 1\n", "deadlines.receit", "unknown-key", {}),
    ("[channels.relay]\nraises = []\n", "channels.relay.submits", "missing-key", {}),
    ('[tiers]\nvillage = "commune"\n', "tiers.village", "unknown-key", {}),
    (
        '[extension]\nadds = "2 weeks"\n',
        "extension.adds",
        "bad-duration",
        {"value": "2 weeks", "type": "value_error"},
    ),
    (
        '[deadlines.interim]\ncases = [{ lasts = "3" }]\n',
        "deadlines.interim.cases.0.lasts",
        "bad-duration",
        {"value": "3", "type": "value_error"},
    ),
    (
        '[[ladder]]\nrung = "b"\nat = "soon"\nact = "breach"\nto = ["holder"]\n',
        "ladder.0.at",
        "bad-duration",
        {"value": "soon", "type": "string_pattern_mismatch"},
    ),
    (
        '[deadlines.receipt]\nlasts = "2wd"\ngiven = true\n',
        "deadlines.receipt",
        "ways-to-last",
        {},
    ),
    (
        "reopen_within_days = 0\n",
        "reopen_within_days",
        "bad-value",
        {"value": "0", "type": "greater_than_equal"},
    ),
    (
        "reopen_within_days = 3661\n",
        "reopen_within_days",
        "bad-value",
        {"value": "3661", "type": "less_than_equal"},
    ),
    (
        "[pause]\nlongest_days = 3661\n",
        "pause.longest_days",
        "bad-value",
        {"value": "3661", "type": "less_than_equal"},
    ),
    (
        ROW + 'from = ["resolved"]\nto = "replied"\nwho = []\n',
        "transitions.reply.who",
        "bad-value",
        {"value": "[]", "type": "too_short"},
    ),
    (
        ROW + 'from = []\nto = "replied"\nwho = ["lead"]\n',
        "transitions.reply.from",
        "bad-value",
        {"value": "[]", "type": "too_short"},
    ),
]


@pytest.mark.parametrize(("body", "key_path", "code", "params"), MISSHAPEN)
def test_a_misshapen_file_names_the_place_and_the_fault(
    body: str, key_path: str, code: ShapeFaultCode, params: dict[str, str]
) -> None:
    assert fault(HEAD + body) == Fault("child.toml", key_path, code, params)


def test_the_second_row_of_a_trigger_has_a_number_in_key_paths() -> None:
    rows = ROW + 'from = ["resolved"]\nto = "replied"\nwho = ["lead"]\n' + ROW
    assert {(found.key_path, found.code) for found in faults(HEAD + rows)} == {
        ("transitions.reply.2.from", "missing-key"),
        ("transitions.reply.2.to", "missing-key"),
        ("transitions.reply.2.who", "missing-key"),
    }


def test_a_row_without_a_trigger_is_told_by_its_place() -> None:
    [first, *_] = faults('id = "x"\nabstract = true\n[[transitions]]\n')
    assert (first.key_path, first.code) == ("transitions.1.trigger", "missing-key")


def test_what_a_regime_extends_must_be_named_with_its_version() -> None:
    text = HEAD.replace('{ id = "ninh-binh", version = "2018.1" }', '"ninh-binh"')
    assert fault(text) == Fault("child.toml", "extends", "bad-reference")


def test_what_a_regime_extends_must_be_known() -> None:
    found = fault(HEAD.replace("2018.1", "1999"))
    expected = {"regime": "ninh-binh 1999"}
    assert found == Fault("child.toml", "extends", "regime-unknown", expected)


def test_a_regime_cannot_extend_itself_by_way_of_others() -> None:
    def extending(id: str, parent: str) -> str:
        return f'id = "{id}"\nversion = "1"\nextends = {{ id = "{parent}", version = "1" }}\n'

    texts = {"b 1": extending("b", "c"), "c 1": extending("c", "b")}
    found = fault(extending("a", "b"), texts)
    assert found == Fault("c 1", "extends", "extends-itself", {"regime": "b 1"})
    own = extending("a", "a")
    found = fault(own, {"a 1": own})
    assert found == Fault("a 1", "extends", "extends-itself", {"regime": "a 1"})


def test_a_fault_in_the_text_of_what_is_extended_names_that_text() -> None:
    text = HEAD.replace("ninh-binh", "torn").replace("2018.1", "1")
    assert fault(text, {"torn 1": "a = 1\nb ="}) == Fault("torn 1", "", "not-toml", {"line": "2"})


def test_a_regime_that_is_only_to_be_extended_is_none_to_be_used() -> None:
    base = shipped_regime("base")
    assert fault(base.text) == Fault("child.toml", "abstract", "regime-abstract")
    assert is_abstract(base.text)
    assert not is_abstract(HEAD)
    assert not is_abstract("abstract = ")


def test_an_abstract_regime_may_leave_tables_out_but_must_know_its_keys() -> None:
    whole = HEAD + "abstract = true\n"
    assert fault(whole).code == "regime-abstract"
    found = fault(whole + "[pause]\nlongest = 1\n")
    assert found == Fault("child.toml", "pause.longest", "unknown-key")
    found = fault('id = "x"\nabstract = true\n[extension]\ntimes = 1\n')
    assert found == Fault("child.toml", "extension.adds", "missing-key")


def test_a_regime_that_is_not_abstract_must_be_whole() -> None:
    missing = {found.key_path for found in faults('id = "x"\nversion = "1"\n')}
    assert missing >= {"label", "tiers", "channels", "delivery", "transitions", "deadlines"}


def test_every_fault_of_shape_is_raised_by_a_test_here() -> None:
    elsewhere = {
        "unreadable",
        "bad-reference",
        "extends-itself",
        "regime-unknown",
        "regime-abstract",
        "missing-key",
    }
    assert {code for *_, code, _ in MISSHAPEN} | elsewhere == set(get_args(ShapeFaultCode))
