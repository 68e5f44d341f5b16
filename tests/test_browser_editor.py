import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ShopCase

SLOW_DAYS = 3210  # who asks for so many days waits
EFFECT = "document.querySelector('td[name=marginal_count] div.small')"
# A cell that shows less than it holds shows another number.
WHOLE = f"""
    const cell = {EFFECT}.closest("td");
    console[cell.scrollWidth > cell.clientWidth ? "error" : "log"](
        cell.scrollWidth > cell.clientWidth ? `cut: ${{cell.innerText}}` : "test successful"
    );
"""


@tagged("post_install", "-at_install")
class TestEditorInBrowser(ShopCase, HttpCase):
    """The editor of filter lines, with a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product, today = cls._product(30.0), fields.Date.today()
        for name, days in (("Last Week", 7), ("Last Month", 30)):
            cls._ticket(cls._customer(name), [(product, 1)], str(today - timedelta(days=days)))
        cls.editor = cls._user("edit", login="browser_lines", password="browser_lines")
        cls._user("consult", login="browser_looks", password="browser_looks")
        cls.env["ir.ui.view"].create({
            "name": "A kind of another addon", "model": "dm.filter",
            "inherit_id": cls.env.ref("direct_marketing.dm_filter_view_form").id,
            "arch": """<page name="campaign" position="after"><page name="towns" string="Towns"/></page>""",
        })

    def test_the_walk(self):
        match = Selection.match

        def wait(selection):
            if SLOW_DAYS in selection.lines.mapped("purchase_last_days"):
                time.sleep(1)
            return match(selection)

        with patch.object(Selection, "match", wait):
            self.start_tour("/odoo/direct-marketing", "direct_marketing_editor", login="browser_lines", timeout=120)
        campaign = self.env["dm.campaign"].search([("name", "=", "Regulars of Pau")])
        self.assertEqual(
            campaign.filter_ids.mapped(lambda line: (line.operation, line.purchase_mode, line.purchase_last_days)),
            [("add", "bought", 365), ("add", "not_bought", SLOW_DAYS)],
        )
        self.assertEqual(campaign.start_with, "none")
        self.start_tour("/odoo/direct-marketing", "direct_marketing_editor_consult", login="browser_looks")

    def test_a_copy_of_a_saved_line_stands_below_it(self):
        bought = {"purchase_mode": "bought"}
        campaign = self.env["dm.campaign"].with_user(self.editor).create({"name": "Order counts", "filter_ids": [
            Command.create({**bought, "purchase_last_days": 365, "sequence": 1}),
            Command.create({**bought, "purchase_last_days": 20, "sequence": 2, "operation": "remove"}),
            Command.create({"sequence": 3}),
        ]})
        campaign.action_refresh_selection()
        self.start_tour(f"/odoo/direct-marketing/{campaign.id}", "direct_marketing_copy_line", login="browser_lines")
        self.assertEqual(
            campaign.filter_ids.mapped(lambda line: (line.operation, line.purchase_last_days)),
            [("add", 365), ("remove", 20), ("remove", 20), ("add", 0)],
        )

    def test_a_count_that_fails(self):
        campaigns = self.registry["dm.campaign"]
        preview = campaigns.preview_line

        def fail(campaign, values, line_id, line_values):
            if line_values.get("purchase_last_days") == SLOW_DAYS:
                time.sleep(1)
                raise ValueError("a fault that nobody foresaw")
            return preview(campaign, values, line_id, line_values)

        with patch.object(campaigns, "preview_line", fail), mute_logger("odoo.http"):
            self.start_tour(
                "/odoo/direct-marketing", "direct_marketing_editor_fails", login="browser_lines",
                error_checker=lambda message: "a fault that nobody foresaw" not in message and "RPC" not in message,
            )

    def test_several_purchases_and_targets_in_one_line(self):
        in_days = {"purchase_mode": "bought", "purchase_last_days": 365}
        self.env["dm.target"].create([
            {"name": "Regulars", "filter_ids": [Command.create(in_days)]}, {"name": "Strangers"},
        ])
        self.start_tour("/odoo/direct-marketing", "direct_marketing_further_purchases", login="browser_lines")
        campaign = self.env["dm.campaign"].search([("name", "=", "Once only")])
        self.assertEqual(campaign.recipient_ids.partner_id.mapped("name"), ["Last Month"])
        for line in campaign.filter_ids:
            self.assertEqual(
                line.condition_ids.mapped(lambda condition: (condition.kind, condition.deny)),
                [("further_purchase", False), ("target", False), ("target", True)],
            )

    def test_a_long_count_is_read_whole(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._user("edit", login="browser_long", password="browser_long", lang="fr_FR")
        campaign = self.env["dm.campaign"].create({
            "name": "Many", "filter_ids": [Command.create({"purchase_mode": "bought"})],
        })
        campaign.action_refresh_selection()
        campaign.filter_ids.already_count = 123456
        ready = f"Boolean({EFFECT})"
        self.browser_js(f"/odoo/direct-marketing/{campaign.id}", WHOLE, ready=ready, login="browser_long")
