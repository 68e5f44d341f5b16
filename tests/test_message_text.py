from datetime import date

from odoo.addons.direct_marketing.models.message.gsm7 import size
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .text_case import TextCase


@tagged("post_install", "-at_install")
class TestMessageText(TextCase):
    """What customers read."""

    # === FIELDS === #

    def test_fields_of_the_seed(self):
        self.assertEqual(
            self._texts("Bonjour #Ident# #Prenom# #Nom#, le #jj1#/#mm1#/#aa1#", [self.paul]),
            ["Bonjour M. Paul Durand, le 07/03/1980"],
        )
        self.assertEqual(self._texts("Bonjour {civilité} {nom}", [self.paul]), ["Bonjour M. Durand"])

    def test_names_are_found_whatever_their_letters(self):
        self.assertEqual(
            self._texts("#NOM# #prénom# {Prénom} {first name} #last name#", [self.paul]),
            ["Durand Paul Paul Paul Durand"],
        )

    def test_fallbacks(self):
        self.assertEqual(
            self._texts("Bonjour #Prenom|cher client#", [self.paul, self.nemo]),
            ["Bonjour Paul", "Bonjour cher client"],
        )

    def test_a_lone_sign_is_a_character(self):
        text = "Nous sommes #1 ; dossier # 12, {} ##Nom##"
        self.assertEqual(self._texts(text, [self.paul]), ["Nous sommes #1 ; dossier # 12, {} #Nom#"])

    def test_values_are_never_read_again(self):
        self.paul.write({"firstname": "#Nom#", "lastname": "{civilité} {{7*7}} ${7*7} %(x)s <t t-out='7*7'/>"})
        self.campaign.action_refresh_selection()
        self.assertEqual(
            self._texts("#Prenom# #Nom#", [self.paul]), ["#Nom# {civilité} {{7*7}} ${7*7} %(x)s <t t-out='7*7'/>"],
        )

    def test_code_in_a_text_stays_a_text(self):
        for text in ("{{ 7 * 7 }} ${7*7} %s %(Nom)s", "{0} {__class__} <t t-out='7'/>"):
            with self.subTest(text):
                self.assertEqual(self._texts(text, [self.paul]), [text])

    def test_each_customer_reads_their_language(self):
        self.env["dm.field"].create({"name": "x", "code": "Test_Latitude", "path": "partner_latitude"})
        (self.paul | self.hans | self.nemo).partner_latitude = 1234.5
        self.assertEqual(
            self._texts("{civilité}|#DateNaissance|?#|#Test_Latitude#", [self.paul, self.hans, self.nemo]),
            ["M.|07/03/1980|1 234,50", "Mr.|?|1.234,50", "|?|1 234,50"],
        )

    def test_vouchers_and_cards(self):
        program = self.env["loyalty.program"].create({"name": "Club", "program_type": "loyalty"})
        for day, points in (("2035-12-31", 12), ("2034-12-31", 99), (False, 7)):
            self.env["loyalty.card"].create({
                "program_id": program.id, "partner_id": self.paul.id, "expiration_date": day, "points": points,
            })
        self.campaign.write({"voucher_mode": "fixed", "voucher_amount": 20, "voucher_expiration_date": "2036-01-31"})
        self.campaign.action_generate_vouchers()
        code = self._recipients([self.paul]).voucher_id.code
        self.assertEqual(
            self._texts("#MontantBon# euros jusqu'au #Date_ValiditerBon# (#CodeBon#), carte #Date_ValiditerCarte#, "
                        "#PointsCarte# points", [self.paul]),
            [f"20 euros jusqu'au 31/01/2036 ({code}), carte 31/12/2035, 12 points"],
        )
        self.assertEqual(self._texts("#PointsCarte|aucun# points", [self.hans]), ["aucun points"])

    def test_what_the_list_keeps_wins(self):
        self.paul.lastname = "Renamed"
        self.assertEqual(self._texts("#Nom#", [self.paul]), ["Durand"])

    def test_vehicles(self):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Test"})
        for name, plate in (("Clio", "AA-1"), ("Zoe", "AA-2")):
            model = self.env["fleet.vehicle.model"].create({"name": name, "brand_id": brand.id})
            self.env["fleet.vehicle"].create({
                "model_id": model.id, "driver_id": self.paul.id, "license_plate": plate,
            })
        self.env.ref("base.user_admin").group_ids += self.env.ref("fleet.fleet_group_user")
        self.campaign.sudo().user_id = self.env.ref("base.user_admin")
        self.assertEqual(self._texts("{modèle} : #Vehicules#", [self.paul]), ["Clio : Clio AA-1, Zoe AA-2"])

    # === SAVING === #

    def test_an_unknown_field_is_refused_with_the_nearest(self):
        with self.assertRaisesRegex(UserError, "There is no field “Xyzzyqw”"):
            self.campaign.app_body = "#Xyzzyqw#"
        self.campaign.app_body = False
        for text, near in (("Bonjour #Prenon#", "Prenom"), ("{civilit}", "Ident"), ("#MontanBon#", "MontantBon")):
            with self.subTest(text), self.assertRaisesRegex(UserError, f"did you mean “{near}”"):
                self.campaign.sms_body = text

    def test_a_copy_has_the_texts_even_of_fields_that_are_gone(self):
        self.campaign.write({"sms_body": "Bonjour #Ville#", "is_sms_plain": True, "app_body": "Hop"})
        self.env.ref("direct_marketing.dm_field_ville").active = False
        copy = self.campaign.copy()
        self.assertEqual((copy.sms_body, copy.is_sms_plain, copy.app_body), ("Bonjour #Ville#", True, "Hop"))
        with self.assertRaisesRegex(UserError, "There is no field “Ville”"):
            copy._check_message_text("sms")
        with self.assertRaisesRegex(UserError, "There is no field “Ville”"):
            copy.sms_body = "Bonjour #Ville#!"

    def test_a_closed_campaign_keeps_its_texts(self):
        self.campaign.sms_body = "Before"
        self.env.cr.execute("UPDATE dm_campaign SET state = 'closed' WHERE id = %s", [self.campaign.id])
        self.campaign.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.campaign.sudo().sms_body = "After"

    def test_a_text_on_its_way_cannot_change(self):
        self.campaign.sms_body = "Before"
        self.patch(type(self.campaign), "_get_open_messages", lambda _self: {"queued": 2})
        self.campaign.write({"sms_body": "Before", "name": "Another name"})
        for values in ({"sms_body": "After"}, {"is_sms_plain": True}):
            with self.assertRaisesRegex(UserError, "on their way with this text"):
                self.campaign.write(values)

    def test_who_consults_writes_no_text(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).sms_body = "Mine"

    def test_letters_and_lines_are_written_in_one_way(self):
        self.campaign.sms_body = "e\u0301te\u0301\r\nPau"
        self.assertEqual(self.campaign.sms_body, "été\nPau")

    # === SENDING === #

    def test_texts_that_cannot_be_sent(self):
        with self.assertRaisesRegex(UserError, "Write the text of “Spring” first"):
            self._texts("")
        with self.assertRaisesRegex(UserError, "at most 6 SMS"):
            self._texts("a" * 919)
        self.assertEqual(len(self._texts("a" * 918)[0]), 918)

    def test_fields_that_the_responsible_may_not_see(self):
        with self.assertRaisesRegex(UserError, "The text shows “Model”, which .* may not see"):
            self._texts("#Modele#")

    def test_the_mention_to_refuse(self):
        self.campaign.sms_body = "a" * 155
        rows = self._recipients([self.paul])
        for traits, body, segments in (
            ({}, "a" * 155, 1),
            ({"stop_mode": "gateway", "stop_text": " STOP 36111"}, "a" * 155, 2),
            ({"stop_mode": "ours", "stop_text": " STOP 36111"}, "a" * 155 + " STOP 36111", 2),
            ({"stop_mode": "none", "stop_text": " STOP 36111"}, "a" * 155, 1),
        ):
            with self.subTest(traits), self._gateway(**traits):
                self.assertEqual(list(self.campaign._render_messages("sms", rows)), [(rows.id, body, segments)])

    def test_an_app_s_message_is_one_whatever_its_length(self):
        self.campaign.app_body = "ç" * 500 + "#Prenom#"
        rows = self._recipients([self.paul])
        with self._gateway(stop_mode="ours", stop_text=" STOP"):
            self.assertEqual(list(self.campaign._render_messages("app", rows)), [(rows.id, "ç" * 500 + "Paul", 1)])

    def test_values_in_cheaper_letters(self):
        self.zoe.firstname = "Zoë 🎁"
        self.campaign.action_refresh_selection()
        self.assertEqual(self._texts("Ça #Prenom#", [self.zoe]), ["Ça Zoë 🎁"])
        self.campaign.is_sms_plain = True
        self.assertEqual(self._texts("Ça ç #Prenom#", [self.zoe]), ["Ça ç Zoe "], "the text itself stays")

    def test_numbers_do_not_bring_dear_spaces(self):
        self.env["dm.field"].create({"name": "x", "code": "Test_Latitude", "path": "partner_latitude"})
        self.paul.partner_latitude = 1234567.0
        [text] = self._texts("#Test_Latitude#", [self.paul])
        self.assertEqual((text, size(text).encoding), ("1 234 567", "gsm7"))

    def test_read_with_the_rights_of_the_responsible(self):
        self.env["ir.rule"].create({
            "name": "Editors do not see Zoe", "model_id": self.env.ref("base.model_res_partner").id,
            "groups": [Command.set(self.env.ref("direct_marketing.group_edit").ids)],
            "domain_force": str([("id", "!=", self.zoe.id)]),
        })
        rows = self._recipients([self.paul, self.zoe])
        self.campaign.sms_body = "#Prenom#"
        for reader in (self.env.user, self.editor):
            campaign = self.campaign.with_user(reader).sudo()
            with self.subTest(reader.login):
                self.assertEqual(
                    list(campaign._render_messages("sms", rows)), [(rows[0].id, "Paul", 1), (rows[1].id, None, 0)],
                )

    def test_who_is_archived_or_deleted_has_what_the_list_keeps(self):
        rows = self._recipients([self.paul, self.zoe])
        self.paul.active = False
        self.zoe.unlink()
        self.campaign.sms_body = "#Prenom# #DateNaissance#"
        self.assertEqual(
            [body for _id, body, _number in self.campaign._render_messages("sms", rows)], ["Paul 07/03/1980", "Zoë "],
        )

    def test_as_many_queries_for_many(self):
        """Promise 24."""
        body = "#Ident# #Prenom# #DateNaissance# #Pays# {carte|}".replace("{carte|}", "#PointsCarte#")
        self.campaign.sms_body = body
        few = self.campaign.recipient_ids
        counts = []
        for number in (0, 1):
            if number:
                for index in range(60):
                    self._addressee(f"Q{index}", "Query", f"06123457{index:02}", title_id=self.title.id,
                                    lang=("fr_FR", "de_DE", "en_US")[index % 3], birthdate_date=date(1970, 1, 1))
                self.campaign.action_refresh_selection()
            rows = self.campaign.recipient_ids if number else few
            list(self.campaign._render_messages("sms", rows))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = list(self.campaign._render_messages("sms", rows))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(found), 64)
        self.assertLessEqual(counts[1], counts[0] + 10, "English joined: some more, and none for each row")
