from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..customer.days import check_days
from .limit_fields import LimitFloat, LimitInteger

LIMITS = ("tickets", "pieces", "amount")


class DmFilterPurchase(models.AbstractModel):
    """What customers bought or did not buy, as a filter line asks for it, or one of its further conditions."""

    _name = "dm.filter.purchase"
    _description = "Purchases that a Filter Line Asks for"

    purchase_mode = fields.Selection([("bought", "Bought"), ("not_bought", "Did not buy")], string="Purchases")
    purchase_date_from = fields.Date(string="Bought from")
    purchase_date_to = fields.Date(string="Bought until")
    purchase_last_days = fields.Integer(string="In the last days")
    purchase_min_amount = LimitFloat(string="Amount at least", digits=(16, 2))
    purchase_max_amount = LimitFloat(string="Amount at most", digits=(16, 2))
    purchase_min_tickets = LimitInteger(string="Tickets at least")
    purchase_max_tickets = LimitInteger(string="Tickets at most")
    purchase_min_pieces = LimitFloat(string="Pieces at least", digits=(16, 3))
    purchase_max_pieces = LimitFloat(string="Pieces at most", digits=(16, 3))
    purchase_given_back = fields.Boolean(
        string="All given back", help="At most 0 pieces: what was bought in the period was brought back in it.",
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", ondelete="restrict", context={"active_test": False},
    )
    categ_ids = fields.Many2many("product.category", string="Product categories", ondelete="restrict")
    purchase_source = fields.Selection(
        [("till", "At a till"), ("order", "By an order")], string="Where bought", help="Empty: both.",
    )
    purchase_store_ids = fields.Many2many(
        "dm.store", string="Stores", ondelete="restrict", context={"active_test": False},
    )
    purchase_company_ids = fields.Many2many(
        "res.company", string="Companies", ondelete="restrict",
        help="Whose sales count. Empty: those of the campaign's company.",
    )

    # === CONSTRAINT METHODS === #

    @api.onchange("purchase_given_back")
    def _onchange_purchase_given_back(self):
        if self.purchase_given_back:
            self.purchase_min_pieces = self.purchase_max_pieces = 0

    @api.constrains(
        "purchase_date_from", "purchase_date_to", "purchase_last_days", "purchase_given_back",
        *(f"purchase_{bound}_{what}" for bound in ("min", "max") for what in LIMITS),
    )
    def _check_purchase_limits(self):
        for asked in self:
            first, last = asked.purchase_date_from, asked.purchase_date_to
            if first and last and first > last:
                raise ValidationError(self.env._(
                    "The purchases' period ends on %(last)s, before it starts on %(first)s: exchange the dates.",
                    first=format_date(self.env, first), last=format_date(self.env, last),
                ))
            if min(asked.purchase_last_days, asked.purchase_min_tickets, asked.purchase_max_tickets) < 0:
                raise ValidationError(self.env._("Days and tickets are counted from 0: remove the minus sign."))
            check_days(self.env, asked.purchase_last_days)
            if asked.purchase_given_back and (asked.purchase_min_pieces or asked.purchase_max_pieces):
                raise ValidationError(self.env._(
                    "Who gave all back has no pieces left to count: remove their limits, or the tick.",
                ))
            for what in LIMITS:
                asked._check_purchase_limit(f"purchase_min_{what}", f"purchase_max_{what}")

    def _check_purchase_limit(self, least, most):
        """Refuse limits between which nothing lies.

        :param str least: name of the field of the lower limit
        :param str most: name of the field of the upper one; 0 is none
        :raise ValidationError: naming both
        """
        if self[most] and self[least] > self[most]:
            raise ValidationError(self.env._(
                "Purchases: “%(most)s” is less than “%(least)s”, which nobody can meet: exchange them.",
                most=self._fields[most]._description_string(self.env),
                least=self._fields[least]._description_string(self.env),
            ))

    # === BUSINESS METHODS === #

    @api.model
    def _get_purchase_fields(self):
        """Return the names of the fields that say which purchases are asked for."""
        return [
            "purchase_mode", "purchase_date_from", "purchase_date_to", "purchase_last_days", "product_ids", "categ_ids",
            "purchase_source", "purchase_store_ids", "purchase_company_ids", "purchase_given_back",
            *(f"purchase_{bound}_{what}" for what in LIMITS for bound in ("min", "max")),
        ]

    @api.model
    def _find_naming_sudo(self, name, records):
        """Return a filter line, or a further condition of one, that names one of some records; nothing if none does.

        Whoever deletes what it names may see neither.

        :param str name: of the field that names them
        """
        for model in ("dm.filter", "dm.filter.condition"):
            found = self.env[model].sudo().search([(name, "in", records.ids)], limit=1)
            if found:
                return found
        return None
