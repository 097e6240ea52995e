"""A contract type for import-linter: a package that needs nothing but Python itself."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StandardLibraryOnlyContract(Contract):
    """No module of `package` imports anything but the package's own modules and the standard library."""

    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every direct import of every module of the package, so that nothing else can come in behind it."""
        package = cast(str, self.package)
        own = {package, *graph.find_descendants(package)}
        foreign = [
            f"{module} -> {imported}"
            for module in sorted(own)
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if imported not in own and imported.partition(".")[0] not in sys.stdlib_module_names
        ]
        return ContractCheck(kept=not foreign, metadata={"foreign": foreign})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import."""
        for line in check.metadata["foreign"]:
            output.print_error(f"- {line}", bold=False)
