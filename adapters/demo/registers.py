"""What offices count: numbers of outgoing letters and of what comes in, in order of time."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from domain.calendar import local_date
from domain.values import DocumentKind, DocumentRef, UnitId


class Registers:
    """Every office's books of a year."""

    def __init__(self) -> None:
        self._outgoing: Counter[UnitId] = Counter()
        self._incoming: Counter[UnitId] = Counter()

    def outgoing(self, issuer: UnitId) -> int:
        return _next(self._outgoing, issuer, begin=80)

    def incoming(self, office: UnitId) -> str:
        return str(_next(self._incoming, office, begin=400))


def _next(book: Counter[UnitId], key: UnitId, begin: int) -> int:
    """The year is half over, and a larger office is further on."""
    if key not in book:
        book[key] = begin * (4 - min(key.count("-"), 3))
    book[key] += 1
    return book[key]


class Later(NamedTuple):
    """A field of a command that is known only when its turn has come."""

    make: Callable[[Registers, datetime], Any]


def letter(
    issuer: UnitId, kind: DocumentKind = DocumentKind.LETTER, post: str | None = None
) -> Later:
    """A letter of that day with the issuer's next number, such as ``321-CV/HU``."""

    def make(registers: Registers, at: datetime) -> DocumentRef:
        number = f"{registers.outgoing(issuer)}-{_SYMBOL[kind]}/{_signature(issuer)}"
        return DocumentRef(
            kind=kind, number=number, dated=local_date(at), issuer=issuer, signatory_post=post
        )

    return Later(make)


def incoming(office: UnitId) -> Later:
    """The office's next incoming number ("số đến")."""
    return Later(lambda registers, _: registers.incoming(office))


_SYMBOL = {
    DocumentKind.LETTER: "CV",
    DocumentKind.TRANSFER_SLIP: "PC",
    DocumentKind.CONCLUSION: "TB",
    DocumentKind.REPORT: "BC",
    DocumentKind.MINUTES: "BB",
    DocumentKind.DECISION: "QĐ",
}


def _signature(issuer: UnitId) -> str:
    """How the issuer signs: TU, HU and ĐU for the committees, else its own last part."""
    last = issuer.rpartition("-")[2]
    if issuer.count("-") == 0:
        return "TU"
    if last[0] in "DX" and last[1:].isdigit():
        return "HU" if last[0] == "D" else "ĐU"
    return last
