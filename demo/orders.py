"""The web shop: three years of orders, the last ones still to be delivered or confirmed."""
import datetime as dt
import random
import uuid

from . import bulk
from .sales import WEB, amounts, franc, half_up


def take(env, tickets, shop):
    """Write the orders of the web site.

    Delivered ones are marked as delivered and invoiced, without the deliveries and invoices themselves.

    :param list tickets: what ``sales.Story`` tells, in the order of time
    :param dict shop: products, goods, tax, lists, keys (of the customers), team, today
    :return: the identifiers of the orders
    :rtype: list[int]
    """
    tickets = [ticket for ticket in tickets if ticket["place"] == WEB]
    book = _Book(env, shop)
    for number, (ticket, key) in enumerate(zip(tickets, bulk.reserve(env, "sale_order", len(tickets)), strict=True)):
        ticket |= {"id": key, "number": number + 1, "priced": [book.price(ticket, line) for line in ticket["cart"]]}
    bulk.insert(env, "sale_order", (book.order(ticket) for ticket in tickets))
    lines = [line for ticket in tickets for line in book.lines(ticket)]
    keys = bulk.insert(env, "sale_order_line", [line for line, _taxed in lines])
    bulk.link(env, "account_tax_sale_order_line_rel", "sale_order_line_id", "account_tax_id", (
        (key, tax) for key, (_line, taxed) in zip(keys, lines, strict=True) if taxed for tax in shop["tax"].ids
    ))
    env["ir.sequence"].search([("code", "=", "sale.order")], limit=1).write({"number_next": len(tickets) + 1})
    env.invalidate_all()
    return [ticket["id"] for ticket in tickets]


class _Book:
    """Prices web orders and prepares their rows."""

    def __init__(self, env, shop):
        self.env = env
        self.shop = shop
        self.rng = random.Random(len(shop["keys"]))
        self.warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        self.currencies = {True: env.ref("base.CHF").id, False: env.company.currency_id.id}
        self.names = [product.display_name for product in shop["products"]]
        self.units = [product.uom_id.id for product in shop["products"]]
        self.methods = [self._method(product) for product in shop["products"]]

    @staticmethod
    def _method(product):
        return "manual" if product.type == "service" else "stock_move"

    def price(self, ticket, line):
        """Return the amounts of a line in cents of the order's currency; Swiss orders bear no French tax."""
        good = self.shop["goods"][line["good"]]
        unit, catalogue, cost = line["cents"], good["cents"], good["cost"]
        if ticket["francs"]:
            rate = round(franc(ticket["when"]) * 10000)
            unit, catalogue = (half_up(value * rate, 12000) for value in (unit, catalogue))
            cost = half_up(cost * rate, 10000)
        total, untaxed = amounts({**line, "cents": unit}, taxed=not ticket["francs"])
        return {"unit": unit, "total": total, "untaxed": untaxed, "cost": cost, "catalogue": catalogue}

    def order(self, ticket):
        """Prepare the row of an order."""
        partner, priced = self.shop["keys"][ticket["who"]], ticket["priced"]
        total, untaxed = (sum(line[name] for line in priced) / 100 for name in ("total", "untaxed"))
        cost = sum(line["cost"] * item["qty"] for line, item in zip(priced, ticket["cart"], strict=True)) / 100
        pricelist = "francs" if ticket["francs"] else "firm" if ticket["firm"] else "shop"
        done = self._is_done(ticket)
        return bulk.known(self.env, "sale.order", {
            "id": ticket["id"], "name": f"S{ticket['number']:05d}",
            "state": ticket["fate"], "date_order": ticket["when"], "company_id": self.env.company.id,
            "partner_id": partner, "partner_invoice_id": partner,
            "partner_shipping_id": partner, "pricelist_id": self.shop["lists"][pricelist].id,
            "currency_id": self.currencies[ticket["francs"]],
            "currency_rate": franc(ticket["when"]) if ticket["francs"] else 1, "team_id": self.shop["team"].id,
            "amount_total": total, "amount_untaxed": untaxed, "amount_tax": round(total - untaxed, 2),
            "amount_unpaid": 0 if done else total, "margin": round(untaxed - cost, 2),
            "margin_percent": (untaxed - cost) / untaxed if untaxed else 0, "locked": False,
            "invoice_status": self._invoice_status(ticket), "delivery_status": "full" if done else None,
            "effective_date": ticket["when"] + dt.timedelta(days=3) if done else None,
            "require_signature": False, "require_payment": False, "prepayment_percent": 1.0,
            "warehouse_id": self.warehouse.id, "picking_policy": "direct", "access_token": self._uuid(),
            **bulk.traced(self.env, ticket["when"]),
        })

    def lines(self, ticket):
        """Prepare the rows of an order's lines, each with whether it bears tax."""
        for place, (line, priced) in enumerate(zip(ticket["cart"], ticket["priced"], strict=True)):
            yield self._line(ticket, place, line, priced), not ticket["francs"]

    def _line(self, ticket, place, line, priced):
        quantity, untaxed, total = line["qty"], priced["untaxed"] / 100, priced["total"] / 100
        margin = untaxed - priced["cost"] * quantity / 100
        done = self._is_done(ticket)
        asked = ticket["fate"] == "sale" and not done
        return bulk.known(self.env, "sale.order.line", {
            "order_id": ticket["id"], "sequence": 10 + place, "company_id": self.env.company.id,
            "currency_id": self.currencies[ticket["francs"]], "order_partner_id": self.shop["keys"][ticket["who"]],
            "product_id": self.shop["products"][line["good"]].id, "product_uom_id": self.units[line["good"]],
            "name": self.names[line["good"]], "state": ticket["fate"], "product_uom_qty": quantity,
            "price_unit": priced["unit"] / 100, "technical_price_unit": priced["unit"] / 100,
            "discount": line["discount"], "price_subtotal": untaxed, "price_total": total,
            "price_tax": round(total - untaxed, 2), "price_reduce_taxexcl": untaxed / quantity,
            "price_reduce_taxinc": total / quantity, "purchase_price": priced["cost"] / 100, "margin": margin,
            "margin_percent": margin / untaxed if untaxed else 0, "qty_delivered_method": self.methods[line["good"]],
            "qty_delivered": quantity if done else 0, "qty_invoiced": quantity if done else 0,
            "qty_to_invoice": quantity if asked else 0, "untaxed_amount_invoiced": untaxed if done else 0,
            "untaxed_amount_to_invoice": untaxed if asked else 0, "invoice_status": self._invoice_status(ticket),
            "customer_lead": 0, "warehouse_id": self.warehouse.id, "is_downpayment": False, "is_expense": False,
            "is_optional": False, "collapse_prices": False, "collapse_composition": False, "points_cost": 0,
            "dm_real": priced["unit"] * quantity / 100,
            "dm_theoretical": priced["catalogue"] * quantity / 100,
            **bulk.traced(self.env, ticket["when"]),
        })

    def _is_done(self, ticket):
        return ticket["fate"] == "sale" and (self.shop["today"] - ticket["when"].date()).days > 5

    def _invoice_status(self, ticket):
        if ticket["fate"] != "sale":
            return "no"
        return "invoiced" if self._is_done(ticket) else "to invoice"

    def _uuid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
