"""The tables that a regime may leave out: what they say, what is wrong in them, what else holds."""

from datetime import date
from typing import get_args

import pytest

from domain.organisation import AssignmentGround, UnitKind
from domain.regime_keys import (
    AdoptionRules,
    AttendanceDuty,
    BodyOfTier,
    EvaluationCriterion,
    LinkEnd,
    LinkStart,
    OpenDeadlines,
    OpenIssues,
    OptionalKeys,
    OtherDuty,
    RubricRef,
    SummaryAddressee,
    SummaryAuthor,
    keys_of,
)
from domain.regime_layers import merged
from domain.values import MeetingKind
from tests.regimes import DATA, chain
from workflows.regime import RegimeSpec
from workflows.regime_files import load_regime, regime_text
from workflows.regime_lint import LintFaultCode, lint_text
from workflows.regime_text import Fault, RegimeFaults, parse_regime

HEAD = """\
id = "child"
version = "1"
extends = { id = "base", version = "1" }
label = { vi = "Quy chế thử", en = "A test" }
source = "None: for the tests"
tiers = { commune = "province" }
report = { template = "child" }
channels = { chapter = { raises = ["secretary"], submits = ["secretary"] } }
delivery = { holder = "commune" }
"""
"""A regime that says nothing in the tables that may be left out."""
EVERYTHING = """
[attendance]
apart_from = ["own-chapter", "residence-link"]
[attendance.duties.leaders]
rule = "000-1"
tier = "province"
bodies = ["standing-board", "standing-committee"]
chapters = ["residential-chapter"]
times = 2
every_months = 12
[attendance.duties.others]
rule = "002-1"
tier = "province"
times = 1
every_months = 1
substitutes = true
[assignments]
from = [{ tier = "commune", body = "standing-committee" }]
every_chapter = true
grounds = ["residence", "field"]
[meetings]
kinds = ["regular", "thematic"]
regular_every_months = 1
least_minutes = 90
least_minutes_combined = 120
small = { fewer_than = 10, least_minutes = 60 }
[rubric]
id = "05-HD-TU"
version = "1"
since = 2018-12-04
grades = [
    { grade = "good", from = 70, vi = "Tốt", en = "Good" },
    { grade = "poor", from = 0, vi = "Kém", en = "Poor" },
]
[rubric.criteria.preparation]
most = 40
vi = "Chuẩn bị"
en = "Preparation"
[rubric.criteria.discussion]
most = 60
vi = "Thảo luận"
en = "Discussion"
[briefing]
tier = "commune"
held_by = "standing-board"
every_months = 1
[residence]
counts_from = "acceptance"
notify = ["workplace", "residence"]
[conferences]
rule = "002-3"
avoid_days = [3]
[summaries.annual]
rule = "000-8"
by = "cadre"
to = [{ tier = "district", body = "standing-committee" }, { own = true }]
every_months = 12
within = "31d"
template = "annual-1"
[evaluation]
criteria = ["attendance", "reporting"]
contest_within_days = 15
[adoption]
open_issues = "keep"
deadlines = "keep"
[succession]
pause_working_days = 15
"""


def child(body: str) -> RegimeSpec:
    return parse_regime(HEAD + body, regime_text, "child.toml")


def test_every_table_that_may_be_left_out_is_read_and_sound() -> None:
    assert lint_text(HEAD + EVERYTHING, regime_text) == ()
    spec = child(EVERYTHING)
    assert spec.attendance.apart_from == (OtherDuty.OWN_CHAPTER, OtherDuty.RESIDENCE_LINK)
    assert list(spec.attendance.duties) == ["leaders", "others"]
    assert spec.attendance.duties["leaders"] == AttendanceDuty(
        rule="000-1",
        tier=UnitKind.PROVINCE,
        bodies=(UnitKind.STANDING_BOARD, UnitKind.STANDING_COMMITTEE),
        chapters=(UnitKind.RESIDENTIAL_CHAPTER,),
        times=2,
        every_months=12,
    )
    assert spec.attendance.duties["others"].substitutes
    committee = BodyOfTier(tier=UnitKind.COMMUNE, body=UnitKind.STANDING_COMMITTEE)
    assert spec.assignments.drawn_from == (committee,)
    assert spec.assignments.every_chapter
    assert spec.assignments.grounds == (AssignmentGround.RESIDENCE, AssignmentGround.FIELD)
    assert spec.meetings.kinds == (MeetingKind.REGULAR, MeetingKind.THEMATIC)
    assert (spec.meetings.regular_every_months, spec.meetings.least_minutes) == (1, 90)
    assert spec.meetings.least_minutes_combined == 120
    assert spec.meetings.small is not None
    assert (spec.meetings.small.fewer_than, spec.meetings.small.least_minutes) == (10, 60)
    assert spec.rubric is not None
    assert spec.rubric.ref == RubricRef(id="05-HD-TU", version="1")
    assert spec.rubric.since == date(2018, 12, 4)
    assert {name: one.most for name, one in spec.rubric.criteria.items()} == {
        "preparation": 40,
        "discussion": 60,
    }
    assert [(one.grade, one.least, one.vi) for one in spec.rubric.grades] == [
        ("good", 70, "Tốt"),
        ("poor", 0, "Kém"),
    ]
    assert spec.briefing is not None
    assert (spec.briefing.tier, spec.briefing.held_by) == ("commune", "standing-board")
    assert spec.residence.counts_from is LinkStart.ACCEPTANCE
    assert spec.residence.notify == (LinkEnd.WORKPLACE, LinkEnd.RESIDENCE)
    assert (spec.conferences.rule, spec.conferences.avoid_days) == ("002-3", (3,))
    annual = spec.summaries["annual"]
    assert (annual.by, annual.every_months, annual.within) == (SummaryAuthor.CADRE, 12, "31d")
    assert annual.to[1] == SummaryAddressee(own=True)
    assert spec.evaluation.criteria == tuple(EvaluationCriterion)
    assert spec.evaluation.contest_within_days == 15
    kept = AdoptionRules(open_issues=OpenIssues.KEEP, deadlines=OpenDeadlines.KEEP)
    assert spec.adoption == kept
    assert spec.succession.pause_working_days == 15


def test_a_regime_that_says_nothing_has_no_such_rules() -> None:
    spec = load_regime(DATA / "three-tiers.toml")
    said = {name: getattr(spec, name) for name in OptionalKeys.model_fields}
    assert said == dict(OptionalKeys())
    assert spec.rubric is None
    assert spec.briefing is None
    assert not spec.attendance.duties
    assert not spec.summaries
    assert not spec.meetings.kinds
    assert not spec.assignments.drawn_from
    assert not spec.conferences.avoid_days
    assert not spec.evaluation.criteria
    assert spec.residence.counts_from is LinkStart.INTRODUCTION


def test_the_base_lets_open_issues_follow_and_time_run_on() -> None:
    spec = load_regime("ninh-binh")
    assert (spec.adoption.open_issues, spec.adoption.deadlines) == ("follow", "recompute")
    assert spec.succession.pause_working_days == 0


def test_a_read_model_reads_the_same_from_the_published_text() -> None:
    texts = {**chain("ninh-binh"), "child 1": HEAD + EVERYTHING}
    keys, spec = keys_of(merged("child 1", texts)), child(EVERYTHING)
    assert {name: getattr(spec, name) for name in OptionalKeys.model_fields} == dict(keys)
    assert keys.attendance.duties["leaders"].times == 2


def test_one_duty_is_changed_without_naming_the_others() -> None:
    texts = {"child 1": HEAD + EVERYTHING}
    text = HEAD.replace('"child"', '"own"', 1).replace('"base"', '"child"')
    more = "[attendance.duties.leaders]\ntimes = 3\n"
    spec = parse_regime(
        text + more, lambda ref: texts[str(ref)] if str(ref) in texts else regime_text(ref)
    )
    assert [duty.times for duty in spec.attendance.duties.values()] == [3, 1]
    assert spec.attendance.duties["leaders"].rule == "000-1"


# --- faults ------------------------------------------------------------------------------------

DUTY = '[attendance.duties.{}]\nrule = "P"\ntier = "{}"\ntimes = 1\nevery_months = 1\n'
RUBRIC = '[rubric]\nid = "r"\nversion = "1"\n{}[rubric.criteria.a]\nmost = 10\nvi = "x"\nen = "y"\n'
SUMMARY = (
    '[summaries.annual]\nrule = "P"\nby = "cadre"\nevery_months = 12\ntemplate = "t"\nto = [{}]\n'
)


def grades(*named: tuple[str, int]) -> str:
    rows = (
        f'{{ grade = "{grade}", from = {least}, vi = "x", en = "y" }}' for grade, least in named
    )
    return RUBRIC.format(f"grades = [{', '.join(rows)}]\n")


ODD: list[tuple[str, str, LintFaultCode, dict[str, str]]] = [
    (DUTY.format("a", "agency"), "attendance.duties.a.tier", "not-a-tier", {"tier": "agency"}),
    (
        DUTY.format("a", "commune") + 'bodies = ["district"]\n',
        "attendance.duties.a.bodies",
        "unknown-body",
        {"body": "district"},
    ),
    (
        DUTY.format("a", "commune") + 'chapters = ["commune"]\n',
        "attendance.duties.a.chapters",
        "not-a-chapter-kind",
        {"kind": "commune"},
    ),
    (
        DUTY.format("any", "province") + DUTY.format("b", "province") + 'bodies = ["agency"]\n',
        "attendance.duties.b",
        "hidden-duty",
        {"other": "attendance.duties.any"},
    ),
    (
        DUTY.format("a", "province")
        + 'bodies = ["agency", "standing-board"]\n'
        + DUTY.format("b", "province")
        + 'bodies = ["agency"]\n',
        "attendance.duties.b",
        "hidden-duty",
        {"other": "attendance.duties.a"},
    ),
    (
        '[assignments]\nfrom = [{ tier = "agency", body = "standing-board" }]\n',
        "assignments.from",
        "not-a-tier",
        {"tier": "agency"},
    ),
    (
        '[assignments]\nfrom = [{ tier = "commune", body = "residential-chapter" }]\n',
        "assignments.from",
        "unknown-body",
        {"body": "residential-chapter"},
    ),
    (
        '[briefing]\ntier = "standing-board"\nheld_by = "standing-board"\nevery_months = 1\n',
        "briefing.tier",
        "not-a-tier",
        {"tier": "standing-board"},
    ),
    (
        '[briefing]\ntier = "commune"\nheld_by = "commune"\nevery_months = 1\n',
        "briefing.held_by",
        "unknown-body",
        {"body": "commune"},
    ),
    (
        "[meetings]\nleast_minutes = 90\nleast_minutes_combined = 60\n",
        "meetings.least_minutes_combined",
        "minutes-reversed",
        {"least": "90"},
    ),
    (
        "[meetings]\nsmall = { fewer_than = 10, least_minutes = 60 }\n",
        "meetings.small.least_minutes",
        "minutes-reversed",
        {"least": "0"},
    ),
    (
        grades(("good", 5), ("good", 0)),
        "rubric.grades",
        "duplicate-grade",
        {"grade": "good"},
    ),
    (
        grades(("good", 11), ("poor", 0)),
        "rubric.grades",
        "grade-out-of-reach",
        {"grade": "good", "total": "10"},
    ),
    (
        grades(("good", 5), ("fair", 5), ("poor", 0)),
        "rubric.grades",
        "grades-out-of-order",
        {"grade": "fair", "other": "good"},
    ),
    (grades(("good", 5)), "rubric.grades", "no-lowest-grade", {"grade": "good"}),
    *(
        (SUMMARY.format(to), "summaries.annual.to", "addressee-unclear", {})
        for to in (
            "{}",
            '{ tier = "commune" }',
            '{ body = "agency" }',
            '{ own = true, tier = "commune" }',
        )
    ),
    (
        SUMMARY.format('{ tier = "agency", body = "standing-board" }'),
        "summaries.annual.to",
        "not-a-tier",
        {"tier": "agency"},
    ),
]
KEY_FAULTS = {code for _, _, code, _ in ODD}


@pytest.mark.parametrize(("body", "key_path", "code", "params"), ODD)
def test_an_odd_table_is_told_with_its_key_path_and_nothing_else(
    body: str, key_path: str, code: LintFaultCode, params: dict[str, str]
) -> None:
    found = lint_text(HEAD + body, regime_text, "child.toml")
    assert found == (Fault("child.toml", key_path, code, params),)


def test_the_codes_tested_here_are_codes_of_the_lint() -> None:
    assert set(get_args(LintFaultCode)) >= KEY_FAULTS


@pytest.mark.parametrize(
    "body",
    [
        DUTY.format("a", "commune") + 'bodies = ["agency"]\n' + DUTY.format("b", "commune"),
        DUTY.format("a", "commune") + DUTY.format("b", "district"),
    ],
)
def test_a_duty_after_one_that_fits_others_is_sound(body: str) -> None:
    assert lint_text(HEAD + body, regime_text) == ()


MISSHAPEN = [
    (DUTY.format("a", "hamlet"), "attendance.duties.a.tier", "bad-value"),
    (DUTY.format("Two", "commune"), "attendance.duties.Two", "unknown-key"),
    (
        DUTY.format("a", "commune").replace("every_months = 1", "every_months = 13"),
        "attendance.duties.a.every_months",
        "bad-value",
    ),
    ('[attendance.duties.a]\nrule = "P"\n', "attendance.duties.a.tier", "missing-key"),
    ("[meetings]\nlength = 1\n", "meetings.length", "unknown-key"),
    ("[conferences]\navoid_days = [32]\n", "conferences.avoid_days.0", "bad-value"),
    ("[succession]\npause_working_days = 16\n", "succession.pause_working_days", "bad-value"),
    (
        SUMMARY.format("{ own = true }") + 'within = "a month"\n',
        "summaries.annual.within",
        "bad-duration",
    ),
    (SUMMARY.format(""), "summaries.annual.to", "bad-value"),
    (grades(), "rubric.grades", "bad-value"),
]


@pytest.mark.parametrize(("body", "key_path", "code"), MISSHAPEN)
def test_a_misshapen_table_names_the_place_and_the_fault(
    body: str, key_path: str, code: str
) -> None:
    with pytest.raises(RegimeFaults) as caught:
        child(body)
    found = caught.value.faults[0]
    assert (found.key_path, found.code) == (key_path, code)
