import base64
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import unquote

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common import ShopCase
from .test_document_csv import reread

USUAL = ["Ident", "Nom", "Prenom", "Email", "Portable", "CodePostal", "Ville"]


class ExportCase(ShopCase):
    """A campaign with three recipients, and users who may or may not export."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title = cls.env["res.partner.title"].create({"name": "Mister Test", "shortcut": "M."})
        cls.tags = cls.env["res.partner.category"].create([{"name": "Loyal"}, {"name": "Gardener"}])
        france = cls.env.ref("base.fr")
        cls.pau = cls._customer(
            "x", lastname="Élan", firstname="Anne", zip="64000", city="Pau", street="1 rue A", country_id=france.id,
            email="Anne@Example.com", mobile="06 12 34 56 78", title_id=cls.title.id, birthdate_date="1980-07-03",
            category_id=[Command.set(cls.tags.ids)],
        )
        cls.ain = cls._customer(
            "x", lastname="Zola", firstname="Luc", zip="01000", city="Bourg", country_id=france.id,
            birthdate_date="1979-12-24", comment="=1+1", function="=HYPERLINK('x')",
        )
        cls.pont = cls._customer("x", lastname="Eau", firstname="Léa", zip="69001", city="Lyon; centre")
        cls.people = cls.pau | cls.ain | cls.pont
        cls.campaign = cls._campaign(cls.people)
        export = "base.group_allow_export"
        cls.consult = cls._user("consult", "exp_consult")
        cls.exporter = cls._user("consult", "exp_exporter")
        cls.editor = cls._user("edit", "exp_editor")
        cls.nobody = cls._user("base.group_user", "exp_nobody")
        cls.other_company = cls.env["res.company"].create({"name": "Other shop"})
        cls.stranger = cls._user(
            "edit", "exp_stranger", company_id=cls.other_company.id, company_ids=[Command.set(cls.other_company.ids)],
        )
        for user in cls.exporter | cls.editor | cls.nobody | cls.stranger:
            user.group_ids += cls.env.ref(export)
        cls.consult.group_ids -= cls.env.ref(export)

    @classmethod
    def _campaign(cls, partners, **values):
        campaign = cls.env["dm.campaign"].create({
            "name": "Été: d'abord/ici", "send_date": "2026-03-01",
            "filter_ids": [Command.create({"partner_domain": str([("id", "in", partners.ids)])})], **values,
        })
        campaign.action_refresh_selection()
        return campaign

    def _rows(self, codes, campaign=None, user=None, **options):
        """Return the rows that a user's file has, without its header."""
        campaign = (campaign or self.campaign).with_user(user or self.exporter)
        result = campaign.export_recipients(codes, **options)
        rows = reread(base64.b64decode(result["content"]))[1:]
        self.assertEqual(len(rows), result["row_count"])
        return rows


@tagged("post_install", "-at_install")
class TestExport(ExportCase):

    def test_values_of_the_usual_columns(self):
        self.assertCountEqual(self._rows(USUAL), [
            ["M.", "Élan", "Anne", "anne@example.com", "+33612345678", "64000", "Pau"],
            ["", "Zola", "Luc", "", "", "01000", "Bourg"],
            ["", "Eau", "Léa", "", "", "69001", "Lyon; centre"],
        ])

    def test_values_of_other_columns(self):
        codes = ["jj1", "mm1", "aa1", "DateNaissance", "Departement", "Pays", "Famille", "AccepteMailing", "Fonction"]
        france = self.env.ref("base.fr").name
        rows = self._rows([*codes, "Nom"], sort="Nom")
        self.assertEqual(rows[0], ["", "", "", "", "69", "", "", "Yes", "", "Eau"])
        families = ", ".join(self.pau.category_id.mapped("name"))
        self.assertEqual(
            rows[1], ["03", "07", "1980", "03/07/1980", "64", france, families, "Yes", "", "Élan"],
        )
        self.assertEqual(
            rows[2],
            ["24", "12", "1979", "24/12/1979", "01", france, "", "Yes", "'=HYPERLINK('x')", "Zola"],
        )

    def test_every_field_of_the_catalogue_can_be_read(self):
        self.exporter.group_ids += self.env.ref("fleet.fleet_group_user")
        codes = self.env["dm.field"].search([]).mapped("code")
        self.assertEqual({len(row) for row in self._rows(codes)}, {len(codes)})

    def test_order_of_columns_and_rows(self):
        self.assertEqual(
            self._rows(["Ville", "Nom"], sort="Nom"), [["Lyon; centre", "Eau"], ["Pau", "Élan"], ["Bourg", "Zola"]],
        )
        self.assertEqual(self._rows(["Nom"], sort="CodePostal", descending=True), [["Eau"], ["Élan"], ["Zola"]])
        self.assertEqual(self._rows(["Nom"], campaign=self._campaign(self.ain | self.pont)), [["Eau"], ["Zola"]])
        born = self._rows(["Nom"], sort="DateNaissance")
        self.assertEqual([row[0] for row in born], ["Zola", "Élan", "Eau"], "who has no birth date is last")
        born = self._rows(["Nom"], sort="DateNaissance", descending=True)
        self.assertEqual([row[0] for row in born], ["Élan", "Zola", "Eau"], "who has no birth date is last")

    def test_header_and_style_follow_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.exporter.lang = "fr_FR"
        for lang, mark in (("fr_FR", ","), ("en_US", ".")):
            self.assertEqual(self.campaign.with_context(lang=lang)._get_csv_format().decimal_mark, mark)
        self.env["dm.field"]._find(["Nom"]).with_context(lang="fr_FR").name = "Nom de famille"
        result = self.campaign.with_user(self.exporter).with_context(lang="fr_FR").export_recipients(["Nom"])
        self.assertEqual(reread(base64.b64decode(result["content"]))[0], ["Nom de famille"])
        result = self.campaign.with_user(self.exporter).export_recipients(["Nom"], separator=",", encoding="utf-8")
        self.assertTrue(base64.b64decode(result["content"]).startswith(b"Last name\r\n"))

    def test_bad_input_is_refused_with_a_sentence(self):
        campaign = self.campaign.with_user(self.exporter)
        for options, sentence in (
            ({"field_codes": []}, "at least one column"),
            ({"field_codes": ["Nomm"]}, "did you mean “Nom”"),
            ({"field_codes": ["zzzzzzz"]}, "no field “zzzzzzz”"),
            ({"field_codes": ["Nom"], "sort": "Nmo"}, "did you mean"),
            ({"field_codes": ["Nom"], "separator": "x"}, "separated by"),
            ({"field_codes": ["Nom"], "encoding": "klingon"}, "klingon"),
            ({"field_codes": ["Nom"], "encoding": "base64"}, "base64"),
        ):
            with self.subTest(options), self.assertRaisesRegex(UserError, sentence):
                campaign.export_recipients(**options)

    def test_who_may_export(self):
        for user, error in (
            (self.nobody, AccessError), (self.consult, AccessError), (self.stranger, AccessError),
            (self.exporter, None), (self.editor, None),
        ):
            for method in ("export_recipients", "preview_recipients"):
                campaign = self.campaign.with_user(user)
                with self.subTest(f"{user.login} {method}"):
                    if error:
                        with self.assertRaises(error):
                            getattr(campaign, method)(["Nom"])
                    else:
                        self.assertEqual(getattr(campaign, method)(["Nom"])["row_count"], 3)
        self.assertEqual(self.env["dm.document"].search_count([("campaign_id", "=", self.campaign.id)]), 2)

    def test_the_right_to_export_is_named(self):
        with self.assertRaisesRegex(AccessError, "right to export"):
            self.campaign.with_user(self.consult).export_recipients(["Nom"])

    def test_recipients_whose_contact_is_hidden_are_left_out(self):
        self.env["ir.rule"].create({
            "name": "Not Pau", "model_id": self.env.ref("base.model_res_partner").id,
            "groups": [Command.set(self.env.ref("direct_marketing.group_consult").ids)],
            "domain_force": f"[('id', '!=', {self.pau.id})]",
        })
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Eau"], ["Zola"]])

    def test_control_group_and_left_out_are_not_in_the_file(self):
        self.pau.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.ain).is_control = True
        self.assertEqual(self._rows(["Nom"]), [["Eau"]])

    def test_who_came_to_refuse_the_campaign_s_channels_is_left_out(self):
        channels = {code: self.env.ref(f"direct_marketing.dm_channel_{code}") for code in ("post", "email")}
        self.campaign.channel_ids = channels["post"]
        self.campaign.action_refresh_selection()
        self.ain._dm_record_permission("post", "refused", "staff")
        self.pont._dm_record_permission("email", "refused", "staff")
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Eau"], ["Élan"]])
        self.campaign.channel_ids |= channels["email"]
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Eau"], ["Élan"], ["Zola"]], "may be written to by e-mail")
        self.ain._dm_record_permission("email", "refused", "staff")
        preview = self.campaign.with_user(self.exporter).preview_recipients(["Nom"])
        self.assertEqual((preview["row_count"], preview["hidden_count"]), (2, 0))

    def test_who_stays_listed_though_refusing_is_marked(self):
        self.campaign.write({
            "exclude_refused": False, "channel_ids": self.env.ref("direct_marketing.dm_channel_post").ids,
        })
        self.campaign.action_refresh_selection()
        self.ain._dm_record_permission("post", "refused", "staff")
        campaign = self.campaign.with_user(self.exporter)
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Eau", ""], ["Élan", ""], ["Zola", "Yes"]])
        content = base64.b64decode(campaign.export_recipients(["Nom"], sort="Nom")["content"])
        self.assertEqual(reread(content)[0], ["Last name", "Wishes no contact"])
        document, chunks = campaign._export(["Nom"], file_type="xlsx", sort="Nom")
        [sheet] = load_workbook(BytesIO(b"".join(chunks))).worksheets
        self.assertEqual([cell.value for cell in [*sheet.iter_rows()][-1]], ["Zola", "Yes"])
        self.assertEqual(document.row_count, 3)
        self.assertEqual(campaign.preview_recipients(["Nom"], sort="Nom")["rows"][0], ["Eau"])

    def test_closed_campaigns_are_not_exported(self):
        self.campaign.state = "closed"
        for user in self.exporter | self.editor:
            for method in ("export_recipients", "preview_recipients"):
                with self.subTest(user.login), self.assertRaisesRegex(UserError, "closed"):
                    getattr(self.campaign.with_user(user), method)(["Nom"])

    def test_what_the_list_keeps_wins_over_the_contact(self):
        self.pau.write({
            "lastname": "Changed", "zip": "75001", "city": "Paris", "mobile": False, "function": "Baker",
            "country_id": False, "street": "2 rue B", "email": False,
        })
        codes = [*USUAL, "Fonction", "Departement", "Adresse1"]
        self.assertIn(
            ["M.", "Élan", "Anne", "anne@example.com", "+33612345678", "64000", "Pau", "Baker", "64", "1 rue A"],
            self._rows(codes),
        )

    def test_merged_contacts_are_exported_once_and_archived_and_deleted_ones_are_not(self):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.pont | self.pau).ids, dst_partner=self.pau,
        )
        self.assertEqual(self._rows(["Nom", "CodePostal"], sort="Nom"), [["Élan", "64000"], ["Zola", "01000"]])
        self.ain.active = False
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Élan"]])
        self.ain.unlink()
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Élan"]])
        self.campaign.exclude_refused = False
        codes = ["Nom", "CodePostal", "Fonction", "jj1", "AccepteMailing", "NumeroClient", "Famille"]
        self.assertEqual(self._rows(codes, sort="Nom")[1], ["Zola", "01000", "", "", "", "", "", "Yes"])

    def test_permissions_are_not_compiled(self):
        """That takes PostgreSQL half a minute, and reading what is compiled a tenth of a second."""
        self.env.cr.execute("SET LOCAL jit = on")
        self._rows(["Nom"])
        self.assertEqual(self.env.execute_query(SQL("SHOW jit")), [("off",)])

    def test_each_export_is_logged(self):
        today = self.campaign._get_today()
        self._rows(["Nom", "Ville"])
        log = self.env["dm.document"].search([("campaign_id", "=", self.campaign.id)])
        self.assertRecordValues(log, [{
            "name": f"Été d'abord ici, {today}.csv", "kind": "csv", "user_id": self.exporter.id, "row_count": 3,
            "columns": "Nom, Ville", "company_id": self.company.id,
        }])
        self.assertTrue(log.with_user(self.consult).name)
        with self.assertRaises(AccessError):
            log.with_user(self.stranger).read(["name"])
        for user in self.exporter | self.editor:
            for operation in ("write", "create", "unlink"):
                self.assertFalse(log.with_user(user).has_access(operation))
        self.campaign.unlink()
        self.assertTrue(log.exists(), "the log outlives its campaign")

    def test_exporting_changes_nothing_on_the_campaign(self):
        before = self.campaign.read()[0]
        self._rows(["Nom"])
        self.env.invalidate_all()
        after = self.campaign.read()[0]
        before.pop("document_ids"), after.pop("document_ids")
        self.assertEqual(before, after)

    def test_as_many_queries_for_ten_as_for_a_thousand(self):
        self.exporter.group_ids += self.env.ref("fleet.fleet_group_manager")
        codes = self.env["dm.field"].search([]).mapped("code")
        counts = []
        self._rows(codes, sort="Famille")  # fills the caches of languages, groups, rules
        for size in (10, 1000):
            campaign = self._campaign(self._crowd(size)).with_user(self.exporter)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(campaign.export_recipients(codes, sort="Famille")["row_count"], size)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(set(counts)), 1, counts)

    def _crowd(self, size):
        """Return new contacts, with titles, families and countries."""
        countries = self.env["res.country"].search([], limit=20)
        return self.env["res.partner"].with_context(tracking_disable=True).create([
            {
                "name": f"Person {number}", "customer_rank": 1, "country_id": countries[number % 20].id,
                "title_id": self.title.id, "category_id": [Command.link(self.tags[number % 2].id)],
                "birthdate_date": date(1950, 1, 1) + timedelta(days=number),
            }
            for number in range(size)
        ])


@tagged("post_install", "-at_install")
class TestCatalogue(ExportCase):

    def test_catalogue_stands_in_groups(self):
        self.consult.group_ids += self.env.ref("fleet.fleet_group_user")
        groups = self.env["dm.field"].with_user(self.consult).get_catalogue()
        self.assertEqual(
            [group["code"] for group in groups],
            ["customer", "address", "family", "card", "voucher", "vehicle", "record"],
        )
        self.assertIn({"code": "Nom", "name": "Last name", "sortable": True}, groups[0]["fields"])

    def test_fields_of_records_that_a_user_may_not_see_are_not_offered(self):
        groups = self.env["dm.field"].with_user(self.consult).get_catalogue()
        self.assertEqual([group["code"] for group in groups], ["customer", "address", "family", "card", "voucher"])

    def test_fields_that_cannot_be_read_are_refused(self):
        for values in (
            {"path": "nothing"}, {"path": "city.name"}, {"path": "country_id.nothing"}, {"path": " , "},
            {"path": "city", "shape": "year"}, {"path": "zip", "shape": "department"},
            {"path": "image_1920"}, {"code": "a b"}, {"code": "a#"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env["dm.field"].create({"name": "New", "code": "New", "path": "city", **values})

    def test_moments_are_those_of_the_users_clock(self):
        field = self.env["dm.field"].create({"name": "Made on", "code": "MadeOn", "path": "create_date"})
        self.cr.execute("UPDATE res_partner SET create_date = '2026-07-31 23:30:00' WHERE id = %s", [self.ain.id])
        self.ain.invalidate_recordset()
        (moment,), = field.with_context(tz="Europe/Paris")._get_values(self.ain.with_context(tz="Europe/Paris"))
        self.assertEqual(str(moment), "2026-08-01 01:30:00")

    def test_only_managers_change_the_catalogue(self):
        field = self.env["dm.field"]._find(["Nom"])
        for user in self.consult | self.editor:
            with self.subTest(user.login), self.assertRaises(AccessError):
                field.with_user(user).path = "ref"
        field.with_user(self._user("manage", "exp_manager")).path = "ref"

    def test_values_of_contacts_without_a_list(self):
        fields = self.env["dm.field"]._find(["Nom", "Departement"])
        self.assertEqual(fields._get_values(self.ain | self.pau), [["Zola", "01"], ["Élan", "64"]])


@tagged("post_install", "-at_install")
class TestExportWizard(ExportCase, HttpCase):

    def _wizard(self, user=None, **values):
        exports = self.env["dm.export"].with_user(user or self.exporter)
        return exports.create({"campaign_id": self.campaign.id, **values})

    def _download(self, wizard, user=None):
        login = (user or self.exporter).login
        self.authenticate(login, login)
        return self.url_open(f"/dm/export/{wizard.id}")

    def test_columns_are_remembered_for_next_time(self):
        wizard = self._wizard()
        self.assertEqual([column["code"] for column in wizard.columns], USUAL)
        self.assertEqual(wizard.sort_code, "Nom")
        self.assertEqual(wizard.name, f"{self.campaign.name}, {self.campaign._get_today()}")
        columns = [{"code": "Ville", "width": 90}, {"code": "Nom"}]
        wizard.write({"columns": columns, "sort_code": "Ville", "sort_descending": True})
        self.assertEqual(wizard.action_export()["params"]["url"], f"/dm/export/{wizard.id}")
        again = self._wizard()
        self.assertEqual(again.columns, columns)
        self.assertEqual((again.sort_code, again.sort_descending), ("Ville", True))
        again.write({"columns": [{"code": "Nom"}], "keep_layout": False})
        again.action_export()
        self.assertEqual(len(self._wizard().columns), 2)
        self.assertEqual(len(self._wizard(self.editor).columns), len(USUAL), "others keep their own")

    def test_columns_that_the_catalogue_no_longer_has_are_forgotten(self):
        wizard = self._wizard(columns=[{"code": "Ville"}, {"code": "Nom"}], sort_code="Ville")
        wizard.action_export()
        self.env["dm.field"]._find(["Ville"]).active = False
        self.assertEqual((self._wizard().columns, self._wizard().sort_code), ([{"code": "Nom"}], False))

    def test_download(self):
        wizard = self._wizard(columns=[{"code": "Nom"}, {"code": "Ville"}], sort_code="Nom", separator="comma")
        answer = self._download(wizard)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(reread(answer.content, ",")[1:], [["Eau", "Lyon; centre"], ["Élan", "Pau"], ["Zola", "Bourg"]])
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        self.assertIn("text/csv", answer.headers["Content-Type"])
        self.assertIn("Été", unquote(answer.headers["Content-Disposition"]))
        log = self.env["dm.document"].search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual((log.user_id, log.row_count), (self.exporter, 3))

    def test_download_checks_the_rights_again(self):
        wizard = self._wizard()
        for user, status in ((self.editor, 404), (self.stranger, 404), (self.nobody, 403)):
            with self.subTest(user.login):
                self.assertEqual(self._download(wizard, user).status_code, status)
        self.assertEqual(self.url_open("/dm/export/0").status_code, 403)
        self.exporter.group_ids -= self.env.ref("base.group_allow_export")
        self.assertEqual(self._download(wizard).status_code, 403)
        self.exporter.group_ids += self.env.ref("base.group_allow_export")
        self.campaign.state = "closed"
        self.assertGreaterEqual(self._download(wizard).status_code, 400)
        self.logout()
        answer = self.url_open(f"/dm/export/{wizard.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(self.env["dm.document"].search([("campaign_id", "=", self.campaign.id)]))

    def test_nobody_prepares_an_export_without_rights(self):
        with self.assertRaises(AccessError):
            self._wizard(self.nobody)
        with self.assertRaises(AccessError):
            self._wizard(self.stranger).action_export()
        with self.assertRaises(AccessError):
            self._wizard(self.consult).action_export()
        with self.assertRaises(AccessError):
            self._wizard().with_user(self.editor).read(["columns"])
