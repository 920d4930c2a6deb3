"""The chains of regime texts that tests publish: what a regime extends comes first."""

import tomllib
from pathlib import Path

from domain.deadline import RegimeRef
from workflows.regime_files import shipped_regimes

DATA = Path(__file__).parent / "data" / "regimes"


def chain(regime: str) -> dict[str, str]:
    """Texts by ``id version``, parents first, of a shipped or a test regime."""
    own = DATA / f"{regime}.toml"
    if own.exists():
        text = own.read_text(encoding="utf-8")
    else:
        [found] = [file for file in shipped_regimes() if file.id == regime]
        text = found.text
    table = tomllib.loads(text)
    parent = table.get("extends")
    above: dict[str, str] = {}
    if parent:
        above = chain(RegimeRef.model_validate(parent).id)
    return {**above, f"{table['id']} {table['version']}": text}
