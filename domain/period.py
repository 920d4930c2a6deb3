"""A span of civil days, both ends included."""

from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """From ``first`` to ``last``, both included; without ``last`` it is open.

    A ``last`` before ``first`` makes a period of no day: something ended before it began.
    """

    first: date
    last: date | None = None

    def covers(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)

    def is_empty(self) -> bool:
        return self.last is not None and self.last < self.first

    def overlaps(self, other: "Period") -> bool:
        """Whether there is a day that both cover."""
        if self.is_empty() or other.is_empty():
            return False
        return (other.last is None or self.first <= other.last) and (
            self.last is None or other.first <= self.last
        )

    def contains(self, other: "Period") -> bool:
        """Whether every day of the other, which has days, is one of this."""
        return self.covers(other.first) and (
            self.last is None or (other.last is not None and other.last <= self.last)
        )

    def ended_from(self, day: date) -> "Period":
        """The same, but over from that day on; never longer than before."""
        last = day - ONE_DAY
        return self if self.last is not None and self.last <= last else Period(self.first, last)
