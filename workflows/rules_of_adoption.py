"""Rules for following an adopted regime, all asked of that one and not of the issue's own."""

from typing import Any

from workflows.attempt import Attempt
from workflows.regime_change import (
    NewRules,
    follows_here,
    is_in_force,
    keeps_open_issues,
    not_known,
    open_issue,
)


def regime_follows_here(attempt: Attempt[Any]) -> bool:
    """It binds the issue's chapter, or whatever stands for that, today."""
    regime, today = attempt.regime, attempt.today
    bound = follows_here(attempt.directory, attempt.issue.chapter or "", today)
    return bound == regime.spec.ref and is_in_force(regime, today)


def state_known_there(attempt: Attempt[Any]) -> bool:
    """It leads from the state to the end, and knows the holder's tier or the issue's channel."""
    return not_known(open_issue(attempt.issue), NewRules(attempt.regime, attempt.context)) is None


def not_kept(attempt: Attempt[Any]) -> bool:
    """It does not leave open issues the rules that they have."""
    return not keeps_open_issues(attempt.regime)
