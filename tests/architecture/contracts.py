"""A contract for import-linter: which third parties a package may import, all others refused.

import-linter's own `forbidden` contract lists what is refused, so a new dependency would pass
unseen. The standard library is always allowed here.
"""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class ThirdParties(Contract):
    """``package`` imports no distribution's top-level name beside those in ``allowed``."""

    package = fields.StringField()
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Only direct imports count: the layers contract already says which packages lie below."""
        package = self.contract_options["package"]
        allowed = {
            *self.contract_options["allowed"],
            *self.session_options["root_packages"],
            *sys.stdlib_module_names,
        }
        foreign = [
            (importer, imported)
            for importer in sorted({package, *graph.find_descendants(package)})
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.partition(".")[0] not in allowed
        ]
        return ContractCheck(kept=not foreign, metadata={"foreign": foreign})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["foreign"]:
            output.print_error(f"{importer} is not allowed to import {imported}")
