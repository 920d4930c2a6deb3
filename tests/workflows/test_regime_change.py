"""Other rules for an open issue: whom they bind, which deadlines they move, and who may say so."""

from datetime import date
from typing import Any

import pytest

from domain.calendar import Span, end_of
from domain.deadline import (
    Deadline,
    DeadlineKind,
    DeadlineRecomputed,
    RecomputationCause,
    RegimeRef,
)
from domain.issue import Issue, Status
from domain.issue_facts import RegimeChange, RegimeChanged
from tests import builders as b
from tests.builders import World, document
from tests.new_rules import NEXT, adopt, bind_next, next_in_force, publish_next
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    Step,
    accepted,
    checked,
    days_from_now,
    delivered,
    in_progress,
    in_triage,
    meeting_held,
    on_issue,
    proposed,
    raised,
    raised_by_secretary,
    received,
    replied,
    submitted,
    triaged,
)
from workflows.attempt import Context
from workflows.regime_change import (
    NewRules,
    NotKnown,
    change_of,
    facts_of_change,
    open_issue,
)
from workflows.rulebook import PublishedRules

SHORTER = """
[deadlines.notice]
lasts = "4wd"

[deadlines.result]
lasts = "20d"
"""
PAUSE = on_issue(
    "pause-issue",
    "NB-H1-TT",
    ground="other-body",
    review_on=days_from_now(30),
    document=document("92-CV/HU", b.DISTRICT),
)
RESUME = on_issue("resume-issue", "NB-H1-TT")
EXTENSION: list[Step] = [
    on_issue(
        "ask-for-extension",
        "NB-H1-KTHT",
        deadline={"leg": 1, "kind": "result", "ordinal": 1},
        reason="Mưa lũ",
    ),
    on_issue("grant-extension", "NB-H1-TT", deadline={"leg": 1, "kind": "result", "ordinal": 1}),
]


def deadline(issue: Issue, kind: str) -> Deadline:
    [found] = [one for one in issue.deadlines if one.id.kind.value == kind]
    return found


def rules(world: World) -> NewRules:
    directory, rulebook = world.desk.directory(), PublishedRules()
    context = Context(world.now, directory, rulebook)
    return NewRules(rulebook.regime(directory, NEXT), context)


def keys(life: Given, kind: str) -> Deadline:
    return deadline(life.world.issue(ISSUE), kind)


# ── The lengths ───────────────────────────────────────────────────────────────────────────────


def test_an_open_deadline_gets_the_new_length_from_its_own_day_0() -> None:
    life = given(*in_progress(), next_in_force(SHORTER))
    before = keys(life, "result")
    told = life.when(adopt())
    told.then(RegimeChanged, DeadlineRecomputed)
    changed, moved = told.fact(RegimeChanged), told.fact(DeadlineRecomputed)
    assert (changed.new, changed.cause) == (NEXT, RegimeChange.ADOPTION)
    assert changed.reason.text == "Quy chế mới có hiệu lực"
    assert told.issue.regime == NEXT
    after = deadline(told.issue, "result")
    assert moved.cause is RecomputationCause.REGIME
    assert (after.started_on, after.spans) == (before.started_on, (Span.parse("20d"),))
    assert after.last_day == date(2018, 8, 23)
    assert (after.due, after.regime) == (end_of(date(2018, 8, 23)), NEXT)
    assert after.last_day < before.last_day


def test_what_is_over_stays_as_it_was() -> None:
    life = given(*in_progress(), next_in_force(SHORTER))
    before = keys(life, "notice")
    assert not before.is_open
    assert deadline(life.when(adopt()).issue, "notice") == before


def test_a_day_that_somebody_named_stays() -> None:
    direction = on_issue(
        "direct-issue",
        "NB-TT",
        addressee=b.UBND,
        due=days_from_now(20),
        text="Khẩn trương",
    )
    life = given(*in_triage(), direction, next_in_force(SHORTER))
    before = keys(life, "direction")
    told = life.when(adopt())
    assert deadline(told.issue, "direction") == before
    assert told.fact(DeadlineRecomputed).deadline.kind is DeadlineKind.NOTICE


def test_pauses_and_extensions_stay_with_the_new_length() -> None:
    life = given(*in_progress(), *EXTENSION, PAUSE)
    life.and_at("2018-08-20 09:00", RESUME, next_in_force(SHORTER))
    before = keys(life, "result")
    after = deadline(life.when(adopt()).issue, "result")
    assert after.spans == (Span.parse("20d"), *before.spans[1:])
    assert (after.pauses, after.extensions) == (before.pauses, 1)
    # 20 days from 3 August without those from 3 to 20 August, then 15 more.
    assert after.last_day > date(2018, 9, 20)
    assert after.last_day < before.last_day


def test_what_is_paused_is_counted_to_where_it_stopped_and_goes_on_by_the_new_length() -> None:
    life = given(*in_progress(), PAUSE, next_in_force(SHORTER))
    told = life.when(adopt())
    paused = deadline(told.issue, "result")
    assert paused.pauses[-1].until is None
    assert paused.last_day == date(2018, 8, 23)
    resumed = deadline(life.when(RESUME, at="2018-08-13 09:00").issue, "result")
    assert resumed.last_day == date(2018, 9, 4)


def test_a_fixed_day_follows_the_new_fixed_day_and_a_length_replaces_it() -> None:
    before = [meeting_held(), raised()]
    fixed = given(*before, next_in_force("[deadlines.report]\nbefore_day = 20"))
    told = deadline(fixed.when(adopt()).issue, "report")
    assert (told.spans, told.last_day) == ((), date(2018, 8, 19))
    length = given(*before, next_in_force('[deadlines.report]\nlasts = "3wd"'))
    counted = deadline(length.when(adopt()).issue, "report")
    assert (counted.spans, counted.last_day) == ((Span.parse("3wd"),), date(2018, 8, 8))


def test_what_the_new_rules_give_no_length_keeps_its_own() -> None:
    less_severe = "[deadlines.interim]\ncases = [{ severity = [2], lasts = '1wd' }]"
    life = given(*in_progress(severity=1), next_in_force(less_severe))
    before = keys(life, "interim")
    assert deadline(life.when(adopt()).then(RegimeChanged).issue, "interim") == before


def test_rules_that_count_alike_move_nothing() -> None:
    given(*in_triage(), next_in_force()).when(adopt()).then(RegimeChanged)


def test_where_deadlines_are_kept_only_the_rules_change() -> None:
    says = f'[adoption]\ndeadlines = "keep"\n{SHORTER}'
    given(*in_triage(), next_in_force(says)).when(adopt()).then(RegimeChanged)


def test_a_missed_deadline_may_move_ahead_and_was_missed_for_ever() -> None:
    longer = '[deadlines.receipt]\nlasts = "60wd"'
    life = given(*delivered()).and_at("2018-08-20 07:00", checked(), next_in_force(longer))
    assert keys(life, "receipt").breached
    after = deadline(life.when(adopt()).issue, "receipt")
    assert after.due > life.world.now
    assert after.breached
    assert after.rungs == frozenset()


def test_a_deadline_that_moves_behind_today_is_overdue_from_now_on() -> None:
    life = given(*in_triage()).and_at("2018-08-15 08:00", next_in_force(SHORTER))
    found = change_of(open_issue(life.world.issue(ISSUE)), rules(life.world))
    [move] = found.overdue_now
    assert move.deadline.id.kind is DeadlineKind.NOTICE
    assert found.moved == (move,)
    after = deadline(life.when(adopt()).issue, "notice")
    assert after.is_overdue(life.world.now)


def test_the_ladder_of_the_new_rules_is_climbed_from_then_on() -> None:
    ladder = '[[ladder]]\nrung = "first"\nat = "0wd"\nact = "breach"\nto = ["holder"]'
    life = given(*in_triage(), next_in_force(ladder))
    life.when(adopt()).then(RegimeChanged)
    told = life.when(checked(), at="2018-12-01 08:00")
    assert {fact.rung for fact in told.facts_of(ISSUE)} == {"first"}


# ── Whom they bind ────────────────────────────────────────────────────────────────────────────


def test_whoever_follows_already_is_left_alone() -> None:
    life = given(*in_triage(), next_in_force(SHORTER))
    life.when(adopt()).then_accepted()
    life.when(adopt(reason="Lần nữa")).then()


def test_rules_that_do_not_bind_the_chapter_today_are_not_adopted() -> None:
    def published(world: World) -> Any:
        publish_next(world)
        return world.outcomes[-1]

    def bound_from_tomorrow(world: World) -> Any:
        bind_next(world, since=days_from_now(1)(world))
        return world.outcomes[-1]

    def bound_elsewhere(world: World) -> Any:
        bind_next(world, "NB-H2")
        return world.outcomes[-1]

    life = given(*in_triage(), published)
    life.when(adopt()).then_rejected("regime-follows-here")
    life.when(bound_elsewhere).then_accepted()
    life.when(adopt()).then_rejected("regime-follows-here")
    life.when(bound_from_tomorrow).then_accepted()
    life.when(adopt()).then_rejected("regime-follows-here")
    life.when(adopt(), at="2018-08-05 08:00").then_accepted()


def test_rules_that_are_not_in_force_yet_are_not_adopted() -> None:
    life = given(*in_triage(), _in_force_from_2019)
    life.when(adopt()).then_rejected("regime-follows-here")
    life.when(adopt(), at="2019-01-01 08:00").then_accepted()


def _in_force_from_2019(world: World) -> Any:
    publish_next(world, top="effective_from = 2019-01-01")
    bind_next(world)
    return world.outcomes[-1]


def test_what_was_never_published_is_not_adopted() -> None:
    given(*in_triage()).when(adopt()).then_rejected("regime-unpublished")


def test_open_issues_keep_their_rules_where_the_new_ones_say_so() -> None:
    life = given(*in_triage(), next_in_force('[adoption]\nopen_issues = "keep"'))
    assert change_of(open_issue(life.world.issue(ISSUE)), rules(life.world)).kept
    life.when(adopt()).then_rejected("not-kept")
    assert life.world.issue(ISSUE).regime != NEXT


@pytest.mark.parametrize(
    ("steps", "says", "why"),
    [
        ([meeting_held(), raised()], "relay", NotKnown.CHANNEL),
        (in_triage(), "communes", NotKnown.TIER),
    ],
)
def test_a_regime_that_does_not_know_the_issue_does_not_bind_it(
    steps: list[Step], says: str, why: NotKnown
) -> None:
    life = given(*steps, lambda world: _published_alone(world, says))
    issue = life.world.issue(ISSUE)
    assert change_of(open_issue(issue), rules(life.world)).unmapped is why
    life.when(adopt()).then_rejected("state-known-there")


def _published_alone(world: World, says: str) -> Any:
    """A regime of its own, of which no other text is."""
    channel = "cadre-report" if says == "communes" else "relay"
    tiers = 'commune = "province"' if says == "communes" else 'district = "province"'
    holder = "commune" if says == "communes" else "district"
    text = f"""id = "{NEXT.id}"
version = "{NEXT.version}"
extends = {{ id = "base", version = "1" }}
source = "None: for the tests"

[label]
vi = "Quy chế khác"
en = "Other rules"

[tiers]
{tiers}

[channels.{channel}]
raises = ["secretary"]
submits = ["secretary"]

[delivery]
holder = "{holder}"
"""
    named = {"regime": NEXT.id, "version": NEXT.version}
    world.do("publish-regime", None, text=text, province=b.PROVINCE, **named)
    bind_next(world)
    return world.outcomes[-1]


PAUSED_ONLY_FROM_WORK = """
[[transitions]]
trigger = "pause"
from = ["in-progress"]
to = "paused"
who = ["holder-board"]
needs = ["review-date-within-limit"]
"""
NO_WAY_ON = """
[[transitions]]
trigger = "receive"
from = ["reported"]
to = "received"
who = ["holder-office"]
"""


def test_a_pause_must_be_able_to_end_where_it_began() -> None:
    of_triage = given(*in_triage(), PAUSE, next_in_force(PAUSED_ONLY_FROM_WORK))
    of_triage.when(adopt()).then_rejected("state-known-there")
    of_work = given(*in_progress(), PAUSE, next_in_force(PAUSED_ONLY_FROM_WORK))
    of_work.when(adopt()).then_accepted().and_status(Status.PAUSED)


def test_a_state_from_which_only_others_could_free_it_is_not_known() -> None:
    up: list[Step] = [
        *delivered(),
        received(),
        triaged(authority="province"),
        on_issue(
            "escalate-issue",
            "NB-H1-TT",
            decision=document("91-CV/HU", b.DISTRICT),
            reason="Vượt thẩm quyền",
            file_complete=True,
        ),
    ]
    life = given(*up, next_in_force(NO_WAY_ON))
    issue = open_issue(life.world.issue(ISSUE))
    assert change_of(issue, rules(life.world)).unmapped is NotKnown.STATE
    life.when(adopt()).then_rejected("state-known-there")


def test_what_has_ended_keeps_its_rules() -> None:
    ended = [*in_progress(), proposed(), accepted(), replied()]
    life = given(*ended, next_in_force(SHORTER))
    life.when(on_issue("withdraw-issue", b.CHAPTER, reason="Đã xong")).then_accepted()
    life.when(adopt()).then_rejected("not-possible-now")


# ── By whom ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (None, "p-stranger"),
        ("NB-H1-TT", ""),
        ("NB-VP", ""),
        (b.CHAPTER, ""),
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        (None, "p-scheduler"),
    ],
)
def test_nobody_adopts_but_a_registrar_and_the_board_above(office: str | None, actor: str) -> None:
    life = given(*in_triage(), next_in_force(SHORTER))
    actor = actor or life.world.shape.officers[office or ""][0]
    life.when(adopt(office, actor)).then_rejected("not-entitled")


def test_the_board_above_the_holder_adopts_too() -> None:
    life = given(*in_triage(), next_in_force(SHORTER))
    life.when(adopt("NB-TT", "p-nbchair")).then(RegimeChanged, DeadlineRecomputed)


# ── In a succession ───────────────────────────────────────────────────────────────────────────


def test_a_succession_changes_the_rules_and_resets_no_clock() -> None:
    life = given(*in_triage(), next_in_force(SHORTER))
    issue, minutes = life.world.issue(ISSUE), document("9-BB", b.PROVINCE)
    facts = facts_of_change(issue, rules(life.world), RegimeChange.SUCCESSION, document=minutes)
    [fact] = facts
    assert isinstance(fact, RegimeChanged)
    assert (fact.old, fact.new, fact.document) == (issue.regime, NEXT, minutes)
    assert fact.cause is RegimeChange.SUCCESSION


def row_for(*who: str) -> str:
    return f"""
[[transitions]]
trigger = "adopt-regime"
from = ["open"]
to = "same"
who = {list(who)}
needs = ["regime-follows-here", "not-kept", "state-known-there"]
"""


def test_the_new_rules_say_who_may_adopt_them_whatever_the_old_ones_say() -> None:
    first = RegimeRef(id="first", version="1")
    by_the_board: list[Step] = [next_in_force(row_for("superior-board"), first)]
    life = given(*by_the_board, raised_by_secretary(), submitted(), next_in_force(SHORTER))
    assert life.world.issue(ISSUE).regime == first
    life.when(adopt()).then_accepted()
    back = RegimeRef(id="back", version="1")
    life.when(next_in_force(row_for("superior-board"), back)).then_accepted()
    life.when(adopt(new=back)).then_rejected("not-entitled")
    life.when(adopt("NB-TT", "p-nbchair", new=back)).then_accepted()
