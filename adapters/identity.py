"""Who is at the keyboard, as an opaque reference that nobody chooses for themselves."""

import os
from uuid import UUID, uuid5

from domain.values import PersonRef


def person_of(store: UUID, account: int | None = None) -> PersonRef:
    """The person behind an account of the operating system, by default the one that runs this.

    The same account is another person in every store, so references of two stores do not match.
    """
    number = os.getuid() if account is None else account
    return f"p-{uuid5(store, f'uid:{number}').hex}"
