"""Issues that any of some units has in its inbox, in whatever queue, ended ones too."""

from collections.abc import Iterable
from uuid import UUID

from domain.values import UnitId
from projections.inbox_tables import InboxEntryTable, InboxIssueTable
from projections.rows import listed, select

_ISSUES = f"""SELECT position, stream FROM {InboxIssueTable._meta.db_table}
WHERE position IN (SELECT position FROM {InboxEntryTable._meta.db_table}
WHERE unit IN (SELECT value FROM json_each(%s)))"""


def issues_of(alias: str, units: Iterable[UnitId]) -> dict[int, UUID]:
    """Each by its position."""
    rows = select(alias, _ISSUES, (listed(units),))
    return {position: UUID(stream) for position, stream in rows}
