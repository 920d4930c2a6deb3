"""Values that several aggregates share, in the terms of DOMAIN.md."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from operator import methodcaller
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

UnitId = Annotated[str, StringConstraints(pattern=r"^[A-ZĐ0-9]+(-[A-ZĐ0-9]+)*$", max_length=40)]
"""Code of an organisation unit, such as ``NB-D1-X2-C3``; its first part is the province's code."""

PersonRef = Annotated[str, StringConstraints(pattern=r"^p-[a-z0-9]{4,40}$")]
"""Opaque reference to a person; whose it is stands outside the log."""

SCHEDULER: PersonRef = "p-scheduler"
"""The actor of everything that happens by the passing of time."""

_FIRST, _END = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
ClaimedInstant = Annotated[
    AwareDatetime, Field(ge=_FIRST, lt=_END), AfterValidator(methodcaller("astimezone", UTC))
]
"""A point in time with any offset, kept in UTC; the bounds leave room to count on or back."""


def _read_in_utc(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """JSON is the log's, where all times are in UTC: three times as fast as turning each to it."""
    stored = core_schema.datetime_schema(ge=_FIRST, lt=_END, tz_constraint=0)
    return core_schema.json_or_python_schema(stored, handler(source))


Instant = Annotated[ClaimedInstant, GetPydanticSchema(_read_in_utc)]
"""The same in a fact."""


_set = object.__setattr__  # what is frozen has no other


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, in a third of its time: a value has neither extra nor private fields.

        A replay is made of such copies.
        """
        if deep:
            return super().model_copy(update=update, deep=True)
        changed = update or {}
        copied = object.__new__(type(self))
        _set(copied, "__dict__", {**self.__dict__, **changed})
        _set(copied, "__pydantic_fields_set__", {*self.__pydantic_fields_set__, *changed})
        _set(copied, "__pydantic_extra__", None)
        _set(copied, "__pydantic_private__", None)
        return copied


class Severity(IntEnum):
    """Urgency as triaged, 1 the highest."""

    URGENT = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


class Authority(StrEnum):
    """Level competent to decide ("theo thẩm quyền")."""

    CHAPTER = "chapter"
    MIDDLE_TIER = "middle-tier"
    PROVINCE = "province"


class Category(StrEnum):
    """Subject of an issue (DOMAIN 9)."""

    GT = "GT"
    MT = "MT"
    TL = "TL"
    DN = "ĐN"
    DD = "ĐĐ"
    CT = "CT"
    AN = "AN"
    AS = "AS"
    GD = "GD"
    YT = "YT"
    VH = "VH"
    KT = "KT"
    TTHC = "TTHC"
    TC = "TC"
    CDS = "CĐS"


class Source(StrEnum):
    """Whom a recommendation comes from (`002-11`); never a person."""

    CHAPTER = "chapter"
    MEMBERS = "members"
    CADRE = "cadre"
    RESIDENT_GROUP = "resident-group"


class MeetingKind(StrEnum):
    """Định kỳ, bất thường, chuyên đề."""

    REGULAR = "regular"
    EXTRAORDINARY = "extraordinary"
    THEMATIC = "thematic"


class DocumentKind(StrEnum):
    """Công văn, phiếu chuyển, thông báo kết luận, báo cáo, biên bản, quyết định."""

    LETTER = "letter"
    TRANSFER_SLIP = "transfer-slip"
    CONCLUSION = "conclusion"
    REPORT = "report"
    MINUTES = "minutes"
    DECISION = "decision"


class DocumentRef(Value):
    """An official letter as the registers know it (DOMAIN, read this first, 8)."""

    kind: DocumentKind = DocumentKind.LETTER
    number: Annotated[str, StringConstraints(pattern=r"^\S(.{0,58}\S)?$")]
    """Number and symbol, such as ``124-CV/HU``."""
    dated: date
    issuer: UnitId
    signatory_post: Annotated[str, StringConstraints(max_length=60)] | None = None
    incoming_number: Annotated[str, StringConstraints(max_length=20)] | None = None
    """The receiver's register number ("số đến"), where it is known."""
