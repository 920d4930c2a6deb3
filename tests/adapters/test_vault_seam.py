"""The seam for encrypted texts, proven with a toy cipher (DESIGN 10).

The cipher shows that every text passes the vault with its subject and its place. It protects
nothing: a real one is another vault behind the same port.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256, shake_256
from pathlib import Path

import pytest

from adapters.event_store.errors import DamagedFact
from adapters.event_store.files import create, open_store, restore
from adapters.event_store.sqlite import SQLiteStore
from domain.fact import Fact, Recorded
from domain.sealed import Erased, FactIdentity
from tests.adapters.contract.facts import Told, id_of, mapper, note, tell
from workflows.outcome import Accepted

SECRET = "Ông hàng xóm lấn chiếm hành lang đê"
OTHER = "Nước sạch mất áp lực về đêm"
ISSUE, WELL = id_of("issue"), id_of("well")


class ToyVault:
    """A key per subject, a stream cipher, and a tag over subject, place and text."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._erased: set[str] = set()

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        key = self._keys.setdefault(subject, sha256(subject.encode()).digest())
        plain = text.encode()
        hidden = self._xor(key, identity, plain)
        return urlsafe_b64encode(self._tag(key, identity, plain) + hidden).decode()

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        if subject in self._erased:
            return Erased.ERASED
        key = self._keys[subject]
        whole = urlsafe_b64decode(sealed)
        plain = self._xor(key, identity, whole[32:])
        if not hmac.compare_digest(whole[:32], self._tag(key, identity, plain)):
            raise ValueError("sealed elsewhere")
        return plain.decode()

    def destroy(self, subject: str) -> None:
        del self._keys[subject]
        self._erased.add(subject)

    def _xor(self, key: bytes, identity: FactIdentity, data: bytes) -> bytes:
        stream = shake_256(key + repr(identity).encode()).digest(len(data))
        return bytes(a ^ b for a, b in zip(data, stream, strict=True))

    def _tag(self, key: bytes, identity: FactIdentity, plain: bytes) -> bytes:
        return hmac.digest(key, repr(identity).encode() + plain, "sha256")


@pytest.fixture
def vault() -> ToyVault:
    return ToyVault()


@pytest.fixture
def path(tmp_path: Path, vault: ToyVault) -> Path:
    """A store with a secret in one issue and another text in a second one."""
    path = tmp_path / "events.db"
    with create(path, mapper(vault), simulation=True) as store:
        store.append(note("noted", "issue"))
        store.append(tell("told", "issue", SECRET, after=1))
        store.append(tell("told of the well", "well", OTHER))
    return path


def texts(recorded: list[Recorded[Fact]]) -> list[str | Erased]:
    return [one.fact.text.text for one in recorded if isinstance(one.fact, Told)]


def test_a_sealed_text_opens_with_its_key(path: Path, vault: ToyVault) -> None:
    with open_store(path, mapper(vault)) as store:
        assert texts(list(store.read())) == [SECRET, OTHER]


def test_no_stored_byte_shows_the_text(tmp_path: Path, vault: ToyVault) -> None:
    path = tmp_path / "events.db"
    with create(path, mapper(vault), simulation=True) as store:
        store.append(tell("told", "issue", SECRET))
        files = [file for file in tmp_path.iterdir() if file.name.startswith("events.db")]
        while_open = b"".join(file.read_bytes() for file in files)
        store.backup(tmp_path / "backup.db")
    closed = path.read_bytes() + (tmp_path / "backup.db").read_bytes()

    assert tmp_path / "events.db-wal" in files
    for stored in (while_open, closed):
        assert b"told.v1" in stored
        assert SECRET.encode() not in stored
        assert all(word.encode() not in stored for word in ("hàng xóm", "lấn chiếm"))
        assert json.dumps(SECRET)[1:-1].encode() not in stored


def test_destroying_a_subjects_key_erases_its_texts_and_nothing_else(
    path: Path, vault: ToyVault, tmp_path: Path
) -> None:
    with open_store(path, mapper(vault)) as store:
        vault.destroy(f"issue:{ISSUE}")

        assert texts(list(store.read())) == [Erased.ERASED, OTHER]
        loaded = store.load({ISSUE: 0, WELL: 0})
        assert [fact.envelope.version for fact in loaded[ISSUE]] == [1, 2]
        assert texts(loaded[WELL]) == [OTHER]
        assert store.append(note("later", "issue", after=2)) == Accepted(
            command_id=id_of("later"), position=4, facts=1
        )
        assert store.check() == []
        store.backup(tmp_path / "backup.db")

    restore(tmp_path / "backup.db", tmp_path / "restored.db", mapper(vault))
    with open_store(tmp_path / "restored.db", mapper(vault)) as restored:
        assert texts(list(restored.read())) == [Erased.ERASED, OTHER]


def test_erasing_changes_no_stored_byte(path: Path, vault: ToyVault) -> None:
    with open_store(path, mapper(vault)) as store:
        before = (store.log_digest(), store.outcomes_digest())
        vault.destroy(f"issue:{ISSUE}")

        assert (store.log_digest(), store.outcomes_digest()) == before


def test_a_text_copied_into_another_fact_does_not_open(path: Path, vault: ToyVault) -> None:
    with open_store(path, mapper(vault)) as store:
        copied = row_of(store, position=2)

        with pytest.raises(DamagedFact) as damaged:
            mapper(vault).read(9, ISSUE, 3, "told.v1", copied)
        with pytest.raises(DamagedFact):
            mapper(vault).read(9, WELL, 2, "told.v1", copied)

    assert "sealed elsewhere" not in str(damaged.value)
    assert damaged.value.problem == "fact.told.v1.text: value_error"


def test_a_readable_text_is_marked_as_such_and_one_without_the_mark_is_damaged(
    vault: ToyVault,
) -> None:
    stored = mapper().to_stored(*tell("told", "issue", SECRET).facts[0])
    assert json.loads(stored.state)["fact"]["text"]["sealed"] == f"plain:{SECRET}"

    sealed = mapper(vault).to_stored(*tell("told", "issue", SECRET).facts[0])
    with pytest.raises(DamagedFact) as damaged:
        mapper().to_recorded(1, sealed)
    assert damaged.value.problem == "fact.told.v1.text: sealed-in-an-unknown-way"


def row_of(store: SQLiteStore, position: int) -> bytes:
    with store.recorder.datastore.reader() as reader:
        [state] = reader.execute(
            "SELECT state FROM stored_events WHERE position = ?", (position,)
        ).fetchone()
    return bytes(state)
