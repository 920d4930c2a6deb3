"""Where the texts of the log are sealed and opened (DESIGN 10, domain/sealed.py)."""

from pydantic_core import PydanticCustomError

from domain.sealed import Erased, FactIdentity

PLAIN = "plain:"
"""Stands before a text that is stored as it is; every other way to seal has a mark of its own."""


class PassThroughVault:
    """Stores texts readable behind ``PLAIN``: nothing is encrypted, and nothing can be erased yet.

    The mark lets a vault that encrypts tell these texts from its own.
    """

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        return PLAIN + text

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        """Raises ValueError for a text that was sealed in another way."""
        if not sealed.startswith(PLAIN):
            # Pydantic's own kind of ValueError: its type is all that a damaged row tells.
            raise PydanticCustomError("sealed-in-an-unknown-way", "no mark that is known")
        return sealed[len(PLAIN) :]
