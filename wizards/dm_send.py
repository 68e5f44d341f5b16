from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.misc import formatLang


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def action_open_sending(self):
        """Open the summary of what would be sent; the context says by which channel (``dm_channel``).

        :raise UserError: if it cannot be sent now
        """
        self.ensure_one()
        self.check_access("write")
        channel = self.env.context.get("dm_channel", "sms")
        credit = self._ask_credit(channel)
        self._prepare_list(channel)
        wizard = self.env["dm.send"].create({
            "campaign_id": self.id, "channel": channel, **self.env["dm.send"]._get_summary(self, channel, credit),
        })
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_send_action")
        return dict(action, res_id=wizard.id)


class DmSend(models.TransientModel):
    """What sending a campaign would do, before it is done; ``dm.campaign.action_send_sms`` does it."""

    _name = "dm.send"
    _description = "Summary of a Sending"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    channel = fields.Selection([("sms", "SMS"), ("app", "Mobile app")], required=True, readonly=True)
    body = fields.Text(string="Text", compute="_compute_body")
    count = fields.Integer(string="Messages", readonly=True)
    total = fields.Integer(string="SMS", readonly=True)
    points = fields.Float(string="Points needed", readonly=True, digits=(12, 0))
    is_estimate = fields.Boolean(readonly=True)
    credit = fields.Float(string="Points left", readonly=True, digits=(12, 0))
    is_credit_known = fields.Boolean(readonly=True)
    is_short = fields.Boolean(readonly=True)
    left_out_count = fields.Integer(string="Without a message", readonly=True)
    left_out = fields.Text(string="Why", readonly=True)
    opening_sentence = fields.Char(string="Leaves", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("campaign_id", "channel")
    def _compute_body(self):
        for wizard in self:
            wizard.body = wizard.campaign_id[f"{wizard.channel}_body"]

    # === ACTION METHODS === #

    def action_send(self):
        """Put the messages into the queue."""
        self.ensure_one()
        self.campaign_id.with_context(dm_in_background=True)._send_messages(self.channel)
        return {"type": "ir.actions.act_window_close"}

    def action_cancel(self):
        """Let the sending stand in the list of messages as cancelled; it can be sent from there, or anew."""
        self.ensure_one()
        self.campaign_id.with_context(dm_in_background=True)._send_messages(self.channel, "cancelled")
        return {"type": "ir.actions.act_window_close"}

    def action_buy_credit(self):
        """Open the page on which the gateway sells credit."""
        return self.campaign_id.action_buy_sms_credit()

    # === BUSINESS METHODS === #

    @api.model
    def _get_summary(self, campaign, channel, credit):
        reasons = campaign._count_to_send(channel)
        count = reasons.pop(False, 0)
        if not count and not reasons:
            raise UserError(self.env._(
                "Everybody in the list of “%(name)s” has a message already, or the list is empty.", name=campaign.name,
            ))
        reasons = self._add_left_out_before(campaign, channel, reasons)
        cost = self._get_cost(campaign, channel, count)
        return {
            **cost, "count": count, "credit": credit or 0, "is_credit_known": credit is not None,
            "is_short": credit is not None and cost["points"] > credit,
            "left_out_count": sum(reasons.values()), "left_out": self._get_reasons_text(reasons),
            "opening_sentence": self._get_opening_sentence(campaign),
        }

    @api.model
    def _get_cost(self, campaign, channel, count):
        """Return how many SMS and points some of the recipients take: all of them, or a part of the whole list."""
        size = campaign._get_text_size(channel)
        share = min(count / size["count"], 1) if size["count"] else 0
        return {
            "total": round(size["total"] * share), "points": size["points"] * share,
            "is_estimate": not size["is_exact"] or share not in (0, 1),
        }

    @api.model
    def _get_reasons_text(self, reasons):
        """Return why recipients get nothing, a line each, the most frequent first."""
        labels = dict(self.env["dm.message"]._fields["skip_reason"]._description_selection(self.env))
        return "\n".join(
            self.env._("%(reason)s: %(count)s", reason=labels[reason], count=formatLang(self.env, count, digits=0))
            for reason, count in sorted(reasons.items(), key=lambda each: -each[1])
        )

    @api.model
    def _add_left_out_before(self, campaign, channel, reasons):
        """Return reasons with those, too, who were left out by an earlier sending and still are."""
        left_out = self.env["dm.message"]._read_group([
            ("campaign_id", "=", campaign.id), ("channel", "=", channel), ("state", "=", "skipped"),
        ], ["skip_reason"], ["__count"])
        return Counter(reasons) + Counter(dict(left_out))

    def _get_opening_sentence(self, campaign):
        """Return when the messages leave: at once, at the date chosen, or with the next opening of the legal hours."""
        now = fields.Datetime.now()
        moment = max(campaign.sending_date or now, now)
        country, zone = campaign.company_id.country_id.code or "", campaign.company_id.dm_tz
        opening = self.env["dm.window"]._get_opening(country, zone, moment)
        if opening <= now:
            return self.env._("At once")
        return self.env._("From %(moment)s on", moment=format_datetime(
            self.env, opening, tz=zone, dt_format="EEEE d MMMM, H:mm",
        ))


class DmTest(models.TransientModel):
    """A test of a campaign's text to oneself; ``dm.campaign.action_test_sms`` does it."""

    _name = "dm.test"
    _description = "Test of a Text"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    number = fields.Char(
        string="My mobile number", required=True,
        default=lambda self: self.env.user.partner_id.dm_mobile or self.env.user.partner_id.mobile,
    )
    recipient_id = fields.Many2one(
        "dm.recipient", string="As this recipient gets it", ondelete="cascade",
        domain="[('campaign_id', '=', campaign_id), ('exclusion_reason', '=', False)]",
    )

    def action_send(self):
        """Send the test."""
        self.ensure_one()
        message = self.campaign_id.action_test_sms(self.number, self.recipient_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_message_action")
        return dict(action, domain=[("id", "=", message)], context={})
