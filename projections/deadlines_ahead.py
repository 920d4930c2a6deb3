"""When somebody has to look at a deadline next (ADR 0120)."""

import json
from datetime import date
from functools import lru_cache

from domain.calendar import Calendar, start_of
from projections.deadline_rules import Ladder, rung_times
from projections.deadlines_rows import RUNNING, Deadline
from projections.rows import stored_time


class Ahead:
    """Computes the next moments of many deadlines, of which many fall on the same day."""

    def __init__(self) -> None:
        self._times: dict[tuple[str, str, str, str], list[tuple[str, str, bool]]] = {}

    def look(self, deadline: Deadline) -> None:
        """When the next rung is reached, among all and among those that are no warnings."""
        deadline.next_check = deadline.next_rung = deadline.firm_check = deadline.firm_rung = None
        if deadline.status != RUNNING:
            return
        ladder, calendar = deadline.rules
        if ladder is None or calendar is None:
            # Nothing is known of its rungs; the sweep finds out, and why, once it is due.
            deadline.next_check = deadline.firm_check = deadline.due
            return
        if not ladder.follows.get(deadline.kind):
            return
        reached = json.loads(deadline.rungs) if deadline.rungs != "[]" else []
        names = {rung for rung, _, _ in reached}
        warned_from = _start_of(deadline.started_on)
        too_late = any(at >= deadline.due for _, at, _ in reached)
        for rung, at, warns in self._times_of(deadline, ladder, calendar):
            if rung in names or (warns and (too_late or not warned_from < at < deadline.due)):
                continue
            if deadline.next_check is None or at < deadline.next_check:
                deadline.next_check, deadline.next_rung = at, rung
            if not warns and (deadline.firm_check is None or at < deadline.firm_check):
                deadline.firm_check, deadline.firm_rung = at, rung

    def _times_of(
        self, deadline: Deadline, ladder: Ladder, calendar: Calendar
    ) -> list[tuple[str, str, bool]]:
        """Those of many deadlines of a batch are the same."""
        key = (deadline.watched_by, deadline.calendar, deadline.last_day, deadline.due)
        times = self._times.get(key)
        if times is None:
            last_day = date.fromisoformat(deadline.last_day)
            times = self._times[key] = [
                (rung.name, at, rung.warns)
                for rung, at in rung_times(ladder, calendar, last_day, deadline.due)
            ]
        return times


@lru_cache(maxsize=1024)
def _start_of(day: str) -> str:
    return stored_time(start_of(date.fromisoformat(day)))
