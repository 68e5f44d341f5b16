"""Builders of a small shop for tests. They use no demonstration data and know no room's rules.

Days may be given as ``"2026-03-14"`` (noon, UTC), ``"2026-03-14 23:30:00"`` (UTC), a date or a datetime.
"""
from datetime import date, datetime, time

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

QUIET = {
    "tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True,
    "no_reset_password": True,
}


def moment(day):
    """Return the naive UTC datetime of what a test calls a day (see the module's docstring)."""
    if isinstance(day, str):
        day = datetime.fromisoformat(day) if len(day) > 10 else date.fromisoformat(day)
    return day if isinstance(day, datetime) else datetime.combine(day, time(12))


class ShopCase(TransactionCase):
    """A shop of one company (time zone Europe/Paris) with one till, and builders for all that happens in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.company = cls.env.company
        if "dm_tz" in cls.company._fields:
            cls.company.dm_tz = "Europe/Paris"
        cls.currency = cls.company.currency_id
        cls.till = cls._till("Till")

    # === PEOPLE === #

    @classmethod
    def _customer(cls, name="Camille Durand", **values):
        """Return a new contact that is a customer."""
        return cls.env["res.partner"].create({"name": name, "customer_rank": 1, **values})

    @classmethod
    def _user(cls, group, login=None, **values):
        """Return a new user with one of our groups (``"consult"``, ``"edit"``, ``"manage"``) or any group's full id."""
        groups = group if "." in group else f"direct_marketing.group_{group}"
        return new_test_user(
            cls.env, login=login or f"test_{group.split('.')[-1]}", groups=f"base.group_user,{groups}", **values,
        )

    # === GOODS === #

    @classmethod
    def _tax(cls, percent, *, included=True, company=None):
        """Return a sales tax of so many percent, made on first use."""
        company = company or cls.company
        taxes = cls.env["account.tax"].with_company(company)
        name = f"VAT {percent} {'in' if included else 'out'}"
        return taxes.search([("name", "=", name), ("company_id", "=", company.id)]) or taxes.create({
            "name": name, "amount": percent, "type_tax_use": "sale", "company_id": company.id,
            "price_include_override": "tax_included" if included else "tax_excluded",
            "country_id": company.account_fiscal_country_id.id,
        })

    @classmethod
    def _product(cls, price=10.0, cost=4.0, tax=None, *, included=True, **values):
        """Return a new variant.

        :param float price: catalogue price
        :param float cost: standard price
        :param tax: percentage of its one sales tax, or None for no tax
        :param bool included: whether the price includes that tax
        """
        taxes = cls._tax(tax, included=included) if tax is not None else cls.env["account.tax"]
        # A service: confirming its order makes no delivery, so tests stay quick.
        return cls.env["product.product"].create({
            "name": "Product", "type": "service", "list_price": price, "standard_price": cost,
            "taxes_id": [Command.set(taxes.ids)], "available_in_pos": True, **values,
        })

    @classmethod
    def _pricelist(cls, percent=0.0, *, formula=False, **values):
        """Return a price list that takes a percentage off everything.

        Odoo shows the percentage as a discount of the line, unless it is a formula.
        """
        item = {"applied_on": "3_global", "compute_price": "percentage", "percent_price": percent}
        if formula:
            item = {"applied_on": "3_global", "compute_price": "formula", "base": "list_price",
                    "price_discount": percent}
        return cls.env["product.pricelist"].create({
            "name": f"Sales −{percent} %", "currency_id": cls.currency.id, "company_id": cls.company.id,
            "item_ids": [Command.create(item)], **values,
        })

    @classmethod
    def _foreign_currency(cls, rate=2.0, name="XTS"):
        """Return an active currency of which so many are worth one unit of the company's."""
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        if not currency:
            currency = cls.env["res.currency"].create({"name": name, "symbol": name, "rounding": 0.01})
        currency.active = True
        cls.env["res.currency.rate"].create({
            "currency_id": currency.id, "name": "2000-01-01", "rate": rate, "company_id": cls.company.id,
        })
        return currency

    # === SALES ORDERS === #

    @classmethod
    def _order(cls, partner, lines, day=None, *, confirm=True, **values):
        """Return a sales order, confirmed at that day.

        :param lines: a product, or a list of ``(product, quantity)``, ``(product, quantity, unit price)`` or
            dictionaries of field values
        :param day: see the module's docstring; None for now
        """
        company = cls.env["res.company"].browse(values.get("company_id", cls.company.id))
        order = cls.env["sale.order"].with_company(company).create({
            "partner_id": partner.id,
            "order_line": [Command.create(line) for line in cls._line_values(lines, "product_uom_qty")],
            **values,
        })
        if confirm:
            order.action_confirm()
        if day:
            order.date_order = moment(day)
        return order

    # === TILLS === #

    @classmethod
    def _till(cls, name, **values):
        """Return a new till with an open session."""
        till = cls.env["pos.config"].create({"name": name, **values})
        till.open_ui()
        return till

    @classmethod
    def _ticket(cls, partner, lines, day=None, *, till=None, paid=True, **values):
        """Return a till order, paid in full.

        :param partner: customer, or None for an anonymous sale
        :param lines: as for :meth:`_order`; keys of ``pos.order.line``
        """
        till = till or cls.till
        order = cls.env["pos.order"].with_company(till.company_id).create({
            "session_id": till.current_session_id.id, "company_id": till.company_id.id,
            "partner_id": partner.id if partner else False,
            "date_order": moment(day) if day else fields.Datetime.now(),
            "amount_tax": 0, "amount_total": 0, "amount_paid": 0, "amount_return": 0,
            "lines": [Command.create(cls._till_line(line, till)) for line in cls._line_values(lines, "qty")],
            **values,
        })
        return cls._pay(order) if paid else order

    @classmethod
    def _refund(cls, ticket, quantities=None, day=None):
        """Return the paid till order that takes a ticket's lines back.

        :param dict quantities: pieces taken back by line (positive); None takes all back
        """
        refund = ticket._refund()
        refund.date_order = moment(day) if day else fields.Datetime.now()
        if quantities is not None:
            for line in refund.lines:
                line.qty = -quantities.get(line.refunded_orderline_id, 0)
            refund.lines.filtered(lambda line: not line.qty).unlink()
        return cls._pay(refund)

    @classmethod
    def _pay(cls, order):
        """Pay a till order as the till does, without stock moves, and return it."""
        for line in order.lines:
            line.update(line._compute_amount_line_all())
        order._compute_prices()
        method = order.session_id.payment_method_ids.filtered(lambda each: not each.split_transactions)[:1]
        order.env["pos.payment"].create({
            "pos_order_id": order.id, "payment_method_id": method.id, "amount": order.amount_total,
        })
        order.amount_paid = order.amount_total
        order.action_pos_order_paid()
        order.lines._compute_total_cost(None)
        return order

    # === LINES === #

    @classmethod
    def _line_values(cls, lines, quantity):
        """Return what a test calls lines as a list of dictionaries of field values."""
        if not isinstance(lines, (list, tuple)):
            lines = [(lines, 1)]
        names = ("product_id", quantity, "price_unit")
        return [
            line if isinstance(line, dict) else
            {name: getattr(value, "id", value) for name, value in zip(names, line, strict=False)}
            for line in lines
        ]

    @classmethod
    def _till_line(cls, values, till):
        """Complete the values of a till line as the till's screen does."""
        product = cls.env["product.product"].with_company(till.company_id).browse(values["product_id"])
        taxes = product.taxes_id._filter_taxes_by_company(till.company_id)
        return {
            "qty": 1, "price_unit": product.lst_price, "tax_ids": [Command.set(taxes.ids)], "discount": 0,
            "price_subtotal": 0, "price_subtotal_incl": 0, "full_product_name": product.display_name,
            "price_type": "manual" if "price_unit" in values else "original",
            **values,
        }
