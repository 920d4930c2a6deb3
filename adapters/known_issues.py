"""Issues from the log, as far as it is known to whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.fact import Recorded
from domain.issue import Issue, fold
from workflows.ports import EventStore, StoreUnavailable


class KnownIssues(NamedTuple):
    store: EventStore
    until: int
    """Position of the last fact that counts, which is that of a read model."""
    by: datetime | None = None
    """Time of record after which no fact counts."""

    def load(self, ids: Sequence[UUID]) -> dict[UUID, Issue]:
        """As they stood then, those left out that are unreadable."""
        try:
            return self._folded(ids)
        except StoreUnavailable:
            found: dict[UUID, Issue] = {}
            for id in ids:
                try:
                    found |= self._folded([id])
                except StoreUnavailable:
                    continue
            return found

    def _folded(self, ids: Iterable[UUID]) -> dict[UUID, Issue]:
        loaded: Mapping[UUID, Any] = self.store.load(dict.fromkeys(ids, 0))
        return {id: fold(filter(self._counts, history)) for id, history in loaded.items()}

    def _counts(self, one: Recorded[Any]) -> bool:
        known_by = self.by is None or one.envelope.recorded_at <= self.by
        return known_by and one.position <= self.until
