from odoo.addons.direct_marketing.tests.common import ShopCase
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestKindOfAnotherAddon(ShopCase):
    """What the README promises to other addons: nothing of ours is changed, all of it works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne, cls.luc = cls._customer("Anne Kind", city="Kindtown"), cls._customer("Luc Kind", city="Kindtown")
        cls.editor = cls._user("edit")

    def _campaign(self, **line):
        return self.env["dm.campaign"].with_user(self.editor).create({
            "name": "Spring", "filter_ids": [
                Command.create({"sequence": 1, "partner_domain": "[('city', '=', 'Kindtown')]"}),
                Command.create({"sequence": 2, **line}),
            ],
        })

    def test_through_the_form(self):
        form = Form(self.env["dm.campaign"].with_user(self.editor))
        form.name = "Spring"
        with form.filter_ids.new() as line:
            line.partner_domain = "[('city', '=', 'Kindtown')]"
            with line.initial_condition_ids.new() as condition:
                condition.initial = "A"
            self.assertIn("begin with A", line.summary)
        self.assertEqual(form.recipient_count, 1)
        with form.filter_ids.edit(0) as line, line.initial_condition_ids.edit(0) as condition:
            condition.deny = True
        campaign = form.save()
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id, self.luc)
        self.assertIn("except those who begin with A", campaign.filter_ids.summary)
        self.assertIn(("initial", "Initial"), self.env["dm.filter.condition"]._get_kinds())

    def test_beside_our_kinds_in_one_line_and_copied(self):
        conditions = [
            {"kind": "initial", "initial": "A"},
            {"kind": "permission", "permission_channel": "post", "permission_answer": "allowed"},
        ]
        campaign = self._campaign(operation="remove", condition_ids=[Command.create(each) for each in conditions])
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id, self.luc)
        copied = campaign.copy()
        copied.action_refresh_selection()
        self.assertEqual(copied.recipient_ids.partner_id, self.luc)

    def test_a_damaged_condition_stops_the_selection(self):
        campaign = self._campaign()
        campaign.action_refresh_selection()
        selected = campaign.recipient_ids.partner_id
        for operation in ("add", "remove"):
            for deny in (False, True):
                with self.subTest(operation=operation, deny=deny):
                    line = campaign.filter_ids[1]
                    line.write({"operation": operation, "condition_ids": [
                        Command.clear(), Command.create({"kind": "initial", "initial": "A", "deny": deny}),
                    ]})
                    self.env.flush_all()
                    self.env.cr.execute(
                        "UPDATE dm_filter_condition SET initial = NULL WHERE id = %s", [line.condition_ids.id],
                    )
                    self.env.invalidate_all()
                    with self.assertRaises(UserError):
                        campaign.action_refresh_selection()
                    self.assertEqual(campaign.recipient_ids.partner_id, selected)
                    self.assertIn("one letter", line.summary)

    def test_a_condition_that_says_nothing_is_not_saved(self):
        with self.assertRaises(UserError):
            self._campaign(condition_ids=[Command.create({"kind": "initial"})])
