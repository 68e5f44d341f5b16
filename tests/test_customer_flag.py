from psycopg2.errors import NotNullViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestFlagProof(PermissionCase):
    """“Wishes to receive mailings” refuses every channel: switching it off, and on again, leaves its proof."""

    def _proofs(self, partners):
        return self._log(partners).filtered(lambda log: log.channel == "all").sorted("id")

    def _told(self, partners):
        return self._proofs(partners).mapped(lambda log: (log.answer, log.source))

    def test_switched_off_and_on_again(self):
        user = self._user("sales_team.group_sale_salesman,base.group_partner_manager", login="flag_seller")
        customer = self.marie.with_user(user)
        customer.dm_accepts_mailing = False
        customer.dm_accepts_mailing = True
        refused, allowed = self._proofs(self.marie)
        self.assertRecordValues(refused | allowed, [
            {"answer": answer, "source": "staff", "user_id": user.id, "company_id": self.company.id, "wording": wording}
            for answer, wording in (
                ("refused", "“Wishes to receive mailings” is not ticked."),
                ("allowed", "“Wishes to receive mailings” is ticked."),
            )
        ])
        labels = dict(refused._fields["channel"]._description_selection(self.env))
        self.assertEqual(labels["all"], "All channels")
        self.assertFalse(self.env["dm.permission"].search([("partner_id", "=", self.marie.id)]))

    def test_a_contact_that_a_loader_wrote_in_sql_wishes_mailings(self):
        self.env.cr.execute(
            "INSERT INTO res_partner (name, autopost_bills, active) VALUES ('Paul Dupont', 'ask', TRUE) RETURNING id",
        )
        paul = self.env["res.partner"].browse(self.env.cr.fetchone()[0])
        self.assertTrue(paul.dm_accepts_mailing)
        self.assertEqual(self.env["res.partner"].search([
            ("id", "=", paul.id), ("dm_accepts_mailing", "=", True),
        ]), paul)
        paul.dm_accepts_mailing = False
        self.assertEqual(self._told(paul), [("refused", "staff")])
        with self.assertRaises(NotNullViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE res_partner SET dm_accepts_mailing = NULL WHERE id = %s", [paul.id])

    def test_what_does_not_change_is_no_answer(self):
        self.marie.write({"dm_accepts_mailing": True, "name": "Marie Durand"})
        self.assertFalse(self._proofs(self.marie))
        self.marie.dm_accepts_mailing = False
        self.marie.write({"dm_accepts_mailing": False})
        self.assertEqual(self._told(self.marie), [("refused", "staff")])

    def test_of_many_at_once_only_those_that_change(self):
        people = self.marie.concat(*(self._consumer(f"Customer {index}") for index in range(20)))
        self.marie.dm_accepts_mailing = False
        self.env.flush_all()

        def count(customers):
            before = self.env.cr.sql_log_count
            customers.with_context(tracking_disable=True).write({"dm_accepts_mailing": False})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before
        few = count(people[1:3])
        self.assertLessEqual(count(people), few + 5)
        for person in people:
            self.assertEqual(self._told(person), [("refused", "staff")])

    def test_new_contacts_with_the_flag_off(self):
        off, on = self.env["res.partner"].create([{"name": "Off", "dm_accepts_mailing": False}, {"name": "On"}])
        self.assertEqual(self._told(off), [("refused", "staff")])
        self.assertFalse(self._proofs(on))

    def test_an_import(self):
        partners = self.env["res.partner"].with_context(import_file=True)
        fields = [".id", "name", "dm_accepts_mailing"]
        for flag in ("False", "True"):
            self.assertFalse(partners.load(fields, [[str(self.marie.id), "Marie", flag]])["messages"])
        self.assertEqual(self._told(self.marie), [("refused", "import")], "an import never switches it on")
        new = partners.load(["name", "dm_accepts_mailing"], [["New", "False"]])["ids"]
        self.assertEqual(self._told(partners.browse(new)), [("refused", "import")])

    def test_the_context_says_where_it_came_from(self):
        self.marie.with_context(dm_permission_source="web", dm_permission_wording="No more!").dm_accepts_mailing = False
        self.assertEqual(self._proofs(self.marie).mapped(lambda log: (log.source, log.wording)), [("web", "No more!")])

    def test_a_visitor_of_the_web_site(self):
        visitor = self.env.ref("base.public_user")
        self.marie.with_user(visitor).sudo().dm_accepts_mailing = False
        self.assertRecordValues(self._proofs(self.marie), [{"source": "web", "user_id": False}])

    def test_merging_keeps_both_proofs_and_claims_no_consent(self):
        twin = self._consumer("Marie Pau-Durand")
        self.marie.dm_accepts_mailing = False
        for _change in range(2):
            twin.dm_accepts_mailing = not twin.dm_accepts_mailing
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.marie | twin).ids, self.marie)
        self.env.invalidate_all()
        self.assertFalse(self.marie.dm_accepts_mailing)
        self.assertEqual([answer for answer, _source in self._told(self.marie)], ["refused", "refused", "allowed"])

    def test_merging_into_one_who_accepted(self):
        twin = self._consumer("Marie Pau-Durand", dm_accepts_mailing=False)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.marie | twin).ids, self.marie)
        self.env.invalidate_all()
        self.assertFalse(self.marie.dm_accepts_mailing)
        self.assertEqual(self._told(self.marie), [("refused", "staff")] * 2)

    def test_a_file_of_refusals_names_channels(self):
        done = self.env["res.partner"].dm_import_refusals(f"email;channel\n{self.marie.email};all\n".encode())
        self.assertFalse(done["recorded"])
