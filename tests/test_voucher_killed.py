import random
import time
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .server_case import TOWN, ServerCase

STEP = "odoo.addons.direct_marketing.models.campaign.dm_campaign_voucher_job.STEP"
KILLS, PATIENCE = 6, 90


@tagged("post_install", "-at_install")
class TestVoucherKilled(ServerCase):
    """A real server's worker is killed at random instants while it issues vouchers: nobody's number changes."""

    cron = "ir_cron_dm_campaign_job"
    people_count = 400

    def test_killed_at_any_instant(self):
        self.random = random.Random(19)
        with self._server() as (server, _log):
            self._issue()
            kills, seen = self._kill_while_issuing(server)
        self.assertGreaterEqual(kills, KILLS)
        numbers = self._check()
        self.assertLess(0, len(seen))
        self.assertLessEqual(seen.items(), numbers.items())
        with self._transaction() as env:
            self._campaign(env).action_generate_vouchers()
        self.assertEqual(self._check(), numbers)

    def _issue(self):
        with self._transaction() as env, patch(STEP, 20):
            campaign = env["dm.campaign"].create({
                "name": "Killed vouchers", "send_date": "2026-01-01", "user_id": env.ref("base.user_admin").id,
                "filter_ids": [Command.create({"partner_domain": f"[('city', '=', '{TOWN}')]"})],
                "voucher_mode": "fixed", "voucher_amount": 20,
            })
            campaign.action_refresh_selection()
            campaign.with_context(dm_in_background=True).action_generate_vouchers()
            self.campaign_id, self.state = campaign.id, campaign.job_ids.state_before

    def _kill_while_issuing(self, server):
        """Kill the worker at random instants; return how often, and the numbers that were there when it last died."""
        kills, seen, limit = 0, {}, time.monotonic() + PATIENCE
        while self._is_working() and time.monotonic() < limit:
            self._notify()
            time.sleep(self.random.uniform(0.05, 0.3))
            numbers = self._numbers()
            if numbers != seen and kills < KILLS and self._kill(server):
                kills, seen = kills + 1, numbers
        return kills, seen

    def _check(self):
        """Check that each customer has one voucher, with one entry in its history; return the numbers."""
        with self._transaction() as env:
            campaign = self._campaign(env)
            cards = env["loyalty.card"].search([("dm_campaign_id", "=", campaign.id)])
            self.assertEqual((campaign.state, campaign.voucher_count), (self.state, self.people_count))
            self.assertCountEqual(cards.partner_id.ids, self.people)
            self.assertEqual((len(cards), len(cards.history_ids)), (self.people_count, self.people_count))
            self.assertEqual((set(cards.mapped("points")), cards.program_id), ({2000}, campaign.voucher_program_id))
            self.assertEqual(campaign.recipient_ids.voucher_id, cards)
        return self._numbers()

    # === THE DATABASE === #

    def _campaign(self, env):
        return env["dm.campaign"].browse(self.campaign_id)

    def _is_working(self):
        with self._transaction() as env:
            return self._campaign(env).state == "processing"

    def _numbers(self):
        """Return the numbers of the vouchers that there are, by customer."""
        with self._transaction() as env:
            env.cr.execute("SELECT partner_id, code FROM loyalty_card WHERE dm_campaign_id = %s", [self.campaign_id])
            return dict(env.cr.fetchall())

    def _remove_work(self, env):
        campaign = self._campaign(env)
        program = campaign.voucher_program_id
        campaign.unlink()
        env["loyalty.card"].with_context(active_test=False).search([("program_id", "=", program.id)]).unlink()
        program.active = False
        program.unlink()
