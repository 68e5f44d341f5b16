from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .erasure_case import EMAIL, MOBILE, NAME, ErasureCase


@tagged("post_install", "-at_install")
class TestPrivacyLookUp(ErasureCase):
    """Odoo's own look-up of a person finds by phone, too, and deletes nothing that we must keep."""

    def setUp(self):
        super().setUp()
        self.admin = self._user("base.group_system", "erase_admin")
        self.message = self._messages().filtered(lambda message: message.number == MOBILE)

    def _look_up(self, **values):
        wizards = self.env["privacy.lookup.wizard"].with_user(self.admin)
        wizard = wizards.create({"name": "Nobody", "email": "nobody@example.com", **values})
        wizard.action_lookup()
        return wizard

    def _found(self, wizard, model):
        return wizard.line_ids.filtered(lambda line: line.res_model == model).mapped("res_id")

    def test_what_only_a_number_tells_is_found(self):
        self.person.unlink()
        event = self.env["dm.gateway.event"].sudo().search([("number", "=", MOBILE)])
        wizard = self._look_up(dm_phone="06 87 65 43 21")
        self.assertEqual(self._found(wizard, "dm.message"), self.message.ids)
        self.assertEqual(self._found(wizard, "dm.gateway.event"), event.ids)
        self.assertTrue(self._found(wizard, "dm.permission.log"))
        self.assertFalse(self._look_up().line_ids, "without a number, as Odoo does")

    def test_what_is_found_twice_stands_once(self):
        wizard = self._look_up(name=NAME, email=EMAIL, dm_phone=MOBILE)
        self.assertEqual(self._found(wizard, "res.partner"), self.person.ids)
        self.assertEqual(self._found(wizard, "dm.message"), self.message.ids)

    def test_the_number_is_proposed(self):
        action = self.person.with_user(self.admin).action_privacy_lookup()
        form = Form(self.env["privacy.lookup.wizard"].with_user(self.admin).with_context(**action["context"]))
        self.assertEqual(form.dm_phone, MOBILE)

    def test_our_rows_are_blanked_not_deleted(self):
        counts = self._counts()
        wizard = self._look_up(name=NAME, email=EMAIL, dm_phone=MOBILE)
        lines = wizard.line_ids.filtered(lambda line: line.res_model.startswith("dm."))
        lines.action_unlink_all()
        self.env.invalidate_all()
        self.assertEqual(self._counts(), counts)
        self.assertEqual((self.message.number, self.message.body), (False, False))
        self.assertTrue(all(line.is_unlinked and line.execution_details for line in lines))
        self.assertFalse([name for name in self._left() if not name.startswith(("dm.permission.", "pos.order."))])

    def test_what_is_on_its_way_is_waited_for(self):
        self.env.cr.execute("UPDATE dm_message SET state = 'uncertain' WHERE id = %s", self.message.ids)
        self.env.invalidate_all()
        wizard = self._look_up(dm_phone=MOBILE)
        line = wizard.line_ids.filtered(lambda line: line.res_model == "dm.message")
        with self.assertRaisesRegex(UserError, "on its way"):
            line.action_unlink()
