"""What `make run` prints: addresses, and the tour of README.md; and the file that sets what the tour's commands use."""

import json
import re
import shlex
from pathlib import Path

from local.places import ROOT
from local.population import people
from local.state import Peer, State
from shared.identity.model import DocumentType

_SECTION = re.compile(r"^## Tour\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_PEER = "$HUBEI_"
"""With which the variables of the tour begin that only another region beside this one sets."""


def write_settings(state: State, folder: Path) -> Path:
    """Write the tour's shell variables, and the bodies of its requests, into `folder`; returns the file to source."""
    newcomer = state.residents["newcomer"]
    registration = folder / "registration.json"
    registration.write_text(json.dumps(newcomer.registration, ensure_ascii=False), encoding="utf-8")
    member = folder / "member.json"
    member.write_text(json.dumps(_father(), ensure_ascii=False), encoding="utf-8")
    variables = {
        "API": state.deployed.plain_api_url,
        "RESIDENT": newcomer.token,
        "GREEN_RESIDENT": state.residents["green"].token,
        "RED_RESIDENT": state.residents["red"].token,
        **{role.upper(): token for role, token in state.staff.items()},
        "CHECKPOINT": state.checkpoint,
        "DOCUMENT_NUMBER": newcomer.document_number,
        "REGISTRATION": str(registration.relative_to(ROOT)),
        "MEMBER": str(member.relative_to(ROOT)),
        **(_of_peer(state.peer) if state.peer else {}),
    }
    path = folder / "tour.env"
    path.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items()), encoding="utf-8")
    return path


def _of_peer(peer: Peer) -> dict[str, str]:
    """The variables about another region, which are called after it."""
    name = peer.deployed.region.upper().replace("-", "_")
    return {
        f"{name}_API": peer.deployed.plain_api_url,
        f"{name}_PAYLOAD": peer.residents["green"].payload,
        f"{name}_RED_PAYLOAD": peer.residents["red"].payload,
    }


def _father() -> dict[str, object]:
    """The body that adds somebody on file as a family member: the first one with a passport."""
    person = next(each for each in people() if each.document_type is DocumentType.PASSPORT)
    document = {"type": person.document_type.value, "number": person.document_number}
    return {"document": document, "name": person.name, "relation": "PARENT", "face": person.face}


def welcome(state: State, settings: Path) -> str:
    """The addresses, the tokens, and the tour."""
    roles = " ".join(f"${role.upper()}" for role in state.staff)
    beside = f"\n  API of {state.peer.deployed.region:<12}{state.peer.deployed.plain_api_url}" if state.peer else ""
    blocks = [block for block in tour_commands() if _PEER not in block or _has_that_peer(state)]
    commands = "\n\n".join("\n".join(f"  {line}" for line in block.splitlines()) for block in blocks)
    return f"""\
  API                {state.deployed.plain_api_url}{beside}
  identity register  {state.deployed.register_url}
  local AWS          {state.deployed.endpoint}
  tokens             {settings.relative_to(ROOT)} sets $RESIDENT $GREEN_RESIDENT $RED_RESIDENT
                     {roles}

The tour of README.md, to copy into another terminal in this folder:

{commands}"""


def _has_that_peer(state: State) -> bool:
    return state.peer is not None and any(f"${name}".startswith(_PEER) for name in _of_peer(state.peer))


def tour_commands() -> list[str]:
    """The shell commands of README.md's tour, one text for each block of them.

    Raises ValueError when README.md has no tour.
    """
    section = _SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    if section is None:
        raise ValueError("README.md has no section `## Tour`")
    return _COMMANDS.findall(section[1])
