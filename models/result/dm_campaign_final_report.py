import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# Places of which the report is printed while who closes waits: some seconds.
AT_ONCE = 500
# How long the background tries to make reports that failed.
PATIENCE = timedelta(days=2)


class DmCampaign(models.Model):
    """The final reports of a closed campaign, attached for good: at once, or of a long list in the background."""

    _inherit = "dm.campaign"

    final_report_ids = fields.One2many(
        "ir.attachment", "dm_final_campaign_id", string="Final reports", readonly=True, copy=False,
    )

    # === ACTION METHODS === #

    @api.model
    def _cron_attach_final_reports(self):
        """Attach the final reports that closing left to be made; those that failed are tried again for two days."""
        campaigns = self.with_context(active_test=False).search([
            ("state", "=", "closed"), ("final_report_ids", "=", False),
            ("closed_on", ">", fields.Datetime.now() - PATIENCE),
        ])
        self.env["ir.cron"]._commit_progress(remaining=len(campaigns))
        for campaign in campaigns:
            # In the language of whoever closed it and under their name, whatever they may do by now.
            closer = campaign.closed_by_id or campaign.user_id
            campaign.with_user(closer).with_context(lang=closer.lang).sudo()._attach_final_reports()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    # === BUSINESS METHODS === #

    def _make_final_reports(self):
        """Attach the final reports now, or have them made where printing takes longer than a request may."""
        self.ensure_one()
        if self.env["dm.result.place"].search_count([("campaign_id", "=", self.id)], limit=AT_ONCE + 1) <= AT_ONCE:
            self._attach_final_reports()
            return
        self.env.ref("direct_marketing.ir_cron_dm_result_report").sudo()._trigger()
        self.message_post(body=self.env._("Closed. The final reports are being made; they will be attached here."))

    def _get_final_reports(self):
        """Return the files that are attached once the campaign is closed, made of the figures written down.

        :return: pairs of a name and a content
        :rtype: list[tuple[str, bytes]]
        """
        self.ensure_one()
        # Who closes need not have the right to export; what is attached holds figures and no customers.
        campaign = self.with_context(lang=self.env.context.get("lang") or self.env.user.lang).sudo()
        files = []
        for kind in ("week", "place"):
            name, content, row_count = campaign._make_yield_file("pdf", kind=kind)
            files.append((name, content))
            name = f"{campaign._get_yield_name(kind)}.xlsx"
            grids = campaign._get_yield_grids(kind)
            files.append((name, campaign._make_yield_workbook(grids, {"kind": kind})))
            campaign._log_document(name, row_count)
        return files

    def _attach_final_reports(self):
        """Attach the final reports, and tell in the campaign's history that it is closed."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                files = self._get_final_reports()
        except UserError as error:
            # A printer of PDFs that is missing shall not keep a campaign open: its figures are there.
            _logger.warning("The final reports of campaign %s cannot be made: %s", self.id, error)
            self.message_post(body=self.env._(
                "Closed. The final reports could not be made (%(error)s): print the yield report from the figures that "
                "were written down.", error=error,
            ))
            return
        reports_sudo = self.env["ir.attachment"].sudo().create([
            {"name": name, "raw": content, "res_model": self._name, "res_id": self.id, "dm_final_campaign_id": self.id}
            for name, content in files
        ])
        self.message_post(
            body=self.env._("Closed. The final reports are attached."), attachment_ids=reports_sudo.ids,
        )
