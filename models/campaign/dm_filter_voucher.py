from odoo import api, fields, models

from ..selection.repeated_criterion import of_kind
from .voucher_criterion import VoucherCriterion

YES_NO = [("any", "Either"), ("yes", "Yes"), ("no", "No")]


class DmFilter(models.Model):
    _inherit = "dm.filter"

    voucher_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Gift vouchers", domain=of_kind("voucher"),
    )

    @api.model
    def _get_criteria(self):
        return [*super()._get_criteria(), VoucherCriterion()]


class DmFilterCondition(models.Model):
    _inherit = "dm.filter.condition"

    voucher_redeemed = fields.Selection(YES_NO, string="Redeemed", default="any")
    voucher_expired = fields.Selection(YES_NO, string="Expired", default="any")

    @api.model
    def _get_condition_fields(self):
        return [*super()._get_condition_fields(), "voucher_redeemed", "voucher_expired"]
