"""The rules a trigger may need, each a small named predicate over an attempt.

A regime's table names them; where one does not hold the command is refused with the rule's name as
its code. Rules of DOMAIN 3 carry their id. They stand in the modules ``rules_of_...``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.issue_facts import ValueField
from workflows.attempt import Attempt
from workflows.issue_commands import CorrectIssueValue
from workflows.rules_of_adoption import not_kept, regime_follows_here, state_known_there
from workflows.rules_of_custody import (
    beyond_authority,
    custody_moves,
    file_complete,
    related_named,
    returns_below,
    succession_in_force,
    superior_exists,
    within_authority,
)
from workflows.rules_of_ending import (
    after_the_reply,
    reopened_in_time,
    source_stands_once_submitted,
    verification_time_over,
    withdrawn_by_its_source,
)
from workflows.rules_of_extension import (
    approved_one_level_up,
    asked_before_expiry,
    deadline_extendable,
    deadline_running,
    extended_once_only,
    extension_was_asked,
    granted_before_expiry,
    own_deadline,
)
from workflows.rules_of_handling import (
    area_known,
    clarification_time_over,
    co_operation_owed,
    competent_body_named,
    direction_addressed_and_dated,
    direction_owed,
    held_by_a_committee,
    lead_below_the_holder,
    merged_into_that_issue,
    merges_into_open_issue_of_same_holder,
    next_reply_still_to_come,
    one_lead_and_known_bodies,
    parts_are_new,
    pause_renewable,
    plan_complete,
    questions_in_one_list,
    review_date_within_limit,
)
from workflows.rules_of_raising import (
    channel_open,
    contested_in_time,
    directed_date_within_limit,
    next_meeting_over,
    not_raised_in_future,
    predecessor_known,
    proposal_given,
    raised_in_the_chapter,
    responsible_and_date_named,
    source_may_recommend,
    specific_and_addressed,
    travels_as_its_channel_says,
)
from workflows.rules_of_recusal import above_only_for_concern, not_concerned

Rule = Callable[[Attempt[Any]], bool]


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
        competent_body_named,
        area_known,
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
        succession_in_force,
        related_named,
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
        regime_follows_here,
        not_kept,
        state_known_there,
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
