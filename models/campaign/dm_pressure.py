from odoo import api, fields, models

from ..customer.days import check_days


class DmPressure(models.Model):
    """How often a company may write to one customer: at most so many messages in so many days.

    Without a row there is no limit.
    """

    _name = "dm.pressure"
    _description = "Contact Pressure"
    _order = "company_id, channel_id, days"
    _rec_name = "channel_id"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    channel_id = fields.Many2one(
        "dm.channel", domain=[("code", "!=", "file")], ondelete="cascade",
        default=lambda self: self._get_proposed_channel(), help="Empty: messages by all channels together.",
    )
    maximum = fields.Integer(string="Messages at most", required=True, default=1)
    days = fields.Integer(string="In days", required=True, default=7)

    _maximum_positive = models.Constraint(
        "CHECK (maximum > 0)", "Allow at least one message; to write to nobody, make no campaign.",
    )
    _days_positive = models.Constraint("CHECK (days > 0)", "Messages are counted over at least one day.")

    # === CONSTRAINT METHODS === #

    @api.constrains("days")
    def _check_days(self):
        for cap in self:
            check_days(self.env, cap.days)

    # === BUSINESS METHODS === #

    @api.model
    def _get_proposed_channel(self):
        return self.env.ref("direct_marketing.dm_channel_sms", raise_if_not_found=False)
