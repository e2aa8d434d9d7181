"""The files of `deploy/` that are made from the templates of `responder init`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from responder.cli import units
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

DEPLOY = ROOT / "deploy"
PROGRAM = ("/opt/responder/bin/responder",)
FOLDER = "/etc/responder"

UNIT = DEPLOY / "responder.service"
ACCOUNT_UNIT = DEPLOY / "responder@.service"
AGENT = DEPLOY / "wechat-responder.plist"

HEADLINE = "For a program in /opt/responder and rules in /etc/responder; `responder init` fits one."


def units_shipped() -> Mapping[Path, str]:
    """Each file with what must stand in it."""
    service = units.Service(HEADLINE, PROGRAM, f"{FOLDER}/rules.yaml")
    return {
        UNIT: units.system_unit(service, f"{FOLDER}/environment", None),
        ACCOUNT_UNIT: units.account_unit(HEADLINE, PROGRAM, FOLDER),
        AGENT: units.agent(
            service,
            state=Path("/usr/local/var/lib/responder"),
            log=Path("/usr/local/var/log/responder.log"),
        ),
    }
