from odoo.addons.direct_marketing.models.message.gsm7 import foreign
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_house_languages import french, is_sms
from .text_case import TextCase


@tagged("post_install", "-at_install")
class TestReadyTexts(TextCase):
    """Texts that wait to be used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ready = cls.env["dm.text"].with_user(cls.editor).create({
            "name": "Test ready", "kind": "service", "body": "{civilité} {nom}, votre {modèle|véhicule} est prête",
        })

    def test_those_that_ship_cost_no_dear_letters(self):
        texts = self.env["dm.text"].search([("id", "!=", self.ready.id)])
        self.assertGreaterEqual(len(texts), 8)
        for text in texts:
            self.assertEqual(foreign(text.body), [], text.name)
            text._get_fields()

    def test_nor_do_their_translations(self):
        for entry in filter(is_sms, french()):
            self.assertEqual(foreign(entry.msgstr), [], entry.msgstr)

    def test_unknown_fields_are_refused(self):
        with self.assertRaisesRegex(UserError, "did you mean “Prenom”"):
            self.ready.body = "Hello #Prenon#"

    def test_a_service_text_for_one_customer(self):
        with self._gateway(stop_mode="ours", stop_text=" STOP 36111"):
            message = self.ready._prepare_service_message(self.paul)
        self.assertEqual(message, {
            "partner_id": self.paul.id, "channel": "sms", "number": "+33612345601", "is_advertising": False,
            "body": "M. Durand, votre véhicule est prête", "segments": 1,
        })

    def test_about_one_record(self):
        self.editor.group_ids += self.env.ref("fleet.fleet_group_user")
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Test"})
        cars = self.env["fleet.vehicle"].create([
            {"driver_id": self.paul.id, "model_id": self.env["fleet.vehicle.model"].create({
                "name": name, "brand_id": brand.id,
            }).id} for name in ("Clio", "Zoe")
        ])
        bodies = [
            self.ready._prepare_service_message(self.paul, record)["body"] for record in (None, cars[1])
        ]
        self.assertEqual(bodies, ["M. Durand, votre Clio est prête", "M. Durand, votre Zoe est prête"])

    def test_in_the_customer_s_language(self):
        self.ready.with_context(lang="de_DE").body = "{civilité} {nom}, Ihr Auto ist fertig"
        self.assertEqual(self.ready._prepare_service_message(self.hans)["body"], "Mr. Muster, Ihr Auto ist fertig")

    def test_advertising_leaves_with_a_campaign(self):
        self.ready.kind = "advertising"
        with self.assertRaisesRegex(UserError, "is advertising"):
            self.ready._prepare_service_message(self.paul)

    def test_who_has_no_mobile(self):
        self.paul.mobile = False
        with self.assertRaisesRegex(UserError, "has no mobile number"):
            self.ready._prepare_service_message(self.paul)

    def test_rights(self):
        ready = self.ready.with_user(self.consult)
        self.assertEqual(ready.name, "Test ready")
        with self.assertRaises(AccessError):
            ready.name = "Mine"
        nobody = self._user("base.group_user", "text_nobody")
        with self.assertRaises(AccessError):
            self.ready.with_user(nobody).read(["body"])
        other = self.env["res.company"].create({"name": "Other shop"})
        self.ready.company_id = other
        self.assertFalse(self.env["dm.text"].with_user(self.editor).search([("id", "=", self.ready.id)]))
