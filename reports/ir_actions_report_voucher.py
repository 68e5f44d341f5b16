from io import BytesIO

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

from .voucher_sheet import draw

REPORTS = ("direct_marketing.report_voucher", "direct_marketing.report_voucher_campaign")


class IrActionsReport(models.Model):
    """Vouchers are drawn, not laid out by a browser: exact, with bars that scanners read, and 10,000 in seconds."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self._get_report(report_ref).report_name in REPORTS:
            return self._render_qweb_pdf_prepare_streams(report_ref, data or {}, res_ids=res_ids), "pdf"
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if report.report_name not in REPORTS:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        cards = self._dm_get_printable_vouchers(self.env[report.model].browse(res_ids or []))
        content = draw((self._dm_get_voucher_texts(card) for card in cards), report.name)
        # Whoever holds the paper knows the voucher.
        self.env["loyalty.card"].sudo()._dm_tell(SQL("SELECT unnest(%s)", list(cards.ids)))
        return {False: {"stream": BytesIO(content), "attachment": None}}

    def _dm_get_printable_vouchers(self, records):
        """Return the valid vouchers among cards, or of campaigns, by name.

        :raise UserError: if there is none
        """
        records.check_access("read")
        link = "id" if records._name == "loyalty.card" else "dm_campaign_id"
        cards = self.env["loyalty.card"].search(
            Domain(link, "in", records.ids) & Domain("dm_state", "=", "valid"),
        ).sorted(lambda card: ((card.dm_lastname or "").casefold(), (card.dm_firstname or "").casefold(), card.id))
        if not cards:
            raise UserError(self.env._("There is no valid gift voucher to print."))
        return cards

    def _dm_get_voucher_texts(self, card):
        """Return what a voucher says, in its customer's language."""
        card = card.with_context(lang=card.partner_id.lang or self.env.lang)
        env, last, currency = card.env, card.expiration_date, card.currency_id
        value = formatLang(env, card.dm_amount, currency_obj=currency)
        if card.dm_percent:
            value = env._("%(percent)s %% off your next purchase", percent=card.dm_amount_number)
        rule = card.sudo().program_id.rule_ids[:1]
        return {
            "company": card.sudo().company_id.name, "kind": env._("Gift voucher"), "label": card.dm_label,
            "value": value, "customer": card.partner_id.name, "code": card.code,
            "validity": env._("Valid until %(day)s", day=format_date(env, last)) if last else "",
            "terms": env._("From a purchase of %(amount)s",
                           amount=formatLang(env, rule.minimum_amount, currency_obj=currency)) if rule else "",
        }
