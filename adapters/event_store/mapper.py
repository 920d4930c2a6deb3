"""Facts to rows and back: readable JSON under the facts' own names (docs/event-format.md)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, cast, get_args
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder, Mapper, Notification, StoredEvent
from pydantic import GetPydanticSchema, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from adapters.event_store.errors import DamagedFact, UnknownFact, unreadable
from adapters.event_store.halves import (
    BEGINNING,
    BETWEEN,
    END,
    FIRST,
    GAP,
    MOST_ALIKE,
    SEALED,
    SHORT,
    LateEnvelope,
)
from domain.fact import NOT_ASKED_FOR, Envelope, Fact, Recorded, Unreadable
from domain.sealed import SealContext, Vault

_to_uuid = TypeAdapter(UUID).validator.validate_python
"""UUID itself takes five times as long, and it would be needed for every row."""


class FactMapper(Mapper[UUID]):
    """Stores facts under their own names; validates them on the way back.

    ``facts`` is the union of every fact ever stored, told apart by ``type``.
    """

    def __init__(self, facts: Any, vault: Vault) -> None:
        super().__init__(JSONTranscoder())
        self.types = {kind.model_fields["type"].default: kind for kind in _members(facts)}
        """Every stored name with its class."""
        self._vault = vault
        stored = _stored_form(facts)
        self._read_fact = {
            name: TypeAdapter(kind).validator.validate_json for name, kind in self.types.items()
        }
        self._alike: dict[str, dict[bytes, Fact]] = {name: {} for name in self.types}
        """Facts by their JSON, of each stored name."""
        # Bound once and without the adapter's own method around it, which costs a tenth.
        self._read = stored.validator.validate_json
        self._write = stored.serializer.to_json

    def to_stored(self, envelope: Envelope, fact: Fact) -> StoredEvent:
        """What could not be read back is not written.

        Raises TypeError for a fact outside the union, ValueError for times that are not in UTC.
        """
        if self.types.get(fact.type) is not type(fact):
            raise TypeError(f"{fact.type} is not among the facts of this store")
        if envelope.occurred_at.utcoffset() or envelope.recorded_at.utcoffset():
            raise ValueError("the times of an envelope are in UTC")
        context: SealContext = (self._vault, (envelope.stream, envelope.version))
        state = self._write({"envelope": envelope, "fact": fact}, context=context)
        return StoredEvent(envelope.stream, envelope.version, topic=fact.type, state=state)

    def to_recorded(self, position: int, stored_event: StoredEvent) -> Recorded[Fact]:
        """Raises UnknownFact or DamagedFact."""
        stream = stored_event.originator_id
        return self.read(
            position,
            stream if isinstance(stream, UUID) else UUID(stream),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )

    def read_row(self, row: Iterable[Any]) -> Recorded[Fact]:
        """A row with its stream as 32 hexadecimal digits. Raises UnknownFact or DamagedFact."""
        position, stream, version, topic, state = row
        try:
            identity = _to_uuid(stream)
        except ValidationError:
            raise DamagedFact(position, "originator_id") from None
        return self.read(position, identity, version, topic, state)

    def read_wanted(
        self, rows: Iterable[Any], wanted: Callable[[str], bool]
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        """Each row's fact if its stored name is wanted; what cannot be read comes unread.

        An envelope, but for its place, is read once it is asked for, and a short fact that says
        the same as another is that other (ADR 0024). One loop without calls of our own, for a
        rebuild spends half of its time in it.
        """
        vault, readers, alike = self._vault, self._read_fact, self._alike
        known, identity = "", UUID(int=0)
        new: Any = tuple.__new__
        for position, stream, version, topic, state in rows:
            try:
                is_wanted = wanted(topic)
            except TypeError:  # no text
                is_wanted = True
            if not is_wanted:
                yield Unreadable(position, None, topic, NOT_ASKED_FOR)
                continue
            try:
                between = state.find(BETWEEN)
                if between < 0 or not (state.startswith(BEGINNING) and state.endswith(END)):
                    raise ValueError("written in another way")
                if stream != known:
                    known, identity = stream, _to_uuid(stream)
                text = state[between + GAP : -1]
                same = alike[topic]
                fact = same.get(text)
                if fact is None:
                    fact = readers[topic](text, context=(vault, (identity, version)))
                    if len(text) <= SHORT and SEALED not in text:
                        if len(same) >= MOST_ALIKE:
                            same.clear()
                        same[text] = fact
            except (ValueError, KeyError, TypeError):
                yield self.read_or_tell((position, stream, version, topic, state))
                continue
            late: Any = new(LateEnvelope, (identity, version, state[FIRST : between + 1]))
            yield new(Recorded, (position, late, fact))

    def read_or_tell(self, row: Sequence[Any]) -> Recorded[Fact] | Unreadable:
        """A row, or in its place why it cannot be read."""
        try:
            return self.read_row(row)
        except (UnknownFact, DamagedFact) as error:
            return unreadable(error, row[1], row[3])

    def read(
        self, position: int, stream: UUID, version: int, topic: str, state: bytes
    ) -> Recorded[Fact]:
        """One row, without a StoredEvent in between. Raises UnknownFact or DamagedFact."""
        context: SealContext = (self._vault, (stream, version))
        try:
            stored = self._read(state, context=context)
        except ValidationError as error:
            # Without the cause: pydantic's error quotes the row, which may hold personal text.
            raise self._unreadable(position, topic, error) from None
        return Recorded(position, stored["envelope"], stored["fact"])

    def to_stored_event(  # type: ignore[override]  # our facts are no DomainEventProtocol
        self, domain_event: Recorded[Fact]
    ) -> StoredEvent:
        return self.to_stored(domain_event.envelope, domain_event.fact)

    def to_domain_event(  # type: ignore[override]  # our facts are no DomainEventProtocol
        self, stored_event: StoredEvent
    ) -> Recorded[Fact]:
        """The position is 0 where the library selects events without one."""
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        return self.to_recorded(position, stored_event)

    def _unreadable(
        self, position: int, topic: str, error: ValidationError
    ) -> UnknownFact | DamagedFact:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        if topic not in self.types and problems[0]["type"] != "json_invalid":
            return UnknownFact(position, topic)
        first = problems[0]
        place = ".".join(str(part) for part in first["loc"])
        return DamagedFact(position, f"{place}: {first['type']}" if place else first["type"])


def _stored_form(facts: Any) -> TypeAdapter[dict[str, Any]]:
    """``{"envelope": ..., "fact": ...}`` as a plain dict; a model here costs a twelfth more."""

    def schema(_source: Any, handler: Any) -> CoreSchema:
        parts = {"envelope": Envelope, "fact": facts}
        return core_schema.typed_dict_schema(
            {
                name: core_schema.typed_dict_field(handler.generate_schema(form))
                for name, form in parts.items()
            },
            extra_behavior="forbid",
        )

    return TypeAdapter(Annotated[dict[str, Any], GetPydanticSchema(schema)])


def _members(form: Any) -> Iterator[type[Fact]]:
    """Every class in a union, however nested and annotated."""
    if isinstance(form, type):
        yield cast(type[Fact], form)
    elif hasattr(form, "__metadata__"):
        yield from _members(form.__origin__)
    else:
        for member in get_args(form):
            yield from _members(member)
