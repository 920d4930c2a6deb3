"""Where the texts of the log are sealed and opened (DESIGN 10, domain/sealed.py)."""

from domain.sealed import Erased, FactIdentity


class PassThroughVault:
    """Leaves texts as they are: nothing is encrypted, and nothing can be erased yet."""

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        return text

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        return sealed
