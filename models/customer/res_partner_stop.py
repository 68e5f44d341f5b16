from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Customers who answer STOP to a text."""

    _inherit = "res.partner"

    # === BUSINESS METHODS === #

    @api.model
    def _dm_reached_by_text(self, number):
        """Return the contacts who get texts at a number, archived ones too.

        :param str number: in E.164 form
        """
        return self.with_context(active_test=False).search(
            Domain("dm_mobile", "=", number) | Domain("phone_sanitized", "=", number),
        )

    def _dm_stop_texts(self, wording, company):
        """Record that customers refuse texts; who has refused them already has said so once.

        :param str wording: what they wrote
        :param company: the ``res.company`` whose text they answered
        """
        standing = self.env["dm.permission"]._standing({(partner, False) for partner in self}, "sms")
        refused = standing.filtered(lambda row: row.answer == "refused" and not row.from_blacklist).partner_id
        if refusing := self - refused:
            refusing._dm_record_permission("sms", "refused", "stop", wording=wording, company=company)
