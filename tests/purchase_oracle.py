"""What the ledger must say, told naively: record by record, through the ORM, in plain Python.

Nothing here is shared with the ledger's SQL. Prices are not read from the amounts that lines keep: the world that makes
the sales writes down what it saw in the catalogue and in the price list at that moment.
"""
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

CENT = Decimal("0.01")
UTC = ZoneInfo("UTC")


def cents(amount):
    """Round an amount half up to the cent."""
    return Decimal(repr(round(amount, 9))).quantize(CENT, ROUND_HALF_UP)


def day_of(moment, company):
    """Return the date of a UTC moment in the company's zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(company.dm_tz)).date()


def expected_order(order, seen):
    """Return what a sales order counts: a dictionary by (is till, line id).

    :param dict seen: by line, the unit prices (catalogue, price list) when it was made
    """
    if order.state != "sale":
        return {}
    found = {}
    for line in order.order_line:
        if line.display_type:
            continue
        quantity = line.product_uom_qty
        catalogue, listed = seen[line]
        found[False, line.id] = (
            order.partner_id.commercial_partner_id.id, day_of(order.date_order, order.company_id), quantity,
            cents(catalogue * quantity), cents(listed * quantity),
            cents(line.price_total),
            cents(line.price_subtotal - line.purchase_price * quantity),
        )
    return found


def expected_ticket(ticket, seen):
    """Return what a till order counts, as :func:`expected_order` does."""
    if ticket.state not in {"paid", "done"}:
        return {}
    found = {}
    for line in ticket.lines:
        if line.sale_order_line_id and not line.refunded_orderline_id:
            continue
        origin = line.refunded_orderline_id or line
        share = line.qty / origin.qty
        catalogue, listed = (cents(float(cents(price * origin.qty)) * share) for price in seen[origin])
        found[True, line.id] = (
            ticket.partner_id.commercial_partner_id.id, day_of(ticket.date_order, ticket.company_id), line.qty,
            catalogue, listed, cents(signed(line, line.price_subtotal_incl)),
            cents(signed(line, line.price_subtotal) - line.total_cost),
        )
    return found


def signed(line, amount):
    """Return a till line's amount, negative if pieces come back."""
    return -abs(amount) if line.qty < 0 else abs(amount)


def recorded(env, lines):
    """Return what the ledger says of some lines, in the oracle's form.

    :param lines: sales order lines and till lines
    """
    env["dm.purchase"].invalidate_model()
    order_lines, till_lines = lines
    found = env["dm.purchase"].search([
        "|", ("sale_line_id", "in", order_lines.ids), ("pos_line_id", "in", till_lines.ids),
    ])
    return {
        (bool(row.pos_line_id), (row.pos_line_id or row.sale_line_id).id): (
            row.partner_id.id, row.date, row.quantity, *(cents(row[name]) for name in (
                "theoretical", "real", "net", "margin",
            )),
        ) for row in found
    }
