"""bumble's virtual controller with honest scan responses and connections that can be given up.

bumble 0.0.236 repeats the advertisement as the scan response, where an ESP32 has its name, and never ends a pending
connection that the host cancels. Bluetooth 4.2, as the first ESP32: no extended advertising, no privacy.
"""

from __future__ import annotations

import asyncio
from typing import Any

from bumble import hci, ll
from bumble.controller import Controller

_KINDS = hci.HCI_LE_Advertising_Report_Event.EventType
_LACKS = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING


class HonestController(Controller):
    """A controller on a LocalLink."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.le_features &= ~_LACKS

    def on_advertising_pdu(self, pdu: Any) -> None:
        """Report what was advertised, ask for the scan response if scanning is active, connect if that is pending."""
        if not isinstance(pdu, ll.AdvInd):
            super().on_advertising_pdu(pdu)
            return
        if self.le_scan_enable:
            self._report(_KINDS.ADV_IND, pdu.advertiser_address, pdu.data)
            if self.le_scan_type == 1:
                for other in self.link.controllers:
                    advertiser = other.le_legacy_advertiser
                    if advertiser.enabled and advertiser.address == pdu.advertiser_address:
                        self._report(_KINDS.SCAN_RSP, pdu.advertiser_address, advertiser.scan_response_data)
        pending = self.pending_le_connection
        if pending is not None and pending.peer_address == pdu.advertiser_address:
            self.create_le_connection(pdu.advertiser_address)

    def _report(self, kind: Any, address: Any, data: bytes) -> None:
        report = hci.HCI_LE_Advertising_Report_Event.Report(
            event_type=kind, address_type=address.address_type, address=address, data=data, rssi=-50
        )
        self.send_hci_packet(hci.HCI_LE_Advertising_Report_Event([report]))

    def on_hci_le_create_connection_cancel_command(self, command: Any) -> Any:
        """Forget the connection and say so, as the specification wants it (Vol 4, Part E, 7.8.13)."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is not None:
            cancelled = hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=pending.peer_address.address_type,
                peer_address=pending.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
            asyncio.get_running_loop().call_soon(self.send_hci_packet, cancelled)
        return super().on_hci_le_create_connection_cancel_command(command)
