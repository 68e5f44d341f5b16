import base64
import io
import random
from datetime import date, datetime

from openpyxl import load_workbook

from odoo.addons.direct_marketing.models.document.xlsx_sheet import xlsx_chunks
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import BaseCase, HttpCase, tagged

from .test_campaign_rows import RowsCase
from .test_document_csv import SIGNS


def read(content):
    """Return the one sheet of a workbook."""
    [sheet] = load_workbook(io.BytesIO(content)).worksheets
    return sheet


def day(text):
    """Return a day as a workbook gives it back."""
    return datetime.fromisoformat(text)


def values(sheet):
    """Return the values of a sheet's cells, row by row."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@tagged("post_install", "-at_install")
class TestXlsx(BaseCase):

    def _sheet(self, names, rows):
        return read(b"".join(xlsx_chunks([(name, None) for name in names], rows, "Title")))

    def test_hostile_cells_stay_the_texts_that_they_are(self):
        rng = random.Random(11)
        signs = [sign for sign in SIGNS if sign not in ("\r", "\r\n")]
        texts = ["".join(rng.choice(signs) for _sign in range(rng.randrange(1, 9))) for _text in range(10_000)]
        texts[:6] = ["=1+1", "+33612345678", "01000", "0612345678", "{=A1}", "http://example.com"]
        rows = [texts[start:start + 10] for start in range(0, len(texts), 10)]
        sheet = self._sheet(list("abcdefghij"), rows)
        for row, cells in zip(rows, sheet.iter_rows(min_row=2), strict=True):
            for text, cell in zip(row, cells, strict=True):
                self.assertEqual((cell.value, cell.data_type), (text, "s"))
                self.assertEqual(cell.number_format, "@", "it stays a text when somebody edits the cell")
                self.assertFalse(cell.hyperlink)

    def test_the_head_cannot_be_a_formula_and_is_frozen_with_a_filter(self):
        sheet = self._sheet(["=1+1", "Nom"], [["x", "y"], ["z", None]])
        self.assertEqual((sheet["A1"].value, sheet["A1"].data_type), ("=1+1", "s"))
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", "A1:B3"))
        self.assertTrue(sheet["A1"].font.bold)

    def test_numbers_and_days_are_real(self):
        moment = day("2026-03-09 08:05")
        sheet = self._sheet(list("abcde"), [[date(1980, 7, 3), moment, 12.5, 7, None], [date(1899, 5, 1)] + [""] * 4])
        self.assertEqual(values(sheet)[1], [day("1980-07-03"), moment, 12.5, 7, None])
        self.assertTrue(sheet["A2"].is_date and sheet["B2"].is_date)
        self.assertEqual(values(sheet)[2], ["1899-05-01", None, None, None, None], "Excel knows no day before 1900")

    def test_very_long_texts_are_cut_and_not_lost(self):
        self.assertEqual(self._sheet(["a"], [["x" * 40_000]])["A2"].value, "x" * 32_767)

    def test_without_rows(self):
        self.assertEqual(values(self._sheet(["a", "b"], [])), [["a", "b"]])


@tagged("post_install", "-at_install")
class TestTargetExport(RowsCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = cls.target.with_user(cls.editor)

    def _rows(self, target=None, **options):
        result = (target or self.target).export_rows(**options)
        sheet = read(base64.b64decode(result["content"]))
        self.assertEqual(sheet.max_row, result["row_count"] + 1)
        return values(sheet)

    def test_columns_order_and_rows_are_those_of_the_target(self):
        self.target.columns = [{"code": code} for code in ("Nom", "CodePostal", "Immatriculation", "DateMEC")]
        self.luc.dm_accepts_mailing = False
        self.assertEqual(self._rows(), [
            ["Last name", "Postcode", "Registration plate", "First registration", "Wishes no contact"],
            ["Pau", "64000", "AA-3", day("1999-01-01"), None],
            ["Pau", "64000", "AA-2", day("2005-05-05"), None],
            ["Lyon", "69001", "LL-1", day("2010-10-10"), "Yes"],
            ["Pau", "64000", "AA-1", day("2020-02-02"), None],
        ])
        self.target.sort = [{"code": "Nom"}, {"code": "DateMEC", "descending": True}]
        self.assertEqual([row[2] for row in self._rows()[1:]], ["LL-1", "AA-1", "AA-2", "AA-3"])

    def test_struck_rows_are_not_in_it(self):
        self.target.strike(self.target.row_ids.filtered(lambda row: row.res_id == self.oldest.id).ids, only_row=True)
        self.assertEqual(len(self._rows()), 4)
        self.target.strike(None)
        self.assertEqual(len(self._rows()), 1)

    def test_who_has_gone_since_is_not_in_it(self):
        self.luc.active = False
        self.oldest.active = False
        self.target.columns = [{"code": "Immatriculation"}]
        result = self.target.export_rows()
        plates = [row[0] for row in values(read(base64.b64decode(result["content"])))[1:]]
        self.assertEqual((plates, result["hidden_count"]), (["AA-2", "AA-1"], 0))
        wizard = self.env["dm.target.export"].with_user(self.editor).create({"target_id": self.target.id})
        self.assertEqual(wizard.row_count, 2)
        self.anne.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.target.export_rows()["row_count"], 0)

    def test_all_vehicles_in_one_text(self):
        self.target.columns = [{"code": "Prenom"}, {"code": "Vehicules"}]
        self.assertIn(["Luc", "CLIO LL-1", None], self._rows())
        texts = [row[1] for row in self._rows() if row[0] == "Anne"]
        self.assertEqual({frozenset(text.split(", ")) for text in texts}, {
            frozenset(["CLIO AA-1", "CLIO AA-2", "LAGUNA AA-3"]),
        })
        self.assertTrue(texts[0].startswith("LAGUNA AA-3"), "the row's own first")

    def test_each_file_is_logged(self):
        self._rows(name="Old cars: all/2026", description="For the garage")
        log = self.env["dm.document"].search([("target_id", "=", self.target.id)])
        self.assertRecordValues(log, [{
            "name": "Old cars all 2026.xlsx", "kind": "xlsx", "user_id": self.editor.id, "row_count": 4,
            "columns": "Nom, Immatriculation", "company_id": self.company.id, "description": "For the garage",
            "campaign_id": False,
        }])
        self.target.sudo().unlink()
        self.assertTrue(log.exists(), "the log outlives its target")

    def test_who_may_not_see_the_rows_is_told_before_the_download(self):
        wizard = self.env["dm.target.export"].with_user(self.consult).create({"target_id": self.target.id})
        with self.assertRaisesRegex(AccessError, "which you may not see"):
            wizard.action_export()

    def test_who_may_take_it_out(self):
        self.consult.group_ids |= self.env.ref("fleet.fleet_group_manager")
        self.assertEqual(len(self._rows(self.target.with_user(self.consult))), 5)
        without = self._user("edit", "rows_no_export")
        without.group_ids |= self.env.ref("fleet.fleet_group_manager")
        without.group_ids -= self.env.ref("base.group_allow_export")
        nobody = self._user("base.group_allow_export", "rows_nobody")
        blind = self._user("consult", "rows_blind")
        blind.group_ids |= self.env.ref("base.group_allow_export")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("manage", "rows_stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        stranger.group_ids |= self.env.ref("base.group_allow_export")
        for user in without | nobody | blind | stranger:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.target.with_user(user).export_rows()
        self.assertEqual(self.env["dm.document"].search_count([("target_id", "=", self.target.id)]), 1)

    def test_contacts_that_the_user_may_not_see_are_left_out_and_counted(self):
        self.env["ir.rule"].create({
            "name": "Not Pau", "model_id": self.env.ref("base.model_res_partner").id,
            "groups": [Command.set(self.env.ref("direct_marketing.group_consult").ids)],
            "domain_force": "[('city', '!=', 'Pau')]",
        })
        result = self.target.export_rows()
        self.assertEqual((result["row_count"], result["hidden_count"]), (1, 3))

    def test_a_list_that_was_not_made_or_has_no_columns(self):
        new = self.env["dm.target"].with_user(self.editor).create({"name": "New"})
        self._refused(new.export_rows, "not made yet")
        self.target.columns = []
        self._refused(self.target.export_rows, "at least one column")

    def test_download(self):
        self.consult.group_ids |= self.env.ref("fleet.fleet_group_manager")
        wizard = self.env["dm.target.export"].with_user(self.editor).create({"target_id": self.target.id})
        self.assertTrue(wizard.name.startswith("Cars, 20"))
        self.assertEqual(wizard.action_export()["params"]["url"], f"/dm/target/{wizard.id}")
        self.authenticate("rows_edit", "rows_edit")
        answer = self.url_open(f"/dm/target/{wizard.id}")
        self.assertEqual(len(values(read(answer.content))), 5)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.editor.group_ids -= self.env.ref("base.group_allow_export")
        self.assertEqual(self.url_open(f"/dm/target/{wizard.id}").status_code, 403)
        self.authenticate("rows_consult", "rows_consult")
        self.assertEqual(self.url_open(f"/dm/target/{wizard.id}").status_code, 404)
        with self.assertRaises(AccessError):
            wizard.with_user(self.consult).read(["name"])
        with self.assertRaises(AccessError):
            wizard.with_user(self.editor).action_export()


@tagged("post_install", "-at_install")
class TestRowsExport(RowsCase):
    """Fields of vehicles in a campaign's file, which may be a workbook."""

    CODES = ("Nom", "Immatriculation", "Vehicules")

    def _rows(self, campaign=None, codes=CODES, user=None, **options):
        campaign = (campaign or self.campaign).with_user(user or self.editor)
        result = campaign.export_recipients(list(codes), file_type="xlsx", **options)
        self.assertTrue(result["name"].endswith(".xlsx"))
        return values(read(base64.b64decode(result["content"])))[1:]

    def test_rows_of_records_give_their_own_record_in_the_lists_order(self):
        self.assertEqual(self._rows(), [
            ["Pau", "AA-3", "LAGUNA AA-3, CLIO AA-2, CLIO AA-1"], ["Pau", "AA-2", "CLIO AA-2, LAGUNA AA-3, CLIO AA-1"],
            ["Lyon", "LL-1", "CLIO LL-1"], ["Pau", "AA-1", "CLIO AA-1, LAGUNA AA-3, CLIO AA-2"],
        ])
        self.assertEqual([row[0] for row in self._rows(sort="Nom")], ["Lyon", "Pau", "Pau", "Pau"])

    def test_an_order_of_several_levels(self):
        self.campaign.sort = [{"code": "Modele", "descending": True}, {"code": "DateMEC", "descending": True}]
        self.assertEqual([row[1] for row in self._rows()], ["AA-3", "AA-1", "LL-1", "AA-2"])

    def test_customers_lists_give_the_first_record(self):
        self.newest.active = False
        customers = self.env["dm.campaign"].with_user(self.editor).create({
            "name": "People", "filter_ids": [self._town("Pau", "Lyon", "Lille")],
        })
        customers.action_refresh_selection()
        self.assertEqual(self._rows(customers, sort="Nom"), [
            ["Lille", None, None], ["Lyon", "LL-1", "CLIO LL-1"], ["Pau", "AA-2", "CLIO AA-2, LAGUNA AA-3"],
        ])

    def test_a_record_that_is_gone_or_hidden_is_empty(self):
        self.campaign._freeze()
        self.oldest.log_drivers.unlink()
        self.oldest.unlink()
        self.env["ir.rule"].create({
            "name": "Not AA-2", "model_id": self.env.ref("fleet.model_fleet_vehicle").id,
            "domain_force": "[('license_plate', '!=', 'AA-2')]",
        })
        self.assertCountEqual([row[1] for row in self._rows()], [None, None, "AA-1", "LL-1"])

    def test_who_may_not_see_vehicles_is_told(self):
        with self.assertRaisesRegex(AccessError, "Registration plate.*Vehicle"):
            self._rows(user=self.consult)
        self.assertEqual(len(self._rows(user=self.consult, codes=["Nom"])), 4)
        wizard = self.env["dm.export"].with_user(self.consult).create({"campaign_id": self.campaign.id})
        self.assertEqual([column["code"] for column in wizard.columns], ["Nom"])

    def test_columns_come_from_the_campaign_and_are_kept_there(self):
        exports = self.env["dm.export"].with_user(self.editor)
        wizard = exports.create({"campaign_id": self.campaign.id, "file_type": "xlsx"})
        self.assertEqual(wizard.columns, [{"code": "Nom"}, {"code": "Immatriculation", "width": 90}])
        self.assertEqual((wizard.sort_code, wizard.sort_descending), ("DateMEC", False))
        columns = [{"code": "Immatriculation"}]
        wizard.write({"columns": columns, "sort_code": "Immatriculation", "sort_descending": True})
        wizard.action_export()
        self.assertEqual(self.campaign.columns, [{"code": "Immatriculation"}])
        self.assertEqual(self.campaign.sort, [{"code": "Immatriculation", "descending": True}])
        document, chunks = wizard._export()
        plates = [row[0] for row in values(read(b"".join(chunks)))]
        self.assertEqual(plates, ["Registration plate", "LL-1", "AA-3", "AA-2", "AA-1"])
        self.assertEqual(document.kind, "xlsx")
        self.assertEqual(exports.create({"campaign_id": self.campaign.id}).columns, [{"code": "Immatriculation"}])

    def test_who_consults_keeps_columns_for_themselves_only(self):
        wizard = self.env["dm.export"].with_user(self.consult).create({
            "campaign_id": self.campaign.id, "columns": [{"code": "Ville"}],
        })
        wizard.action_export()
        self.assertEqual(len(self.campaign.columns), 2)
        layout = self.env["dm.export.layout"].with_user(self.consult)._get_mine()
        self.assertEqual(layout["columns"], [{"code": "Ville"}])

    def test_other_kinds_of_files_are_refused(self):
        with self.assertRaisesRegex(UserError, "csv, xlsx"):
            self.campaign.export_recipients(["Nom"], file_type="exe")

    def test_more_rows_than_a_sheet_has(self):
        class Long(list):
            def __len__(self):
                return 1_048_576
        with self.assertRaisesRegex(UserError, "1,048,575 rows.*1,048,576"):
            self.env["dm.document"]._check_fits_sheet(Long())

    def test_as_many_queries_for_many_as_for_few(self):
        people = self.env["res.partner"].create([{"name": f"Crowd {index}", "city": "Crowd"} for index in range(30)])
        self.env["fleet.vehicle"].create([
            {"model_id": self.clio.id, "driver_id": person.id} for person in people for _twice in range(2)
        ])
        counts = []
        for size in (1, 2, 30):
            campaign = self.campaign.copy({"audience": "all", "filter_ids": [Command.create({
                "partner_domain": str([("id", "in", people[:size].ids)]),
            })]})
            campaign.action_refresh_selection()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self._rows(campaign)), 2 * size)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], "the first one filled the caches")
