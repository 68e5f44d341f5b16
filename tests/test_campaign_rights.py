from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ShopCase

MODELS = ("dm.campaign", "dm.filter", "dm.recipient", "dm.channel")
# role → what it may do with (campaigns, filter lines, recipients, channels)
RIGHTS = {
    "none": ("", "", "", ""),
    "portal": ("", "", "", ""),
    "consult": ("r", "r", "r", "r"),
    "edit": ("rwc", "rwcd", "r", "r"),
    "manage": ("rwcd", "rwcd", "r", "rw"),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestCampaignRights(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls._user(role, login=f"rights_{role}") for role in ("consult", "edit", "manage")
        }
        cls.users["none"] = new_test_user(cls.env, login="rights_none", groups="base.group_user")
        cls.users["portal"] = new_test_user(cls.env, login="rights_portal", groups="base.group_portal")
        cls.customer = cls._customer("Anne Pau", city="Pau")
        cls.campaign = cls.env["dm.campaign"].create({
            "name": "Spring", "send_date": "2026-03-01",
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        cls.campaign.action_refresh_selection()
        cls.records = {
            "dm.campaign": cls.campaign, "dm.filter": cls.campaign.filter_ids,
            "dm.recipient": cls.campaign.recipient_ids, "dm.channel": cls.env.ref("direct_marketing.dm_channel_sms"),
        }

    def test_each_role_on_each_model(self):
        for role, rights in RIGHTS.items():
            for model, letters in zip(MODELS, rights, strict=True):
                records = self.records[model].with_user(self.users[role])
                for letter, operation in OPERATIONS.items():
                    with self.subTest(f"{role} {operation} {model}"):
                        self.assertEqual(records.has_access(operation), letter in letters)

    def test_who_consults_changes_nothing_by_any_call(self):
        campaign = self.campaign.with_user(self.users["consult"])
        for name in ("action_refresh_selection", "action_finish", "action_trash", "action_restore"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(campaign, name)()
        for values in ({"name": "Mine"}, {"filter_ids": [Command.clear()]}):
            with self.subTest(values), self.assertRaises(AccessError):
                campaign.write(values)
        with self.assertRaises(AccessError):
            campaign.web_save({"name": "Mine"}, {})
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.customer)

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("manage", login="rights_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        for model in MODELS[:3]:
            with self.subTest(model):
                self.assertFalse(self.env[model].with_user(user).search_count([("id", "in", self.records[model].ids)]))
        with self.assertRaises(AccessError):
            self.campaign.with_user(user).action_refresh_selection()

    def test_a_selection_has_the_rights_of_its_responsible_user(self):
        """A count over what the user may not see would tell what is in it."""
        campaign = self.campaign.copy({"user_id": self.users["edit"].id})
        campaign.filter_ids.partner_domain = "[('city', 'in', ['Pau', 'Lyon'])]"
        lyon = self._customer("Luc Lyon", city="Lyon")
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": "[('city', '!=', 'Pau')]", "groups": [Command.link(self.env.ref("base.group_user").id)],
        })
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id, lyon)

    def test_a_field_that_the_responsible_user_may_not_read(self):
        campaign = self.campaign.copy({"user_id": self.users["edit"].id})
        campaign.filter_ids.partner_domain = "[('signup_type', '=', 'reset')]"
        with self.assertRaises(UserError):
            campaign.action_refresh_selection()

    def test_only_managers_make_somebody_else_responsible(self):
        """Who could borrow another's rights would read in counts what they may not see."""
        editor, manager = self.users["edit"], self.users["manage"]
        for values in ({"user_id": manager.id}, {"user_id": False}):
            with self.subTest(values), self.assertRaises(AccessError):
                self.campaign.with_user(editor).write(values)
        with self.assertRaises(AccessError):
            self.env["dm.campaign"].with_user(editor).create({"name": "Theirs", "user_id": manager.id})
        self.assertEqual(self.env["dm.campaign"].with_user(editor).create({"name": "Mine"}).user_id, editor)
        self.campaign.with_user(manager).user_id = editor
        self.assertEqual(self.campaign.user_id, editor)

    def test_nobody_takes_over_what_is_a_manager_s(self):
        """Nor by a default that the client sends along."""
        editor, manager = self.users["edit"], self.users["manage"]
        self.campaign.user_id = manager
        campaigns = self.env["dm.campaign"].with_user(editor)
        with self.assertRaisesRegex(AccessError, "Only a manager of Direct Marketing changes who is responsible"):
            self.campaign.with_user(editor).user_id = editor
        self.campaign.with_user(editor).write({"user_id": manager.id, "name": "Autumn"})
        with self.assertRaises(AccessError):
            campaigns.with_context(default_user_id=manager.id).create({"name": "Theirs"})
        mine = campaigns.create({"name": "Mine", "user_id": editor.id})
        with self.assertRaises(AccessError):
            (mine | self.campaign).with_user(editor).write({"user_id": editor.id})
        screen = self.campaign.with_user(editor).new(origin=self.campaign)
        screen.user_id = editor
        screen._onchange_selection()
        self.assertIn("manager", screen.selection_error)

    def test_nor_on_a_screen_that_was_not_saved(self):
        campaign = self.campaign.with_user(self.users["edit"]).new(origin=self.campaign)
        campaign.user_id = self.users["manage"]
        campaign.recipient_count = 0
        campaign._onchange_selection()
        self.assertIn("manager", campaign.selection_error)
        self.assertEqual(campaign.recipient_count, 0)
