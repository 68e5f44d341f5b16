"""A real Odoo server whose gateways are :mod:`.faulty_gateway`: ``killable_server.py <options of Odoo>``.

The name of the gateway's record says what it is: ``<port> <key|look_up|neither> <most in a request>``. With the
variable ``DM_TEST_SCALE``, the bounds of a job's work, Odoo's and ours, are so many times tighter. Vouchers are issued
a few at a time.
"""
import os
import sys
from datetime import timedelta
from pathlib import Path

from odoo.cli.server import main
from odoo.modules.module import initialize_sys_path
from odoo.tools import config

sys.path.insert(0, str(Path(__file__).parent))


def _fake():
    """Let all gateways of this process be faulty ones, and uncertain messages be settled in no time."""
    from faulty_gateway import request  # noqa: PLC0415

    from odoo.addons.base.models import ir_cron  # noqa: PLC0415
    from odoo.addons.direct_marketing.models.campaign import dm_campaign_voucher_job  # noqa: PLC0415
    from odoo.addons.direct_marketing.models.message import (  # noqa: PLC0415
        dm_gateway,
        dm_window,
        exchange,
        line,
        sender,
        settling,
    )

    class FaultyClient(exchange.Client):
        def __init__(self, port):
            self.port = port

        def send(self, messages):
            try:
                status, answer = request(self.port, messages=[
                    {"uuid": message.uuid, "number": message.number} for message in messages
                ])
            except ConnectionRefusedError:
                status, answer = 429, {}
            except OSError:
                status, answer = 0, {}
            states = {200: exchange.SENT, 429: exchange.QUEUED}
            return [
                exchange.Outcome(message.uuid, states.get(status, exchange.UNCERTAIN), code=str(status),
                                 reference=answer.get(message.uuid, ""), retry_after=0.05 if status == 429 else None)
                for message in messages
            ]

        def look_up(self, uuid):
            _status, answer = request(self.port, f"/{uuid}")
            if answer["known"]:
                return exchange.Outcome(uuid, exchange.SENT, reference=f"ref-{uuid}")
            return exchange.Outcome(uuid, exchange.QUEUED)

        def get_credit(self):
            return None

    def traits(self):
        _port, kind, size = self.name.split()
        return exchange.Traits(
            max_batch=int(size), has_key=kind == "key", key_window=3600, has_look_up=kind == "look_up", settle=1,
            longest_request=1,
        )

    settling.MARGIN, settling.FIRST_WAIT = 0, timedelta(seconds=1)
    scale = int(os.environ.get("DM_TEST_SCALE", "1"))
    line.LARGEST = 60 if scale == 1 else line.LARGEST
    for module, bound in ((ir_cron, "MIN_TIME_PER_JOB"), (sender, "LONGEST_BATCH"), (line, "AIM")):
        setattr(module, bound, getattr(module, bound) / scale)
    dm_campaign_voucher_job.STEP = 20
    gateway = dm_gateway.DmGateway
    gateway._get_traits = traits
    gateway._open = lambda self: FaultyClient(int(self.name.split()[0]))
    gateway._check_ready = lambda _self: None
    gateway._note_credit = lambda _self, _points: None
    # It is tested on Sundays, too.
    dm_window.DmWindow._get_opening = lambda _self, _country_code, _zone, moment: moment


if __name__ == "__main__":
    # Workers of scheduled actions give way to all others: on a busy machine the test would take for ever.
    os.nice = lambda _steps: 0
    config.parse_config(sys.argv[1:], setup_logging=True)
    initialize_sys_path()
    _fake()
    main(sys.argv[1:])
