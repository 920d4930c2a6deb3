"""Rules for raising, answering and submitting an issue."""

from datetime import timedelta
from typing import Any

from domain.calendar import local_date
from domain.issue import Status
from domain.meeting import counts_as_regular
from domain.organisation import CHAPTERS
from workflows.attempt import Attempt
from workflows.issue_commands import SubmitIssue
from workflows.premises import exists, is_of_its_chapter, not_past


def channel_open(attempt: Attempt[Any]) -> bool:
    """The regime has the channel."""
    return attempt.command.via in attempt.regime.spec.channels


def source_may_recommend(attempt: Attempt[Any]) -> bool:
    """`002-11`: the chapter, its members and the attending cadre may recommend alike."""
    return attempt.command.source in attempt.regime.spec.sources


def specific_and_addressed(attempt: Attempt[Any]) -> bool:
    """`002-6`: specific, clear, and with a named responsible body, or what stands for it by now."""
    command = attempt.command
    stands = attempt.directory.standing_for(command.addressee or "", attempt.today)
    return bool(command.title and command.description) and stands is not None


def raised_in_the_chapter(attempt: Attempt[Any]) -> bool:
    """The chapter was one on that day, dissolved since or not; the meeting named is its own.

    Or the briefing (`001-1`) of a committee above it.
    """
    command, meeting = attempt.command, attempt.meeting(attempt.command.meeting)
    day = local_date(meeting.started_at) if meeting.started_at else command.raised_on
    unit = attempt.directory.unit(command.chapter, day or attempt.today)
    if unit is None or unit.kind not in CHAPTERS:
        return False
    if command.meeting is None or meeting.chapter == command.chapter:
        return True
    above = attempt.directory.ancestors(command.chapter, day or attempt.today)
    return meeting.committee in above


def predecessor_known(attempt: Attempt[Any]) -> bool:
    earlier = attempt.command.predecessor
    return earlier is None or attempt.other_issue(earlier).version > 0


def not_raised_in_future(attempt: Attempt[Any]) -> bool:
    raised_on = attempt.command.raised_on
    return raised_on is None or raised_on <= attempt.today


def responsible_and_date_named(attempt: Attempt[Any]) -> bool:
    """`002-7`: an answer is directed to a responsible body, with a date still to come."""
    command = attempt.command
    return exists(attempt, command.responsible) and not_past(attempt, command.due)


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
    ours = is_of_its_chapter(attempt, meeting) and counts_as_regular(meeting.kind)
    return ours and meeting.started_at > since and meeting.ended_at <= attempt.context.now


def travels_as_its_channel_says(attempt: Attempt[Any]) -> bool:
    """With a cadre's report where the channel goes by report, alone where it does not."""
    channel = attempt.regime.spec.channels.get(attempt.issue.via)
    alone = isinstance(attempt.command, SubmitIssue)
    return channel is not None and channel.by_report is not alone


def proposal_given(attempt: Attempt[Any]) -> bool:
    """`000-4`: where the regime asks for it, a proposed resolution goes along."""
    return not attempt.regime.spec.report.needs_proposal or attempt.issue.proposal is not None
