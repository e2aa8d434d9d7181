"""Where alerts go: addresses of any service that Apprise knows. All calls may block.

Whoever imports this loads Apprise, with some hundred services: only if there is an address.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from apprise.attachment.memory import AttachMemory

from responder.errors import SettingError
from responder.terminal import qr_png

if TYPE_CHECKING:
    from responder.episodes import Alert

VARIABLE = "RESPONDER_ALERTS"
PICTURE = "qr.png"

# It writes addresses, which hold passwords, and what services answered.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class Outlet:
    """One address.

    Args:
        apprise: With that address alone, so that one which fails repeats no other.
        name: Of the service, for the log: the address holds passwords.
    """

    def __init__(self, apprise: Apprise, name: str) -> None:
        self._apprise = apprise
        self.name = name

    def send(self, alert: Alert) -> bool:
        """Send an alert.

        Returns:
            Whether the service took it.
        """
        picture = _picture(alert.code) if alert.code else None
        taken = self._apprise.notify(
            body=alert.text,
            title=alert.title,
            notify_type=NotifyType.SUCCESS if alert.over else NotifyType.WARNING,
            body_format=NotifyFormat.TEXT,
            attach=picture,
        )
        return bool(taken)


def _picture(code: str) -> AttachMemory:
    return AttachMemory(  # type: ignore[no-untyped-call]  # its parameters have no types
        qr_png(code), name=PICTURE, mimetype="image/png"
    )


def outlets(addresses: str) -> tuple[Outlet, ...]:
    """The addresses of `RESPONDER_ALERTS`, blanks between them.

    Raises:
        SettingError: One is wrong; it is named by its place, for it may hold a password.
    """
    asset = AppriseAsset(app_id="responder", app_desc="responder", async_mode=False)
    made = []
    for number, address in enumerate(addresses.split(), 1):
        service = Apprise.instantiate(address, asset=asset)
        if service is None:
            scheme = address.partition(":")[0] if "://" in address else "no scheme"
            raise SettingError(
                f"{VARIABLE}: address {number} ({scheme[:20]!r}) is none that Apprise understands;"
                " docs/alerts.md says how they are written"
            )
        apprise = Apprise(asset=asset)
        apprise.add(service)
        made.append(Outlet(apprise, str(service.service_name)))
    return tuple(made)
