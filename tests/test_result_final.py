from dataclasses import replace
from io import BytesIO
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.pdf import OdooPdfFileReader

from ..models.result import dm_campaign_final_report, dm_campaign_paper
from ..models.result.paging import parts
from .result_case import ResultCase

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
PARTS = (
    "dm.result", "dm.result.other", "dm.result.store", "dm.result.place", "dm.result.place.week", "dm.result.customer",
    "dm.result.group", "dm.result.ticket", "dm.cost", "dm.filter",
)
KEPT = (
    "name", "send_date", "closing_date", "state", "returning_count", "returnable_count", "recipient_count",
    "result_date", "cost_total", "balance_table", "selection_date",
)


@tagged("post_install", "-at_install")
class TestResultFinal(ResultCase):
    """Closing is final: what is written down, and that nothing moves it (promise 13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._ticket(cls.anna, [(cls.soap, 2)], "2026-03-05")
        cls.other_ticket = cls._ticket(cls.bruno, [(cls.lamp, 1)], "2026-03-12")
        cls.order = cls._order(cls.anna, [(cls.lamp, 1)], "2026-03-13")
        cls.campaign = cls._campaign(cls.anna | cls.bruno | cls.quiet, closing_date="2026-03-20", state="ready")
        cls.env["dm.cost"].create({"campaign_id": cls.campaign.id, "label": "Agency", "amount": 9})
        cls.campaign.recipient_ids.filtered(lambda row: row.partner_id == cls.quiet).is_control = True
        cls.consult, cls.edit, cls.manage = (cls._user(role) for role in ("consult", "edit", "manage"))

    # === WHAT IS WRITTEN DOWN === #

    def test_results_by_day_and_by_week(self):
        self.campaign.closing_date = "2026-04-30"
        self.campaign.action_close()
        weeks, days = self.campaign._get_final_results("week"), self.campaign._get_final_results("day")
        self.assertEqual((weeks._name, days._name), ("dm.result", "dm.result.other"))
        self.assertEqual((len(weeks), len(days)), (9, 58))
        for name in ("real", "theoretical", "net", "quantity", "margin", "tickets", "margin_total"):
            self.assertEqual(sum(weeks.mapped(name)), sum(days.mapped(name)), name)
        self.assertEqual({str(day.date_start): day.real for day in days if day.real}, {
            "2026-03-05": 20.0, "2026-03-12": 25.0, "2026-03-13": 25.0,
        })

    def test_closed_within_the_first_month_it_is_shown_by_day_and_the_weeks_are_kept(self):
        self.campaign.action_close()
        self.assertEqual(self.campaign.result_ids[:1].granularity, "day")
        self.assertEqual(self.campaign._get_final_results("week").mapped("real"), [20.0, 50.0, 0.0])

    def test_the_final_reports_are_attached_and_stay(self):
        self.campaign.with_user(self.edit).action_close()
        reports = self.campaign.final_report_ids
        endings = sorted(name.rpartition(".")[2] for name in reports.mapped("name"))
        self.assertEqual(endings, ["pdf", "pdf", "xlsx", "xlsx"])
        self.assertTrue(all(reports.with_user(self.consult).mapped("raw")))
        self.assertEqual(self.campaign.message_ids[0].attachment_ids, reports)
        self.assertEqual(set(self.campaign.document_ids.mapped("name")), set(reports.mapped("name")))
        report = reports[0]
        report.sudo().thumbnail = PIXEL
        for user in (self.edit, self.manage, self.env.ref("base.user_root")):
            for records in (report.with_user(user), report.with_user(user).sudo()):
                for change in (
                    records.unlink, lambda records=records: records.write({"name": "other.pdf"}),
                    lambda records=records: records.write({"raw": b"other"}),
                    lambda records=records: records.write({"dm_final_campaign_id": False}),
                ):
                    with self.assertRaisesRegex(UserError, "closed"):
                        change()
        with self.assertRaises(AccessError):
            report.with_user(self.edit).create({"name": "x", "raw": b"x", "dm_final_campaign_id": self.campaign.id})
        loose = self.env["ir.attachment"].with_user(self.edit).create({"name": "x", "raw": b"x"})
        with self.assertRaises(AccessError):
            loose.write({"dm_final_campaign_id": self.campaign.id})

    def test_a_missing_printer_of_pdfs_keeps_no_campaign_open(self):
        def fail(_campaign):
            raise UserError(self.env._("no wkhtmltopdf"))

        with (
            patch.object(type(self.campaign), "_get_final_reports", fail),
            self.assertLogs("odoo.addons.direct_marketing.models.result.dm_campaign_final_report", "WARNING"),
        ):
            self.campaign.action_close()
        self.assertEqual(self.campaign.state, "closed")
        self.assertIn("no wkhtmltopdf", self.campaign.message_ids[0].body)

    def _make_reports(self):
        with self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_result_report").method_direct_trigger()
        self.env.invalidate_all()

    def test_reports_of_many_places_are_made_in_the_background(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.edit.lang = "fr_FR"
        with patch.object(dm_campaign_final_report, "AT_ONCE", 0):
            self.campaign.with_user(self.edit).with_context(lang="fr_FR").action_close()
        self.assertEqual((self.campaign.state, len(self.campaign.final_report_ids)), ("closed", 0))
        self.assertTrue(self.env["ir.cron.trigger"].search([
            ("cron_id", "=", self.env.ref("direct_marketing.ir_cron_dm_result_report").id),
        ]))
        self.edit.group_ids = [Command.unlink(self.env.ref("direct_marketing.group_edit").id)]
        self._make_reports()
        reports = self.campaign.final_report_ids
        self.assertEqual(len(reports), 4)
        self.assertTrue(all(name.startswith("Rendement") for name in reports.mapped("name")), reports.mapped("name"))
        self.assertEqual(self.campaign.message_ids[0].author_id, self.edit.partner_id)
        self._make_reports()
        self.assertEqual(self.campaign.final_report_ids, reports, "They are made once.")

    def test_long_documents_are_printed_in_parts(self):
        self.campaign.action_refresh_results()
        campaign = self.campaign.with_context(force_report_rendering=True)
        options = {"kind": "week", "granularity": "day", "date_from": "2026-03-04", "date_to": "2026-03-20"}
        grids = campaign._get_yield_grids(**options)
        grids = [replace(grid, rows=grid.rows * 4) for grid in grids]
        pages = campaign._prepare_yield_page(grids, options, width=13)["pages"]
        self.assertGreater(len(pages), 1)
        with patch.object(dm_campaign_paper, "parts", lambda values: parts(values, 1)):
            content = campaign._print_yield(grids, options)
        texts = [" ".join(page.extractText().split()) for page in OdooPdfFileReader(BytesIO(content)).pages]
        self.assertEqual(len(texts), len(pages))
        for number, text in enumerate(texts, 1):
            self.assertIn(f"{number} / {len(pages)}", text)
        self.assertEqual(["Spring: purchases" in text for text in texts], [True] + [False] * (len(pages) - 1))

    # === MESSAGES === #

    def _messages(self, **counts):
        return patch.object(type(self.campaign), "_get_open_messages", lambda _campaign: counts)

    def test_refused_while_messages_are_on_their_way(self):
        for state in ("submitting", "uncertain"):
            with self._messages(**{state: 3}), self.assertRaisesRegex(UserError, r"left \(3\)"):
                self.campaign.action_close(confirmed_name="Spring")
        self.assertEqual(self.campaign.state, "ready")

    def test_waiting_messages_are_given_up_once_the_name_is_typed(self):
        given_up = []

        def give_up(campaign):
            given_up.append(campaign)

        with (
            self._messages(queued=12),
            patch.object(type(self.campaign), "_skip_queued_messages", give_up),
        ):
            for name in (None, "", "spring"):
                with self.assertRaisesRegex(UserError, r"sent \(12\)"):
                    self.campaign.action_close(confirmed_name=name)
            self.assertFalse(given_up)
            wizard = self._wizard()
            self.assertEqual(wizard.waiting_count, 12)
            wizard.typed_name = " Spring "
            wizard.action_confirm()
        self.assertEqual((given_up, self.campaign.state), ([self.campaign], "closed"))

    # === THE DIALOG === #

    def _wizard(self, user=None, campaign=None):
        action = (campaign or self.campaign).with_user(user or self.edit).action_open_closing()
        return self.env["dm.close"].with_user(user or self.edit).browse(action["res_id"])

    def test_the_date_is_proposed_by_the_rule(self):
        self.assertEqual(str(self._wizard().closing_date), "2026-03-20")
        never = self._campaign(self.anna, name="Never set")
        self.assertEqual(str(self._wizard(campaign=never).closing_date), "2026-05-04")
        with self._today("2026-04-01"):
            self.assertEqual(str(self._wizard(campaign=never).closing_date), "2026-04-01")

    def test_another_date_can_be_chosen(self):
        wizard = self._wizard()
        with Form(wizard) as form:
            form.closing_date = fields.Date.to_date("2026-03-12")
        wizard.action_confirm()
        self.assertEqual((str(self.campaign.closing_date), self.campaign.state), ("2026-03-12", "closed"))
        self.assertEqual(sum(self.campaign.result_ids.mapped("real")), 45.0)

    def test_dates_that_cannot_be(self):
        wizard = self._wizard()
        wizard.closing_date = fields.Date.add(self.campaign._get_today(), days=1)
        with self.assertRaisesRegex(UserError, "today at the latest"):
            wizard.action_confirm()
        wizard.closing_date = "2026-03-01"
        with self.assertRaisesRegex(UserError, "before it ships"):
            wizard.action_confirm()
        self.assertEqual(self.campaign.state, "ready")

    def test_an_empty_or_unmade_list_is_said_before(self):
        self.assertFalse(self._wizard().warning)
        unmade = self.env["dm.campaign"].create({"name": "Unmade", "send_date": "2026-03-04", "state": "ready"})
        self.assertIn("never made", self._wizard(campaign=unmade).warning)
        unmade.action_refresh_selection()
        self.assertIn("empty", self._wizard(campaign=unmade).warning)
        self.campaign.audience = "all"
        self.assertIn("old list", self._wizard().warning)

    def test_consulting_users_close_nothing(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).action_open_closing()
        with self.assertRaises(AccessError):
            self.env["dm.close"].with_user(self.consult).create({
                "campaign_id": self.campaign.id, "closing_date": "2026-03-20",
            })
        self._wizard().action_confirm()
        with self.assertRaisesRegex(UserError, "closed"):
            self._wizard()

    # === PROMISE 13 === #

    def _snapshot(self):
        self.env.invalidate_all()
        campaign = self.campaign.sudo()
        parts = {
            name: self.env[name].sudo().search([("campaign_id", "=", campaign.id)], order="id").read(load=None)
            for name in PARTS
        }
        rows = campaign.with_context(active_test=False).recipient_ids.read(["returned", "is_control", "zip"])
        return [campaign[name] for name in KEPT], parts, rows, campaign.final_report_ids.mapped("checksum")

    def test_fifty_later_changes_for_every_role(self):
        self.campaign.action_close()
        before = self._snapshot()
        for user in (self._user("sales_team.group_sale_salesman"), self.consult, self.edit, self.manage,
                     self.env.ref("base.user_root")):
            changes = self._changes(self.campaign.with_user(user))
            self.assertGreaterEqual(len(changes), 50)
            for number, change in enumerate(changes + self._changes(self.campaign.with_user(user).sudo())):
                with (
                    self.subTest(f"{user.login} {number}"), self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    change()
        self.assertEqual(self._snapshot(), before)

    def _changes(self, campaign):
        """Return every call and every write by which figures, list or plan could be moved."""
        env = campaign.env
        recipient = campaign.sudo().recipient_ids[0].with_env(env)
        line = campaign.sudo().filter_ids.with_env(env)
        values = {
            "name": "Other", "send_date": "2026-03-01", "closing_date": "2026-04-01", "closing_date_chosen": False,
            "state": "ready", "returning_count": 9, "returnable_count": 9, "recipient_count": 9, "result_date": False,
            "is_result_outdated": True, "audience": "all", "start_with": "all", "exclude_refused": False,
            "user_id": self.manage.id, "control_percent": 50, "company_id": self.company.id, "closed_on": False,
            "channel_ids": [Command.clear()], "filter_ids": [Command.clear()], "cost_ids": [Command.clear()],
            "recipient_ids": [Command.delete(recipient.id)], "result_ids": [Command.clear()],
            "selection_date": False, "frozen_date": "2026-01-01", "color": 3,
        }
        changes = [lambda name=name, value=value: campaign.write({name: value}) for name, value in values.items()]
        changes += [
            campaign.action_refresh_results, campaign.action_close, lambda: campaign.action_close("Spring"),
            campaign.action_open_closing, campaign.action_refresh_selection, campaign.action_confirm_refresh,
            campaign.action_propose_costs, campaign.action_strike_all, campaign.action_take_back_all,
            campaign.unlink, lambda: campaign.export_recipients(["lastname"]),
            lambda: campaign.web_save({"name": "Other"}, {}),
            lambda: campaign.create({"name": "x", "cost_ids": [Command.link(campaign.sudo().cost_ids.id)]}),
            lambda: recipient.write({"returned": False}), lambda: recipient.write({"zip": "1"}),
            lambda: recipient.write({"is_control": True}), recipient.unlink,
            lambda: recipient.create({"campaign_id": campaign.id, "partner_id": self.stranger.id}),
            lambda: line.write({"partner_domain": "[]"}), line.unlink,
            lambda: line.create({"campaign_id": campaign.id}),
        ]
        for name in PARTS[:-1]:
            row = env[name].sudo().search([("campaign_id", "=", campaign.id)], limit=1).with_env(env)
            number = next(field for field in ("real", "amount") if field in row._fields)
            copy = {"campaign_id": campaign.id, **({"date_start": "2020-01-01"} if "date_start" in row._fields else {})}
            changes += [
                lambda row=row, number=number: row.write({number: 1.0}), row.unlink,
                lambda row=row, copy=copy: row.copy(copy),
            ]
        return changes

    def test_what_happens_in_the_shop_moves_nothing(self):
        """Refunds, cancellations, late tickets, prices, costs, merges, erasure, trash: the figures stay."""
        self.campaign.action_close()
        before = self._snapshot()
        self._refund(self.ticket, day="2026-03-06")
        self.order._action_cancel()
        self._ticket(self.bruno, [(self.lamp, 4)], "2026-03-06")
        self.other_ticket.partner_id = self.stranger
        self.soap.write({"list_price": 99, "standard_price": 1})
        self.company.dm_cost_sms = 3
        self.env["dm.purchase.filling"]._drain()
        self.assertNotIn(self.campaign, self.campaign.search(self.campaign._get_refreshable_domain()))
        self.campaign.with_user(self.edit).action_trash()
        self.campaign.with_user(self.edit).action_restore()
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anna | self.stranger).ids, self.stranger)
        self.campaign.recipient_ids.sudo().write({"name": False, "email": False, "street": False})
        after = self._snapshot()
        for rows in (*before[1].values(), *after[1].values()):
            for row in rows:
                # A merge moves customers; erasure takes names; neither is a figure.
                for name in ("partner_id", "name", "display_name", "write_date", "write_uid"):
                    row.pop(name, None)
        self.assertEqual(after, before)

    # === LATE SALES === #

    def _late(self, user=None):
        action = self.campaign.with_user(user or self.consult).action_open_late()
        rows = self.env[action["res_model"]].with_user(user or self.consult).with_context(**action["context"])
        return {
            (row.kind, str(row.date), row.partner_id): (row.real, row.margin, row.quantity)
            for row in rows.search(action["domain"])
        }

    def test_nothing_is_late_at_first(self):
        self.campaign.action_close()
        self.assertEqual(self._late(), {})
        self.assertFalse(self.env["dm.result.late"].search([]))

    def test_late_sales_are_listed_apart(self):
        self.campaign.action_close()
        self._ticket(self.bruno, [(self.lamp, 2)], "2026-03-06")
        self._ticket(self.bruno, [(self.soap, 1)], "2026-04-02")
        self._ticket(self.bruno, [(self.soap, 5)], "2026-05-21")
        self._ticket(self.quiet, [(self.soap, 1)], "2026-03-06")
        self._ticket(self.stranger, [(self.soap, 1)], "2026-03-06")
        self.order._action_cancel()
        self.ticket.lines.qty = 3
        for line in self.ticket.lines:
            line.update(line._compute_amount_line_all())
        expected = {
            ("added", "2026-03-06", self.bruno): (50.0, 30.0, 2.0),
            ("after", "2026-04-02", self.bruno): (10.0, 6.0, 1.0),
            ("gone", "2026-03-13", self.anna): (-25.0, -15.0, -1.0),
        }
        found = self._late()
        changed = found.pop(("changed", "2026-03-05", self.anna))
        self.assertEqual(found, expected)
        self.assertEqual((changed[0], changed[2]), (10.0, 1.0))

    def test_kept_and_late_together_are_the_figures_of_today(self):
        customers = self.anna | self.bruno | self.quiet
        twin = self._campaign(customers, name="Twin", closing_date="2026-03-20", state="ready")
        twin.recipient_ids.filtered(lambda row: row.partner_id == self.quiet).is_control = True
        self.campaign.action_close()
        self._ticket(self.bruno, [(self.lamp, 2)], "2026-03-06")
        self._refund(self.ticket, day="2026-03-09")
        self.order._action_cancel()
        twin.action_refresh_results()
        late = [figures for key, figures in self._late(self.manage).items() if key[0] != "after"]
        for place, name in enumerate(("real", "margin", "quantity")):
            kept = sum(self.campaign.result_ids.mapped(name))
            self.assertAlmostEqual(kept + sum(each[place] for each in late), sum(twin.result_ids.mapped(name)))

    def test_late_sales_are_not_shown_to_strangers(self):
        self.campaign.action_close()
        self._ticket(self.bruno, [(self.lamp, 2)], "2026-03-06")
        other = self.env["res.company"].create({"name": "Other shop"})
        stranger = self._user("manage", "late_stranger", company_ids=[Command.set(other.ids)], company_id=other.id)
        late = self.env["dm.result.late"].with_context(dm_late_campaign_id=self.campaign.id)
        self.assertTrue(late.search([]))
        self.assertFalse(late.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            late.with_user(self._user("sales_team.group_sale_salesman")).search([])
