from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ean13 import is_prefix

RULE_NAME = "Gift vouchers"
# Before the products' rule, which takes every number.
RULE_SEQUENCE = 55


class ResCompany(models.Model):
    _inherit = "res.company"

    dm_voucher_prefix = fields.Char(
        string="Voucher numbers begin with", default="28", required=True,
        help="Two to four digits from 20 on, which no manufacturer uses. Scales and goods marked in the shop must use "
             "others.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("dm_voucher_prefix")
    def _check_dm_voucher_prefix(self):
        for company in self:
            prefix = company.dm_voucher_prefix
            if not is_prefix(prefix):
                raise ValidationError(self.env._(
                    "“%(prefix)s” cannot begin the numbers of vouchers: enter two to four digits between 20 and 2999.",
                    prefix=prefix,
                ))
            company._check_dm_prefix_unused()

    def _check_dm_prefix_unused(self):
        """Refuse a prefix that goods use: the till would take them for vouchers.

        :raise ValidationError: naming a product
        """
        prefix = self.dm_voucher_prefix
        product = self.env["product.product"].sudo().search(
            [("barcode", "=like", f"{prefix}___________"[:13]), ("company_id", "in", [self.id, False])], limit=1,
        )
        if product:
            raise ValidationError(self.env._(
                "The product “%(product)s” has the barcode %(barcode)s: a till would take it for a voucher. Choose "
                "another beginning for the numbers of vouchers.",
                product=product.name, barcode=product.barcode,
            ))

    # === BUSINESS METHODS === #

    def _dm_ensure_barcode_rule(self):
        """Let the tills of these companies know vouchers by the beginning of their numbers."""
        for company in self.sudo():
            nomenclature = company.nomenclature_id
            known = nomenclature.rule_ids.filtered(
                lambda rule: rule.type == "coupon" and company.dm_voucher_prefix in rule.pattern.split("|")  # noqa: B023
            )
            if nomenclature and not known:
                self.env["barcode.rule"].sudo().create({
                    "name": RULE_NAME, "barcode_nomenclature_id": nomenclature.id, "sequence": RULE_SEQUENCE,
                    "type": "coupon", "encoding": "ean13", "pattern": company.dm_voucher_prefix,
                })
