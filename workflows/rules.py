"""The rules a trigger may need, each a small named predicate over an attempt.

A regime's table names them; where one does not hold the command is refused with the rule's name as
its code. Rules of DOMAIN 3 carry their id.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from domain.calendar import local_date
from domain.deadline import Deadline, DeadlineKind, find
from domain.directory import Directory
from domain.issue import Status
from domain.issue_facts import CustodyBasis, ValueField
from domain.meeting import MeetingKind
from domain.organisation import CHAPTERS, COMMITTEES, Post, UnitKind
from domain.values import Authority, PersonRef, Source, UnitId
from workflows.attempt import Attempt
from workflows.issue_commands import AssignIssue, CorrectIssueValue, SplitIssue, SubmitIssue
from workflows.roles import (
    BOARDS,
    acting_for,
    attending_cadre,
    holder_board,
    secretary,
    superior_board,
)

Rule = Callable[[Attempt[Any]], bool]


# Raising


def channel_open(attempt: Attempt[Any]) -> bool:
    """The regime has the channel."""
    return attempt.command.via in attempt.regime.spec.channels


def source_may_recommend(attempt: Attempt[Any]) -> bool:
    """`002-11`: the chapter, its members and the attending cadre may recommend alike."""
    return attempt.command.source in attempt.regime.spec.sources


def specific_and_addressed(attempt: Attempt[Any]) -> bool:
    """`002-6`: specific, clear, and with a named responsible body."""
    command = attempt.command
    return bool(command.title and command.description) and _exists(attempt, command.addressee)


def raised_in_the_chapter(attempt: Attempt[Any]) -> bool:
    """The chapter was one on that day, dissolved since or not; the meeting named is its own."""
    command, meeting = attempt.command, attempt.meeting(attempt.command.meeting)
    held = command.meeting is None or meeting.chapter == command.chapter
    day = local_date(meeting.started_at) if meeting.started_at else command.raised_on
    unit = attempt.directory.unit(command.chapter, day or attempt.today)
    return held and unit is not None and unit.kind in CHAPTERS


def predecessor_known(attempt: Attempt[Any]) -> bool:
    earlier = attempt.command.predecessor
    return earlier is None or attempt.other_issue(earlier).version > 0


def not_raised_in_future(attempt: Attempt[Any]) -> bool:
    raised_on = attempt.command.raised_on
    return raised_on is None or raised_on <= attempt.today


def responsible_and_date_named(attempt: Attempt[Any]) -> bool:
    """`002-7`: an answer is directed to a responsible body, with a date still to come."""
    command = attempt.command
    return _exists(attempt, command.responsible) and _not_past(attempt, command.due)


def directed_date_within_limit(attempt: Attempt[Any]) -> bool:
    """A directed answer is due soon: the issue waits for it, and its report does not."""
    longest = attempt.today + timedelta(days=attempt.regime.spec.directed_answer_within_days)
    due = attempt.command.due
    return due is not None and due <= longest


def contested_in_time(attempt: Attempt[Any]) -> bool:
    """Counted in days as everything else: the first excluded, the last to its end."""
    answered_at = attempt.issue.answered_at
    if answered_at is None:
        return False
    within = timedelta(days=attempt.regime.spec.contest_within_days)
    return attempt.today <= local_date(answered_at) + within


def next_meeting_over(attempt: Attempt[Any]) -> bool:
    """The meeting named is the chapter's next regular one after the answer or reply, and over."""
    meeting = attempt.meeting(attempt.command.meeting)
    since = attempt.issue.answered_at or attempt.issue.replied_at
    if attempt.issue.status is Status.REPLIED:
        since = attempt.issue.replied_at
    if meeting.started_at is None or meeting.ended_at is None or since is None:
        return False
    ours = meeting.chapter == attempt.issue.chapter and meeting.kind is MeetingKind.REGULAR
    return ours and meeting.started_at > since and meeting.ended_at <= attempt.context.now


# Submitting


def travels_as_its_channel_says(attempt: Attempt[Any]) -> bool:
    """With a cadre's report where the channel goes by report, alone where it does not."""
    channel = attempt.regime.spec.channels.get(attempt.issue.via)
    alone = isinstance(attempt.command, SubmitIssue)
    return channel is not None and channel.by_report is not alone


def proposal_given(attempt: Attempt[Any]) -> bool:
    """`000-4`: where the regime asks for it, a proposed resolution goes along."""
    return not attempt.regime.spec.report.needs_proposal or attempt.issue.proposal is not None


# Handling


def not_concerned(attempt: Attempt[Any]) -> bool:
    """Nobody decides on what they are concerned by, or on the body that they stand for."""
    people = {attempt.command.actor}
    if attempt.held is not None and attempt.held.on_behalf_of is not None:
        people.add(attempt.held.on_behalf_of)
    return not any(_is_concerned(attempt, person) for person in people)


def _is_concerned(attempt: Attempt[Any], person: PersonRef) -> bool:
    bodies = _bodies_that_must_answer(attempt)
    stands_for_one = any(attempt.directory.holds(person, body, attempt.today) for body in bodies)
    return stands_for_one or person in attempt.issue.concerned


def _bodies_that_must_answer(attempt: Attempt[Any]) -> set[UnitId]:
    """Whoever was ever addressed, and whoever has the work; of a committee its boards as well.

    Never the holder itself, whose boards decide.
    """
    issue = attempt.issue
    working = (issue.lead, *(body.unit for body in issue.co_operating))
    bodies = {unit for unit in (*issue.addressed, *working) if unit and unit != issue.holder}
    found = bodies.union(*(_boards(attempt, unit) for unit in bodies))
    return found - _boards(attempt, issue.holder)


def _boards(attempt: Attempt[Any], committee: UnitId | None) -> set[UnitId]:
    bodies = (attempt.directory.body(committee or "", kind, attempt.today) for kind in BOARDS)
    return {body.id for body in bodies if body is not None}


def _deciders(attempt: Attempt[Any], unit: UnitId | None) -> set[PersonRef]:
    """Who decides there: in the boards of a committee, in any other body itself; never a clerk."""
    directory, on = attempt.directory, attempt.today
    bodies = _boards(attempt, unit) if _is_committee(attempt, unit) else {unit or ""}
    return {
        person
        for body in bodies
        for person in directory.members(body, on)
        if any(held.post is not Post.OFFICER for held in directory.capacities(person, body, on))
    }


def above_only_for_concern(attempt: Attempt[Any]) -> bool:
    """The holder decides; above it only where someone there is concerned, or nobody is left."""
    deciders = _deciders(attempt, attempt.issue.holder)
    concerned = any(_is_concerned(attempt, person) for person in deciders)
    return holder_board(attempt) or concerned or not deciders


def questions_in_one_list(attempt: Attempt[Any]) -> bool:
    """The source is asked once in a leg: every question stops the holder's clock."""
    leg, kind = attempt.issue.leg, DeadlineKind.CLARIFICATION
    return not any(d.id.leg == leg and d.id.kind is kind for d in attempt.issue.deadlines)


def clarification_time_over(attempt: Attempt[Any]) -> bool:
    """The time that the source had for its answer has run out."""
    asked = [
        d for d in attempt.issue.deadlines if d.is_open and d.id.kind is DeadlineKind.CLARIFICATION
    ]
    return any(attempt.context.now >= d.due for d in asked)


def merges_into_open_issue_of_same_holder(attempt: Attempt[Any]) -> bool:
    into = attempt.other_issue(attempt.command.into)
    other = into.id != attempt.issue.id and into.is_open and into.status is not Status.MERGED
    return other and into.holder is not None and into.holder == attempt.issue.holder


def merged_into_that_issue(attempt: Attempt[Any]) -> bool:
    """The issue named is the one it was merged into, and none where it is not merged."""
    return bool(attempt.issue.merged_into == attempt.command.into)


def parts_are_new(attempt: Attempt[SplitIssue]) -> bool:
    """Every part is a new issue, named once, and has a body to answer."""
    parts = attempt.command.parts
    ids = {part.issue for part in parts}
    fresh = all(attempt.other_issue(part).version == 0 for part in ids)
    addressed = all(p.addressee is None or _exists(attempt, p.addressee) for p in parts)
    return len(ids) == len(parts) and attempt.issue.id not in ids and fresh and addressed


def held_by_a_committee(attempt: Attempt[Any]) -> bool:
    return attempt.issue.holder is not None


def plan_complete(attempt: Attempt[AssignIssue]) -> bool:
    """`001-5`: content, solution, time, person and task, the time not yet past."""
    plan = attempt.command.plan
    texts = plan.content and plan.solution and plan.task
    return bool(texts and plan.person) and _not_past(attempt, plan.until)


def one_lead_and_known_bodies(attempt: Attempt[AssignIssue]) -> bool:
    """One lead other than the holder; bodies that exist, each once, each with a date."""
    command = attempt.command
    bodies = [body.unit for body in command.co_operating]
    distinct = len({command.lead, *bodies}) == len(bodies) + 1
    known = all(_exists(attempt, unit) for unit in (command.lead, *bodies))
    dated = all(_not_past(attempt, body.until) for body in command.co_operating)
    return distinct and known and dated and command.lead != attempt.issue.holder


def lead_below_the_holder(attempt: Attempt[AssignIssue]) -> bool:
    """Committees direct and accept; an agency or a committee or chapter below carries out."""
    directory, on, lead = attempt.directory, attempt.today, attempt.command.lead
    unit = directory.unit(lead, on)
    holder = directory.committee_of(attempt.issue.holder or "", on)
    carries_out = unit is not None and unit.kind in {UnitKind.AGENCY, *COMMITTEES, *CHAPTERS}
    return carries_out and holder in directory.ancestors(lead, on)


def co_operation_owed(attempt: Attempt[Any]) -> bool:
    """The body has not yet given its share."""
    body = acting_for(attempt, [one.unit for one in attempt.issue.co_operating])
    owed = (d for d in attempt.issue.running if d.id.kind is DeadlineKind.CO_OPERATION)
    return any(d.bearer == body for d in owed)


def next_reply_still_to_come(attempt: Attempt[Any]) -> bool:
    return _not_past(attempt, attempt.command.next_reply)


def within_authority(attempt: Attempt[Any]) -> bool:
    """The holder's tier is competent for what was triaged."""
    beyond = attempt.issue.authority is Authority.PROVINCE
    return not beyond or _tier(attempt, attempt.issue.holder) is UnitKind.PROVINCE


def beyond_authority(attempt: Attempt[Any]) -> bool:
    """Only what the holder's tier is not competent for goes up, so triaged or shown in work."""
    shown_by_work = attempt.issue.status in (Status.IN_PROGRESS, Status.RESULT_PROPOSED)
    return shown_by_work or not within_authority(attempt)


def file_complete(attempt: Attempt[Any]) -> bool:
    return bool(attempt.command.file_complete)


def superior_exists(attempt: Attempt[Any]) -> bool:
    return attempt.superior is not None


def returns_below(attempt: Attempt[Any]) -> bool:
    """There is a committee below: the one named, or the one that the issue came from."""
    return returns_to(attempt) is not None


def returns_to(attempt: Attempt[Any]) -> UnitId | None:
    """The committee one tier down that gets the issue back."""
    holder, named = attempt.issue.holder, attempt.command.to
    wanted = [named] if named else [leg.holder for leg in reversed(attempt.issue.legs)]
    below = (
        unit
        for unit in wanted
        if _is_committee(attempt, unit)
        and attempt.regime.superior(attempt.directory, unit, attempt.today) == holder
    )
    return next(below, None)


def direction_addressed_and_dated(attempt: Attempt[Any]) -> bool:
    """`002-10`: a direction has an addressee and a date still to come."""
    command = attempt.command
    return _exists(attempt, command.addressee) and _not_past(attempt, command.due)


def direction_owed(attempt: Attempt[Any]) -> bool:
    """The deadline named is that of a direction, still open, and the actor's own to answer."""
    return attempt.command.deadline.kind is DeadlineKind.DIRECTION and own_deadline(attempt)


def review_date_within_limit(attempt: Attempt[Any]) -> bool:
    """A pause has a review date after today and not beyond the regime's longest."""
    longest = attempt.today + timedelta(days=attempt.regime.spec.pause.longest_days)
    review_on: date = attempt.command.review_on
    return attempt.today < review_on <= longest


def pause_renewable(attempt: Attempt[Any]) -> bool:
    return attempt.issue.pauses_in_leg <= attempt.regime.spec.pause.renewals


# Ending


def after_the_reply(attempt: Attempt[Any]) -> bool:
    """The meeting named is one of the chapter's, held after the reply was written."""
    meeting, replied_at = attempt.meeting(attempt.command.meeting), attempt.issue.replied_at
    if meeting.started_at is None or replied_at is None:
        return False
    return meeting.chapter == attempt.issue.chapter and meeting.started_at >= replied_at


def verification_time_over(attempt: Attempt[Any]) -> bool:
    """Nobody is closed out before the regime's least time."""
    owed = [d for d in attempt.issue.running if d.id.kind is DeadlineKind.VERIFICATION]
    return all(attempt.context.now >= d.due for d in owed)


def reopened_in_time(attempt: Attempt[Any]) -> bool:
    """Counted in days as everything else: the first excluded, the last to its end."""
    ended = attempt.issue.closed_at or attempt.issue.replied_at
    if ended is None:
        return False
    last = local_date(ended) + timedelta(days=attempt.regime.spec.reopen_within_days)
    return attempt.today <= last


def withdrawn_by_its_source(attempt: Attempt[Any]) -> bool:
    """A cadre takes back the own recommendation, the chapter's secretary everything else."""
    issue = attempt.issue
    cadres_own = issue.source is Source.CADRE and issue.attended_by is not None
    return attending_cadre(attempt) if cadres_own else secretary(attempt)


def custody_moves(attempt: Attempt[Any]) -> bool:
    """Where somebody can decide on: for recusal at the superior body or its inspection commission.

    In succession only of a dissolved holder, by its superior's board to a committee of the regime's
    tiers. What has ended may go to any unit, for an archive only keeps it.
    """
    command, issue = attempt.command, attempt.issue
    if issue.holder is None or not _exists(attempt, command.to) or command.to == issue.holder:
        return False
    if issue.is_open and not _deciders(attempt, command.to):
        return False
    if command.basis is not CustodyBasis.RECUSAL:
        return not issue.is_open or _succeeds(attempt, command.to)
    above = attempt.superior or attempt.directory.committee_of(issue.holder, attempt.today)
    inspection = above and attempt.directory.body(
        above, UnitKind.INSPECTION_COMMISSION, attempt.today
    )
    return command.to in {attempt.superior, inspection.id if inspection else None}


def _succeeds(attempt: Attempt[Any], to: UnitId) -> bool:
    """Whether an open issue may go to that unit in the place of a holder that is no more."""
    tiers = attempt.regime.spec.tiers
    unit = attempt.directory.unit(to, attempt.today)
    in_a_tier = unit is not None and unit.kind in {*tiers, *tiers.values()}
    return in_a_tier and not _exists(attempt, attempt.issue.holder) and superior_board(attempt)


def source_stands_once_submitted(attempt: Attempt[Any]) -> bool:
    """`002-11`: whose recommendation it is does not change on its way, nor who may withdraw it."""
    command = attempt.command
    corrects_source = isinstance(command, CorrectIssueValue) and command.field is ValueField.SOURCE
    return not corrects_source or attempt.issue.holder is None


# Deadlines


def deadline_running(attempt: Attempt[Any]) -> bool:
    return _named(attempt) is not None


def deadline_extendable(attempt: Attempt[Any]) -> bool:
    """The regime has more time for such a deadline; a pause has none beyond its longest."""
    spec = attempt.regime.spec.deadlines.get(attempt.command.deadline.kind)
    return spec is None or spec.extendable


def own_deadline(attempt: Attempt[Any]) -> bool:
    """Whoever owes it asks for more time."""
    deadline = _named(attempt)
    return deadline is not None and acting_for(attempt, [deadline.bearer]) is not None


def asked_before_expiry(attempt: Attempt[Any]) -> bool:
    """A paused clock is judged when it stopped."""
    deadline = _named(attempt)
    return deadline is not None and deadline.would_be_on_time(attempt.context.now)


def granted_before_expiry(attempt: Attempt[Any]) -> bool:
    """DOMAIN 4: an extension is approved before expiry too, however early it was asked for."""
    return asked_before_expiry(attempt)


def extended_once_only(attempt: Attempt[Any]) -> bool:
    deadline = _named(attempt)
    return deadline is not None and deadline.extensions < attempt.regime.spec.extension.times


def extension_was_asked(attempt: Attempt[Any]) -> bool:
    deadline = _named(attempt)
    return deadline is not None and deadline.extension_asked


def approved_one_level_up(attempt: Attempt[Any]) -> bool:
    """The holder decides on its agencies' time, the superior on the holder's own.

    Time that the superior set with a direction of its own, the holder below does not lengthen.
    """
    deadline = _named(attempt)
    if deadline is None:
        return False
    if attempt.superior and attempt.superior == _who_directed(attempt, deadline):
        return superior_board(attempt)
    bearer = attempt.directory.unit(deadline.bearer or "", attempt.today)
    holders_own = deadline.bearer == attempt.issue.holder or (
        bearer is not None
        and bearer.parent == attempt.issue.holder
        and bearer.kind in (*BOARDS, UnitKind.COMMITTEE_OFFICE)
    )
    return superior_board(attempt) if holders_own else holder_board(attempt)


def _who_directed(attempt: Attempt[Any], deadline: Deadline) -> UnitId | None:
    """The committee whose body gave the direction."""
    if deadline.id.kind is not DeadlineKind.DIRECTION or deadline.given_by is None:
        return None
    return attempt.directory.committee_of(deadline.given_by, attempt.today)


def _named(attempt: Attempt[Any]) -> Deadline | None:
    deadline = find(attempt.issue.deadlines, attempt.command.deadline)
    return deadline if deadline is not None and deadline.is_open else None


def _exists(attempt: Attempt[Any], unit: UnitId | None) -> bool:
    return unit is not None and attempt.directory.exists(unit, attempt.today)


def _is_committee(attempt: Attempt[Any], unit: UnitId | None) -> bool:
    found = attempt.directory.unit(unit, attempt.today) if unit else None
    return found is not None and found.kind in COMMITTEES


def _not_past(attempt: Attempt[Any], day: date | None) -> bool:
    return day is not None and day >= attempt.today


def _tier(attempt: Attempt[Any], unit: UnitId | None) -> UnitKind | None:
    return tier_of(attempt.directory, unit, attempt.today)


def tier_of(directory: Directory, unit: UnitId | None, on: date) -> UnitKind | None:
    """Kind of the committee that the unit is or belongs to."""
    committee = directory.committee_of(unit, on) if unit else None
    found = directory.unit(committee, on) if committee else None
    return found.kind if found is not None and found.kind in COMMITTEES else None


def _named_after(*rules: Rule) -> Mapping[str, Rule]:
    return {rule.__name__.replace("_", "-"): rule for rule in rules}


RULES: dict[str, Rule] = dict(
    _named_after(
        channel_open,
        source_may_recommend,
        specific_and_addressed,
        raised_in_the_chapter,
        predecessor_known,
        not_raised_in_future,
        responsible_and_date_named,
        directed_date_within_limit,
        contested_in_time,
        next_meeting_over,
        travels_as_its_channel_says,
        proposal_given,
        not_concerned,
        questions_in_one_list,
        clarification_time_over,
        merges_into_open_issue_of_same_holder,
        merged_into_that_issue,
        parts_are_new,
        held_by_a_committee,
        plan_complete,
        one_lead_and_known_bodies,
        lead_below_the_holder,
        co_operation_owed,
        next_reply_still_to_come,
        within_authority,
        beyond_authority,
        file_complete,
        superior_exists,
        returns_below,
        direction_addressed_and_dated,
        direction_owed,
        review_date_within_limit,
        pause_renewable,
        after_the_reply,
        verification_time_over,
        reopened_in_time,
        withdrawn_by_its_source,
        custody_moves,
        above_only_for_concern,
        source_stands_once_submitted,
        deadline_running,
        deadline_extendable,
        own_deadline,
        asked_before_expiry,
        granted_before_expiry,
        extended_once_only,
        extension_was_asked,
        approved_one_level_up,
    )
)
"""By the name that a regime file uses, which is also the code of the refusal."""


def returned_with_direction(attempt: Attempt[Any]) -> bool:
    """The issue came back from above in this leg."""
    return attempt.issue.returned


def corrects_a_finding(attempt: Attempt[Any]) -> bool:
    """What the holder found at triage, and who must answer, is corrected as it was decided."""
    command = attempt.command
    return (
        attempt.issue.triaged
        and isinstance(command, CorrectIssueValue)
        and command.field is not ValueField.SOURCE
    )


GUARDS: dict[str, Rule] = dict(_named_after(returned_with_direction, corrects_a_finding))
"""Guards that a row may name in ``when``."""
