import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .result_case import ResultCase


@tagged("post_install", "-at_install")
class TestResultYield(ResultCase):
    """The yield report of a small shop: shipped on Wednesday 4 March 2026, closing on Friday 20 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        cls.anna.write({"zip": "64000"})
        cls.bruno.write({"zip": "=1+1"})
        cls._ticket(cls.anna, [(cls.soap, 2)], "2026-03-04")
        cls._ticket(cls.anna, cls.lamp, "2026-03-10")
        cls._ticket(cls.bruno, [(cls.soap, 3)], "2026-03-12")
        cls.campaign = cls._campaign(cls.anna | cls.bruno | cls.quiet, closing_date="2026-03-20", state="ready")
        cls.consult = cls._user("consult")
        cls.exporter = cls._user("direct_marketing.group_consult,base.group_allow_export", "test_exporter")

    def _lines(self, grid, *names):
        return [tuple(row["cells"][name] for name in names) for row in grid["rows"]]

    def test_by_week_and_in_total(self):
        [grid] = self.campaign.with_user(self.consult).get_yield()
        self.assertEqual(self._lines(grid, "date", "week", "real", "quantity", "returning_count"), [
            (date(2026, 3, 2), 10, 20.0, 2.0, 1), (date(2026, 3, 9), 11, 55.0, 4.0, 2),
            (date(2026, 3, 16), 12, 0, 0, 0),
            ("Total", None, 75.0, 6.0, 2),
        ])
        rates = [round(float(rate), 1) for rate, in self._lines(grid, "return_rate")]
        self.assertEqual(rates, [33.3, 66.7, 0.0, 66.7])
        self.assertEqual(self._lines(grid, "average_basket", "pieces_per_basket")[-1], (25.0, 2.0))

    def test_for_a_part_of_the_period_by_day(self):
        [grid] = self.campaign.get_yield(date_from="2026-03-10", date_to="2026-03-12", granularity="day")
        self.assertEqual(self._lines(grid, "date", "real", "returning_count"), [
            (date(2026, 3, 10), 25.0, 1), (date(2026, 3, 11), 0, 0), (date(2026, 3, 12), 30.0, 1), ("Total", 55.0, 2),
        ])
        self.assertFalse(self.campaign.result_ids, "nothing is written")
        with self.assertRaisesRegex(UserError, "choose days of this period"):
            self.campaign.get_yield(date_from="2026-04-10")
        with self.assertRaisesRegex(UserError, "ends before"):
            self.campaign.get_yield(date_from="2026-03-10", date_to="2026-03-09")

    def test_by_place(self):
        places, weeks = self.campaign.get_yield("place")
        self.assertEqual(self._lines(places, "area", "postcode", "recipient_count", "returning_count", "real"), [
            ("64 Pyrénées-Atlantiques", None, 1, 1, 45.0), ("64 Pyrénées-Atlantiques", "64000", 1, 1, 45.0),
            ("France", None, 1, 1, 30.0), ("France", "=1+1", 1, 1, 30.0),
            ("No postcode", None, 1, 0, 0.0), ("Total", None, 3, 2, 75.0),
        ])
        self.assertEqual([column["name"] for column in weeks["columns"]][2:],
                         ["real", "2026-03-02", "2026-03-09", "2026-03-16"])
        self.assertEqual(self._lines(weeks, "2026-03-02", "2026-03-09", "real")[-1], (20.0, 55.0, 75.0))
        areas, _weeks = self.campaign.get_yield("place", detail=False)
        self.assertFalse([row for row in areas["rows"] if row["level"] == "line"])

    def test_several_campaigns_side_by_side(self):
        other = self._campaign(self.anna, closing_date="2026-03-12", name="Summer")
        summary, *weeks = (self.campaign | other).get_yield()
        self.assertEqual(self._lines(summary, "campaign", "recipient_count", "returning_count", "real"),
                         [("Spring", 3, 2, 75.0), ("Summer", 1, 1, 45.0)])
        self.assertEqual([grid["heading"] for grid in weeks], ["Spring", "Summer"])

    def test_a_closed_campaign_reports_what_was_written_down(self):
        self.campaign.closing_date = "2026-04-10"
        before = self.campaign.get_yield(), self.campaign.get_yield("place")
        self.campaign.action_close()
        self._ticket(self.quiet, self.lamp, "2026-03-12")
        with self._today("2026-06-01"):
            closed = self.campaign.get_yield(), self.campaign.get_yield("place")
        for was, now in zip(before[0] + before[1], closed[0] + closed[1], strict=True):
            names = [column["name"] for column in was["columns"]]
            rounded = [
                [[round(float(value), 2) if isinstance(value, (int, float)) or hasattr(value, "quantize") else value
                  for value in line] for line in self._lines(grid, *names)] for grid in (was, now)
            ]
            self.assertEqual(*rounded)
        with self.assertRaisesRegex(UserError, "written down for the whole period"):
            self.campaign.get_yield(date_from="2026-03-10")

    def test_what_has_not_shipped_has_no_report(self):
        with self.assertRaisesRegex(UserError, "not shipped"):
            self.env["dm.campaign"].create({"name": "Plan"}).get_yield()

    def test_workbook_has_real_numbers(self):
        file = self.campaign.with_user(self.exporter).export_yield("xlsx", kind="week")
        sheet = load_workbook(io.BytesIO(base64.b64decode(file["content"]))).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0][:5], ("Campaign", "Currency", "Week of", "Week", "Return rate"))
        self.assertEqual((rows[1][2].date(), rows[1][3]), (date(2026, 3, 2), 10))
        self.assertAlmostEqual(rows[1][4], 1 / 3)
        self.assertEqual(sheet.cell(2, 5).number_format, "0.0%")
        self.assertIn(self.currency.symbol, sheet.cell(2, 6).number_format)
        self.assertEqual(sheet.freeze_panes, "E2")
        self.assertEqual((sheet.page_setup.orientation, str(sheet.print_title_rows)), ("landscape", "$1:$1"))
        places = self.campaign.with_user(self.exporter).export_yield("xlsx", kind="place")
        book = load_workbook(io.BytesIO(base64.b64decode(places["content"])))
        self.assertEqual(book.sheetnames, ["By place", "Turnover by week"])
        cells = [cell for row in book["By place"].iter_rows() for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"], "a postcode is no formula")
        self.assertIn("=1+1", [cell.value for cell in cells])

    def test_paper_shows_the_same_figures(self):
        options = {"kind": "place"}
        content, _type = self.env["ir.actions.report"].with_user(self.consult)._render_qweb_html(
            "direct_marketing.dm_yield_report", self.campaign.ids, data=options,
        )
        text = content.decode()
        for words in ("Spring: purchases from 03/04/2026 to 03/20/2026", "64 Pyrénées-Atlantiques", "66.7"):
            self.assertIn(words, text)

    def test_many_weeks_break_well_over_pages(self):
        self.campaign.write({"send_date": "2024-01-01", "closing_date": "2026-03-20"})
        options = {"kind": "week", "granularity": "day"}
        grids = self.campaign._get_yield_grids(**options)
        page = self.campaign._prepare_yield_page(grids, options, width=13)
        self.assertGreater(len(page["pages"]), 20)
        printed = [grid for _number, grids in page["pages"] for grid in grids]
        self.assertEqual([row for grid in printed for row in grid.rows], grids[0].rows)
        self.assertTrue(all(grid.columns for grid in printed))

    def test_who_may_print_and_export(self):
        file = self.campaign.with_user(self.consult).export_yield("pdf")
        self.assertTrue(file["name"].endswith(".pdf"))
        log = self.env["dm.document"].search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual((log.name, log.kind, log.user_id, log.row_count), (file["name"], "pdf", self.consult, 4))
        with self.assertRaisesRegex(AccessError, "right to export"):
            self.campaign.with_user(self.consult).export_yield("xlsx")
        seller = self._user("sales_team.group_sale_salesman")
        for call in (
            lambda campaign: campaign.get_yield(),
            lambda campaign: campaign.export_yield("pdf"),
            lambda campaign: campaign.env["dm.yield"].create({"campaign_ids": campaign.ids}),
            lambda campaign: campaign.env["report.direct_marketing.report_yield"]._get_report_values(campaign.ids),
        ):
            with self.assertRaises(AccessError):
                call(self.campaign.with_user(seller))

    def test_the_screen_shows_the_report_or_says_why_not(self):
        report = self.env["dm.yield"].with_user(self.consult).create({"campaign_ids": self.campaign.ids})
        self.assertIn("75.00", report.preview)
        report.date_from = "2027-01-01"
        self.assertIn("choose days of this period", report.error)
        self.assertFalse(report.preview)
        with self.assertRaises(UserError):
            report.action_print()

    def test_who_came_back_can_be_reached_again(self):
        with self.assertRaisesRegex(UserError, "compute its results first"):
            self.campaign.action_reach_returned()
        self.campaign.action_refresh_results()
        editor = self._user("edit")
        for action, customers in (("action_reach_returned", self.anna | self.bruno),
                                  ("action_reach_not_returned", self.quiet)):
            opened = getattr(self.campaign.with_user(editor), action)()
            again = self.env["dm.campaign"].browse(opened["res_id"])
            self.assertEqual((again.recipient_ids.partner_id, again.state), (customers, "draft"))
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).action_reach_returned()
