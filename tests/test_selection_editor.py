from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ShopCase

PAU = {"partner_domain": "[('city', '=', 'Pau')]"}
ALL = {"partner_domain": "[('city', 'in', ['Pau', 'Lyon'])]"}


@tagged("post_install", "-at_install")
class TestSelectionEditor(ShopCase):
    """What the editor of filter lines tells while somebody edits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for town in ("Pau", "Pau", "Lyon"):
            cls._customer(f"Somebody of {town}", city=town)
        cls.editor = cls._user("edit")
        cls.campaigns = cls.env["dm.campaign"].with_user(cls.editor)

    def _campaign(self, *lines, **values):
        return self.campaigns.create({
            "name": "Spring", "filter_ids": [
                Command.create({"sequence": place, "operation": operation, **line})
                for place, (operation, line) in enumerate(lines)
            ], **values,
        })

    def _effects(self, campaign):
        campaign.action_refresh_selection()
        return [(line.marginal_count, line.already_count) for line in campaign.filter_ids]

    # === WHAT A LINE DID === #

    def test_who_was_already_there_is_told_apart(self):
        campaign = self._campaign(("add", PAU), ("add", ALL), ("remove", PAU), ("remove", ALL), ("add", PAU))
        self.assertEqual(self._effects(campaign), [(2, 0), (1, 2), (2, 0), (1, 2), (2, 0)])

    def test_starting_with_everybody(self):
        campaign = self._campaign(("add", PAU), ("remove", PAU), ("remove", ALL), start_with="all")
        self.assertEqual(self._effects(campaign), [(0, 2), (2, 0), (1, 2)])

    # === WHILE EDITING === #

    def test_a_change_is_counted_once(self):
        campaign = self._campaign(("add", PAU), ("add", ALL))
        campaign.action_refresh_selection()
        form = Form(campaign)
        run = Selection.run
        with patch.object(Selection, "run", autospec=True, side_effect=run) as ran:
            form.audience = "third_parties"
            self.assertEqual(ran.call_count, 1)
            with form.filter_ids.edit(0) as line:
                line.operation = "remove"
            self.assertEqual(ran.call_count, 2)
            form.start_with = "all"
            self.assertEqual(ran.call_count, 3)
        self.assertEqual((len(form.filter_ids), form.recipient_count), (0, form.customer_count))

    def test_a_condition_that_cannot_be_read_is_said_in_place(self):
        campaign = self._campaign(("add", PAU))
        campaign.action_refresh_selection()
        form = Form(campaign)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = "[('birthdate_date', '<', context_today())]"
            self.assertIn("today -30d", line.summary)
        self.assertIn("today -30d", form.selection_error)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = "[('city', '=', 'Lyon')]"
        self.assertFalse(form.selection_error)
        self.assertEqual(form.recipient_count, 1)

    def test_what_only_the_database_rejects_is_said_in_place(self):
        """The transaction goes on: what else the screen shows is still read, and saving the other lines works."""
        form = Form(self._campaign(("add", PAU)))
        with mute_logger("odoo.sql_db"), form.filter_ids.edit(0) as line:
            line.partner_domain = "[('id', 'in', ['a'])]"
        self.assertIn("cannot be computed", form.selection_error)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = PAU["partner_domain"]
        form.save()
        self.assertFalse(form.selection_error)

    # === THE COUNT IN THE DIALOG === #

    def test_a_line_to_be_added(self):
        campaign = self._campaign(("add", PAU))
        self.assertEqual(campaign.preview_line({}, False, ALL | {"sequence": 9}), {"changed": 1, "already": 2})
        self.assertEqual(
            campaign.preview_line({}, False, PAU | {"operation": "remove", "sequence": 9}),
            {"changed": 2, "already": 0},
        )
        self.assertEqual(len(campaign.filter_ids), 1, "nothing is written")

    def test_a_line_of_a_campaign_that_was_never_saved(self):
        values = {"start_with": "none", "audience": "customers", "filter_ids": [
            (0, "virtual_1", {"sequence": 1, "operation": "add", **PAU}),
        ]}
        new = {"operation": "add", "sequence": 2, **ALL}
        self.assertEqual(self.campaigns.preview_line(values, False, new), {"changed": 1, "already": 2})
        self.assertEqual(self.campaigns.preview_line(values, "virtual_1", ALL), {"changed": 3, "already": 0})

    def test_a_saved_line_at_its_place(self):
        campaign = self._campaign(("add", PAU), ("add", ALL), ("remove", ALL))
        line = campaign.filter_ids[1]
        self.assertEqual(campaign.preview_line({}, line.id, {}), {"changed": 1, "already": 2})
        self.assertEqual(
            campaign.preview_line({"filter_ids": [(2, campaign.filter_ids[0].id, 0)]}, line.id, {}),
            {"changed": 3, "already": 0},
        )
        self.assertEqual(
            campaign.preview_line({"start_with": "all"}, line.id, {"operation": "remove"}),
            {"changed": 3, "already": 0},
        )

    def test_a_condition_that_is_being_entered(self):
        self.env["res.partner"].search([("city", "=", "Lyon")], limit=1).birthdate_date = "1980-06-15"
        values = {"operation": "add", "anniversary_condition_ids": [(0, "virtual_2", {
            "kind": "anniversary", "anniversary_of": "contact", "date_field": "birthdate_date",
            "anniversary_mode": "month", "month_from": "6",
        })]}
        self.assertEqual(self._campaign().preview_line({}, False, values)["changed"], 1)
        values["anniversary_condition_ids"][0][2]["month_from"] = False
        self.assertIn("month", self._campaign().preview_line({}, False, values)["error"])

    def test_what_no_database_can_compare_is_a_sentence(self):
        bought, card = {"purchase_mode": "bought"}, {"kind": "card", "points_from": float("inf")}
        for values, says in (
            ({"partner_domain": "[('name', '=', 'a\\x00b')]"}, "cannot be read"),
            ({"partner_domain": "[('name', '=', 'a\x00b')]"}, "cannot be read"),
            ({"partner_domain": "[('name', 'in', ['a\\ud800b'])]"}, "cannot be read"),
            ({"partner_domain": "[('user_id', 'any', [('name', '=', 'a\\x00b')])]"}, "cannot be read"),
            ({**bought, "purchase_min_amount": 1e308}, "Amount at least"),
            ({**bought, "purchase_max_amount": float("inf")}, "Amount at most"),
            ({**bought, "purchase_min_pieces": float("nan")}, "Pieces at least"),
            ({**bought, "purchase_min_tickets": 10 ** 12}, "Tickets at least"),
            ({"card_condition_ids": [(0, "virtual_1", card)]}, "Points at least"),
        ):
            with self.subTest(values):
                told = self._campaign().preview_line({}, False, {"operation": "add", **values})
                self.assertIn(says, told["error"])
        with self.assertRaisesRegex(UserError, "Amount at least"):
            self._campaign(("add", {**bought, "purchase_min_amount": 1e308}))

    def test_who_may_ask(self):
        campaign = self._campaign(("add", PAU))
        with self.assertRaises(AccessError):
            campaign.with_user(self._user("consult")).preview_line({}, False, PAU)
        salesperson = self._user("base.group_user", login="test_nobody")
        with self.assertRaises(AccessError):
            self.campaigns.with_user(salesperson).preview_line({}, False, PAU)

    def test_with_whose_rights_is_not_the_clients_choice(self):
        """A count of another's customers would tell what their fields hold."""
        campaign = self._campaign(("add", PAU))
        self.env["ir.rule"].create({
            "name": "No customers of Pau", "model_id": self.env.ref("base.model_res_partner").id,
            "groups": [Command.link(self.env.ref("direct_marketing.group_edit").id)],
            "domain_force": "[('city', '!=', 'Pau')]",
        })
        other = self._user("base.group_user", login="test_sees_all")
        for asked in (campaign, self.campaigns):
            counted = asked.preview_line({"user_id": other.id, "filter_ids": []}, False, ALL | {"operation": "add"})
            self.assertEqual(counted["changed"], 1)

    def test_a_closed_campaign_is_not_edited(self):
        campaign = self._campaign(("add", PAU))
        campaign.sudo().state = "closed"
        with self.assertRaises(UserError):
            campaign.preview_line({}, False, PAU)

    # === COPIES, BEGINNINGS === #

    def test_a_line_is_copied_with_what_was_not_saved(self):
        product = self._product()
        campaign = self._campaign(("remove", {
            "purchase_mode": "bought", "purchase_date_from": "2026-03-01", "product_ids": [Command.set(product.ids)],
            "condition_ids": [Command.create({"kind": "anniversary", "month_from": "6"})],
        }))
        line = campaign.filter_ids
        condition = line.condition_ids
        values = line.copy_values({
            "purchase_min_tickets": 2, "anniversary_condition_ids": [(1, condition.id, {"month_from": "7"})],
        })
        copy = line.create({**values, "campaign_id": campaign.id})
        self.assertEqual(
            (copy.operation, copy.purchase_date_from, copy.product_ids, copy.purchase_min_tickets),
            ("remove", date(2026, 3, 1), product, 2),
        )
        self.assertEqual((copy.condition_ids.month_from, condition.month_from), ("7", "6"))
        self.assertEqual(copy.details, line.details.replace("June", "July").replace("bought", "bought ≥ 2 tickets of"))

    @freeze_time("2026-12-05")
    def test_quick_starts_are_lines(self):
        starts = self.campaigns.env["dm.filter"].get_quick_starts()
        campaign = self._campaign(*(("add", start["values"]) for start in starts))
        campaign.action_refresh_selection()
        self.assertEqual(campaign.filter_ids.mapped("summary"), [
            "bought in the last 365 days", "did not buy in the last 183 days · bought at least once",
            "Birthdate next month",
        ])

    def test_quick_starts_on_the_screen(self):
        """The list of lines makes them of defaults."""
        for start in self.campaigns.env["dm.filter"].get_quick_starts():
            defaults = {f"default_{name}": value for name, value in start["values"].items()}
            with self.subTest(start["label"]):
                shown = Form(self.env["dm.filter"].with_context(**defaults))
                self.assertEqual(shown.summary, self.env["dm.filter"].new(start["values"]).summary)

    def test_which_kinds_hold_a_condition(self):
        conditions = [Command.create({"kind": "anniversary", "month_from": month}) for month in "67"]
        line = self._campaign(("add", {**PAU, "condition_ids": conditions})).filter_ids
        self.assertEqual(line.kind_counts, {"customer": 1, "anniversary": 2})
