from odoo import api, fields, models
from odoo.fields import Command


class DmVoucherPreview(models.TransientModel):
    """What issuing a campaign's vouchers would do, before it is done; ``dm.campaign.preview_vouchers`` tells."""

    _name = "dm.voucher.preview"
    _description = "Summary of the Vouchers to Issue"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    is_withdrawal = fields.Boolean(readonly=True)
    mode = fields.Selection(related="campaign_id.voucher_mode", related_sudo=False)
    currency_id = fields.Many2one(related="campaign_id.voucher_currency_id", related_sudo=False)
    count = fields.Integer(string="Vouchers", readonly=True)
    without_count = fields.Integer(string="Customers without voucher", readonly=True)
    total = fields.Monetary(readonly=True)
    smallest = fields.Monetary(readonly=True)
    largest = fields.Monetary(readonly=True)
    expected_cost = fields.Monetary(readonly=True)
    redemption = fields.Float(string="Redeemed in past campaigns", readonly=True)
    is_redemption_known = fields.Boolean(readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed in place", readonly=True)
    untouched_count = fields.Integer(string="As they are", readonly=True)
    used_count = fields.Integer(string="Used, never changed", readonly=True)
    quarantined_count = fields.Integer(string="To quarantine", readonly=True)
    told_count = fields.Integer(readonly=True)
    told_names = fields.Text(readonly=True)
    confirm_told = fields.Boolean(string="Change these vouchers all the same")
    line_ids = fields.One2many("dm.voucher.preview.line", "preview_id", readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        campaign = self.env["dm.campaign"].browse(values.get("campaign_id"))
        return {**values, **self._get_values(campaign, values.get("is_withdrawal"))} if campaign else values

    @api.model
    def _get_values(self, campaign, is_withdrawal):
        seen = campaign.preview_vouchers(bool(is_withdrawal))
        steps = seen["steps"]
        return {
            **{name: seen[name] for name in ("count", "total", "smallest", "largest")},
            **{f"{step}_count": steps[step] for step in ("new", "changed", "untouched", "used", "quarantined")},
            "without_count": seen["without"], "redemption": seen["redemption"] or 0.0,
            "is_redemption_known": seen["redemption"] is not None, "expected_cost": seen["expected_cost"] or 0.0,
            "told_count": seen["told"]["count"], "told_names": self._list_told(**seen["told"]),
            "line_ids": [Command.create(sample) for sample in seen["samples"]],
        }

    @api.model
    def _list_told(self, count, names):
        """Return the customers who know their voucher, a line each, and how many more there are."""
        more = count - len(names)
        return "\n".join([*names, self.env._("… and %(count)s more", count=more)] if more else names)

    # === ACTION METHODS === #

    def action_generate(self):
        """Issue the vouchers, or withdraw them."""
        self.ensure_one()
        if self.is_withdrawal:
            self.campaign_id.action_withdraw_vouchers(self.confirm_told)
        else:
            self.campaign_id.with_context(dm_in_background=True).action_generate_vouchers(self.confirm_told)
        return {"type": "ir.actions.act_window_close"}


class DmVoucherPreviewLine(models.TransientModel):
    """One recipient with the voucher that they would get."""

    _name = "dm.voucher.preview.line"
    _description = "Sample of the Vouchers to Issue"

    preview_id = fields.Many2one("dm.voucher.preview", ondelete="cascade")
    currency_id = fields.Many2one(related="preview_id.currency_id", related_sudo=False)
    name = fields.Char(string="Customer", readonly=True)
    bought = fields.Monetary(string="Purchases", readonly=True)
    amount = fields.Monetary(string="Voucher", readonly=True)
    percent = fields.Float(string="%", readonly=True)
    step = fields.Selection(
        [("new", "New voucher"), ("changed", "Voucher changed"), ("untouched", "Voucher as it was")],
        string="What happens", readonly=True,
    )
