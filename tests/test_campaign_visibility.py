import base64

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .common import ShopCase
from .test_campaign_rows import RowsCase


@tagged("post_install", "-at_install")
class TestRecipientVisibility(ShopCase):
    """Who may not see a contact does not see its recipient row; how many there are, everybody sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("edit", "visible_seller")
        cls.manager = cls._user("manage", "visible_manager")
        cls.seller.group_ids += cls.env.ref("base.group_allow_export")
        cls.mine = cls._customer("Mine", city="Pau", user_id=cls.seller.id)
        cls.theirs = cls._customer("Theirs", city="Pau")
        cls.gone = cls._customer("Gone", city="Pau")
        cls.env["ir.rule"].create({
            "name": "This seller sees their own customers", "model_id": cls.env.ref("base.model_res_partner").id,
            "domain_force": "[(1, '=', 1)] if user.login != 'visible_seller' else "
                            "['|', ('user_id', '=', user.id), ('user_ids', '!=', False)]",
        })
        cls.campaign = cls.env["dm.campaign"].with_user(cls.manager).create({
            "name": "Spring", "send_date": "2026-01-01",
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        cls.campaign.action_refresh_selection()
        cls.rows = {row.name: row for row in cls.campaign.recipient_ids}
        cls.gone.unlink()

    def test_rows_follow_the_contacts(self):
        recipients = self.env["dm.recipient"].with_user(self.seller)
        seen = recipients.search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual(set(seen.mapped("name")), {"Mine", "Gone"})
        self.assertEqual(recipients.search_count([("campaign_id", "=", self.campaign.id)]), 2)
        self.assertEqual(len(self.campaign.with_user(self.seller).recipient_ids), 2)
        [(count,)] = recipients._read_group([("campaign_id", "=", self.campaign.id)], aggregates=["__count"])
        self.assertEqual(count, 2)
        hidden = self.rows["Theirs"].with_user(self.seller)
        with self.assertRaises(AccessError):
            hidden.read(["name"])
        self.assertEqual(len(self.campaign.recipient_ids), 3)

    def test_archived_contacts_keep_their_row(self):
        self.mine.active = False
        self.assertIn("Mine", self.campaign.with_user(self.seller).recipient_ids.mapped("name"))

    def test_a_contact_that_went_to_another_company(self):
        self.env["ir.rule"].search([("name", "=", "This seller sees their own customers")]).unlink()
        recipients = self.env["dm.recipient"].with_user(self.seller)
        domain = [("campaign_id", "=", self.campaign.id)]
        self.assertEqual(recipients.search_count(domain), 3)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.theirs.company_id = other
        self.assertEqual(set(recipients.search(domain).mapped("name")), {"Mine", "Gone"})
        self.seller.company_ids |= other
        both = recipients.with_context(allowed_company_ids=(self.company | other).ids)
        self.assertEqual(both.search_count(domain), 3)

    def test_who_may_not_see_the_responsible_colleague_refreshes_all_the_same(self):
        self.env["ir.rule"].search([("name", "=", "This seller sees their own customers")]).domain_force = (
            "[(1, '=', 1)] if user.login != 'visible_seller' else [('user_id', '=', user.id)]"
        )
        campaign = self.campaign.with_user(self.seller)
        with self.assertRaises(AccessError):
            campaign.user_id.read(["active"])
        self.assertTrue(campaign.action_refresh_selection())
        self.assertEqual(campaign.recipient_count, 2, "with the rights of the responsible user; one contact is gone")

    def test_rows_of_a_target_follow_the_contacts(self):
        target = self.env["dm.target"].with_user(self.manager).create({
            "name": "Pau", "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        target.action_refresh()
        seen = target.with_user(self.seller)
        self.assertEqual(seen.row_ids.partner_id, self.mine)
        with self.assertRaises(AccessError):
            target.row_ids.with_user(self.seller).read(["partner_id"])
        self.assertEqual((seen.row_count, target.row_ids.partner_id), (2, self.mine | self.theirs))

    def test_purchases_and_scores_follow_the_contacts(self):
        self._ticket(self.mine, [(self._product(10.0), 1)])
        self._ticket(self.theirs, [(self._product(10.0), 2)])
        self._ticket(self.env["res.partner"], [(self._product(10.0), 3)])
        self.env["dm.score"].create([
            {"partner_id": customer.id, "company_id": self.company.id, "month": "2026-01-01", "date": "2026-01-01"}
            for customer in (self.mine, self.theirs)
        ])
        domain = [("company_id", "=", self.company.id)]
        for user, seen in ((self.seller, self.mine), (self.manager, self.mine | self.theirs)):
            purchases = self.env["dm.purchase"].with_user(user).search(domain)
            with self.subTest(user=user.login):
                self.assertEqual(purchases.partner_id, seen)
                self.assertIn(3, purchases.filtered(lambda line: not line.partner_id).mapped("quantity"))
                self.assertEqual(self.env["dm.score"].with_user(user).search(domain).partner_id, seen)

    def test_counts_stay_whole(self):
        campaign = self.campaign.with_user(self.seller)
        self.assertEqual(campaign.recipient_count, 3)
        self.campaign.action_refresh_results()
        self.assertEqual(campaign._get_return_counts()["recipient_count"], 3)

    def test_the_list_says_how_many_it_does_not_show(self):
        campaign = self.campaign.with_user(self.seller)
        self.assertFalse(self.campaign.get_hidden_sentence(), "a manager sees all")
        self.assertIn("1 row of this list is not shown", campaign.get_hidden_sentence())
        self._customer("Theirs, too", city="Pau")
        self.campaign.action_refresh_selection()
        self.assertIn("2 rows of this list are not shown", campaign.get_hidden_sentence())
        self.theirs.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        self.assertIn("1 row of this list", campaign.get_hidden_sentence(), "of who receives or was struck out")
        with self.assertRaises(AccessError):
            campaign.with_user(self._user("base.group_user", "visible_employee")).get_hidden_sentence()

    def test_a_list_that_is_opened_says_so_of_its_own_rows(self):
        campaign = self.campaign.with_user(self.seller)

        def hidden(action):
            return action["context"]["dm_hidden_rows"]

        self.assertIn("1 row of this list is not shown", hidden(campaign.action_open_recipients()))
        self.assertFalse(hidden(campaign.action_open_excluded()))
        self.assertFalse(hidden(self.campaign.action_open_recipients()))
        self.theirs.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        self.assertFalse(hidden(campaign.action_open_recipients()), "the filter shows who receives or was struck out")
        self.assertIn("1 row of this list", hidden(campaign.action_open_excluded()))

    def test_files_have_what_one_may_see_and_say_how_many_are_missing(self):
        campaign = self.campaign.with_user(self.seller)
        preview = campaign.preview_recipients(["Nom"])
        self.assertEqual((preview["row_count"], preview["hidden_count"]), (1, 1), "who is gone is in no file")
        result = campaign.export_recipients(["Nom"])
        self.assertEqual((result["row_count"], result["hidden_count"]), (1, 1))
        self.assertNotIn(b"Theirs", base64.b64decode(result["content"]))
        document = self.env["dm.document"].search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual(document.hidden_count, 1)

    def test_a_seller_selects_among_their_own(self):
        campaign = self.env["dm.campaign"].with_user(self.seller).create({
            "name": "My customers", "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        campaign.action_refresh_selection()
        self.assertEqual(campaign.sudo().recipient_ids.partner_id, self.mine)
        self.assertEqual(campaign.filter_ids.marginal_count, 1)


@tagged("post_install", "-at_install")
class TestRecipientSearch(RowsCase):

    def test_the_search_box_finds_rows_by_their_record(self):
        """What a user may not see is not found either: a search would tell that it is there."""
        rows = self.env["dm.recipient"].with_user(self.editor)
        mine = Domain("campaign_id", "=", self.campaign.id)
        named = mine & Domain("record_name", "ilike", "aa-3")
        self.assertEqual(self._vehicles(rows.search(named)), self.oldest)
        self.oldest.active = False
        self.assertEqual(self._vehicles(rows.search(named)), self.oldest)
        self.assertEqual(self._vehicles(rows.search(mine & Domain("record_name", "not ilike", "aa-"))), self.other)
        self.assertFalse(rows.with_user(self.consult).search(named))

    def test_the_search_box_reads_as_people_write(self):
        """As the list of a target does; by the number that the list has, and by the contact's other one."""
        customer = self._customer(
            firstname="Zoé", lastname="Quinquet", mobile="07 66 48 19 70", phone="05 59 12 34 56", zip="64000",
            city="Pau", country_id=self.env.ref("base.fr").id,
        )
        campaign = self.env["dm.campaign"].create({"name": "Spring", "filter_ids": [
            Command.create({"partner_domain": repr([("id", "=", customer.id)])}),
        ]})
        campaign.action_refresh_selection()
        rows = self.env["dm.recipient"].with_user(self.editor)
        for text, count in (
            ("Quinquet Zoé", 1), ("zoé, quinquet", 1), ("0766481970", 1), ("07 66 48 19 70", 1),
            ("+33 (0)7 66 48 19 70", 1), ("0559123456", 1), ("05.59.12.34.56", 1), ("640", 1), ("pau quinquet", 1),
            ("lyon quinquet", 0), ("07 66 48 19 71", 0), ("400", 0), ("%", 0),
        ):
            with self.subTest(text):
                found = rows.search_count([("campaign_id", "=", campaign.id), ("display_name", "ilike", text)])
                self.assertEqual(found, count)
