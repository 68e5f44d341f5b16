"""Bring a file of tickets into a database as paid till orders: one row of the file is one order of one line.

What is decided about the rows that are no plain sale:

* A ticket's amount is quantity × unit price, rounded half up (away from zero) to the currency's decimals. The unit
  price itself is kept uncut: ``pos_order_line.price_unit`` is a number without a scale.
* A credit note is a ticket of its own on its own day, with negative quantity and amount. Its order is not marked
  ``is_refund``: with that mark Odoo's report turns the sign of the margin round, and not that of the total.
* Stock adjustments at price 0 and bad debts at a negative price are loaded as they stand, so that the till's journal
  agrees with the file line by line; what they count for is the reader's business.
* An invoice number that occurs twice makes two orders. Customers are known again by their number (``ref``) within the
  company, so a second file adds to the first; the same file twice makes its tickets twice.
* Countries that are none (“Unspecified”, “European Community”, “Channel Islands”) leave the customer without one. A
  customer seen in several countries lives in that of the latest ticket.
"""
from typing import NamedTuple

from odoo.fields import Command
from odoo.tools import SQL

from .people import person
from .ticket_file import TicketError, read_tickets

ZONE = "Europe/London"
PRODUCT_CODE = "TICKET"
# The catalogue price of the one product, in the company's currency: what “theoretical” turnover is made of.
CATALOGUE_PRICE = 2.5
# Names that a shop writes and Odoo does not, as ISO codes; None is no country.
COUNTRY_NAMES = {
    "EIRE": "IE", "RSA": "ZA", "USA": "US", "Channel Islands": None, "European Community": None, "Unspecified": None,
    "": None,
}


class Loaded(NamedTuple):
    """What a load brought: numbers of tickets and of new customers."""

    tickets: int
    customers: int


def make_company(env, name="The Ticket Shop", zone=ZONE):
    """Create a British company that keeps its books in pounds, open to the current user.

    :return: the ``res.company``
    """
    pound = env.ref("base.GBP")
    pound.active = True
    values = {"name": name, "currency_id": pound.id, "country_id": env.ref("base.uk").id}
    if "dm_tz" in env["res.company"]._fields:
        values["dm_tz"] = zone
    company = env["res.company"].create(values)
    env.user.company_ids |= company
    return company


def load(env, path, company, zone=ZONE, currency="GBP"):
    """Load a file of tickets into a company, all of it or nothing.

    :param env: an environment with the rights to make tills and contacts
    :param path: CSV file, ``.gz`` or not, with the columns of ``ticket_file.COLUMNS``
    :param company: the ``res.company`` whose sales these are
    :param str zone: where the file's clock hangs
    :param str currency: what the file's prices are in; it must be the company's
    :rtype: Loaded
    :raise TicketError: with a sentence and the line, before anything is written
    """
    if company.currency_id.name != currency:
        raise TicketError(
            f"The prices are in {currency} and {company.name} sells in {company.currency_id.name}: "
            f"load them into a company of {currency}."
        )
    tickets = read_tickets(path)
    if not tickets:
        raise TicketError("The file has no ticket: below the first line there must be at least one.")
    countries = _countries(env, tickets)
    env.flush_all()
    with env.cr.savepoint():
        _stage(env, tickets)
        customers = _load_customers(env, tickets, company, countries)
        _load_orders(env, company, zone)
        env.execute_query(SQL("DROP TABLE dm_ticket_load"))
        # The planner takes a table that grew within a transaction for an empty one.
        env.execute_query(SQL("ANALYZE res_partner, pos_session, pos_order, pos_order_line, dm_purchase_queue"))
    env.invalidate_all()
    return Loaded(len(tickets), customers)


# === WHAT THE TICKETS HANG ON === #

def _countries(env, tickets):
    """Find the countries that the file names.

    :rtype: dict[str, res.country]
    :raise TicketError: at the first one that nobody knows
    """
    countries = env["res.country"].with_context(lang="en_US").search([])
    by_code = {country.code: country for country in countries}
    known = {country.name: country for country in countries}
    known.update((name, by_code.get(code, countries.browse())) for name, code in COUNTRY_NAMES.items())
    for ticket in tickets:
        if ticket.country not in known:
            raise TicketError(
                f"Line {ticket.line}: the country “{ticket.country}” is unknown; write its English name as Odoo does."
            )
    return known


def _till(env, company):
    """Return the till of the company and its way of payment, made on first use."""
    till = env["pos.config"].search([("company_id", "=", company.id)], limit=1)
    if not till:
        tills = env["pos.config"].with_company(company)
        method = tills.env["pos.payment.method"].create({"name": "Paid", "company_id": company.id})
        till = tills.create({
            "name": f"Till of {company.name}", "company_id": company.id,
            "payment_method_ids": [Command.set(method.ids)],
        })
    return till, till.payment_method_ids[:1]


def _product(env, company):
    """Return the one product that every ticket sells: without tax, without cost."""
    domain = [("default_code", "=", PRODUCT_CODE), ("company_id", "=", company.id)]
    return env["product.product"].search(domain, limit=1) or env["product.product"].with_company(company).create({
        "name": "Goods", "default_code": PRODUCT_CODE, "company_id": company.id, "list_price": CATALOGUE_PRICE,
        "standard_price": 0, "taxes_id": [Command.clear()], "available_in_pos": True,
    })


# === SETS === #

def _stage(env, tickets):
    """Put the file's tickets into a table of the transaction."""
    env.execute_query(SQL("""
        CREATE TEMPORARY TABLE dm_ticket_load (
            line integer, invoice varchar, local_date timestamp, customer varchar, quantity numeric, price numeric
        ) ON COMMIT DROP
    """))
    _insert(env, "INSERT INTO dm_ticket_load VALUES %s", [
        (row.line, row.invoice, row.date, row.customer and str(row.customer), row.quantity, row.price)
        for row in tickets
    ])


def _insert(env, statement, rows):
    env.cr.execute_values(statement, rows, page_size=1000)


def _load_customers(env, tickets, company, countries):
    """Create the customers that the company does not have yet, and return how many."""
    latest = {ticket.customer: ticket for ticket in sorted(tickets, key=lambda ticket: ticket.date)}
    latest.pop(None, None)
    env.execute_query(SQL("""
        CREATE TEMPORARY TABLE dm_customer_load (
            ref varchar, firstname varchar, lastname varchar, name varchar, street varchar, city varchar, zip varchar,
            email varchar, mobile varchar, country_id integer
        ) ON COMMIT DROP
    """))
    _insert(env, "INSERT INTO dm_customer_load VALUES %s", [
        _customer_row(number, countries[latest[number].country]) for number in sorted(latest)
    ])
    known = SQL(
        "SELECT ref FROM res_partner WHERE company_id = %s AND ref IS NOT NULL AND parent_id IS NULL", company.id
    )
    source = SQL(
        "(SELECT *, nextval('res_partner_id_seq') AS new_id FROM dm_customer_load WHERE ref NOT IN (%s)) AS source",
        known,
    )
    made = _insert_select(env, "res_partner", _customer_columns(env, company), source)
    env.execute_query(SQL("DROP TABLE dm_customer_load"))
    return made


def _customer_row(number, country):
    invented = person(number, country.code or "GB")
    return (
        str(number), invented.first_name, invented.last_name, invented.name, invented.street, invented.city,
        invented.zip, invented.email, invented.mobile, country.id or None,
    )


def _customer_columns(env, company):
    columns = {
        **_log_columns(env),
        "id": SQL("new_id"),
        "commercial_partner_id": SQL("new_id"),
        "complete_name": SQL("name"),
        "email_normalized": SQL("email"),
        "phone_sanitized": SQL("mobile"),
        "company_id": SQL("%s", company.id),
        "lang": SQL("%s", env.lang or env.user.lang or "en_US"),
        "type": SQL("'contact'"),
        "autopost_bills": SQL("'ask'"),
        "customer_rank": SQL("1"),
        **dict.fromkeys(("supplier_rank", "message_bounce", "color"), SQL("0")),
        **dict.fromkeys(("active", "partner_share"), SQL("true")),
        "is_company": SQL("false"),
        **{name: SQL.identifier(name) for name in (
            "ref", "firstname", "lastname", "name", "street", "city", "zip", "email", "mobile", "country_id",
        )},
    }
    if "dm_accepts_mailing" in env["res.partner"]._fields:
        columns["dm_accepts_mailing"] = SQL("true")
    return columns


def _load_orders(env, company, zone):
    """Create sessions, orders, lines and payments of the staged tickets."""
    till, method = _till(env, company)
    product = _product(env, company)
    env.flush_all()
    _prepare_orders(env, company, zone)
    _insert_select(env, "pos_session", _session_columns(env, till), SQL("""
        (SELECT session_id, day, min(date) AS start_at, max(date) AS stop_at FROM dm_order_load GROUP BY 1, 2) AS source
    """))
    orders = SQL("dm_order_load")
    _insert_select(env, "pos_order", _order_columns(env, company, till), orders)
    _insert_select(env, "pos_order_line", _line_columns(env, company, product), orders)
    _insert_select(env, "pos_payment", _payment_columns(env, company, method), orders)
    env.execute_query(SQL("DROP TABLE dm_order_load"))


def _prepare_orders(env, company, zone):
    """Number the orders and their sessions (one a day of the shop), find the customers, turn the clock to UTC."""
    env.execute_query(SQL("""
        CREATE TEMPORARY TABLE dm_order_load ON COMMIT DROP AS
        WITH customer AS (
            SELECT ref, min(id) AS id
              FROM res_partner
             WHERE company_id = %(company)s AND ref IS NOT NULL AND parent_id IS NULL
             GROUP BY ref
        ), session AS MATERIALIZED (
            SELECT day, nextval('pos_session_id_seq') AS id
              FROM (SELECT DISTINCT local_date::date AS day FROM dm_ticket_load ORDER BY 1) AS days
        )
        SELECT nextval('pos_order_id_seq') AS order_id, session.id AS session_id, session.day, staged.line, invoice,
               quantity, price, round(quantity * price, %(decimals)s) AS amount, customer.id AS partner_id,
               row_number() OVER (PARTITION BY session.day ORDER BY local_date, line) AS number,
               local_date AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS date
          FROM (SELECT * FROM dm_ticket_load ORDER BY local_date, line) AS staged
          JOIN session ON session.day = local_date::date
          LEFT JOIN customer ON customer.ref = staged.customer
    """, company=company.id, decimals=company.currency_id.decimal_places, zone=zone))


def _session_columns(env, till):
    return {
        **_log_columns(env),
        "id": SQL("session_id"),
        "name": SQL("'Tickets ' || day"),
        "config_id": SQL("%s", till.id),
        "user_id": SQL("%s", env.uid),
        "state": SQL("'closed'"),
        "start_at": SQL("start_at"),
        "stop_at": SQL("stop_at"),
        "rescue": SQL("false"),
        "update_stock_at_closing": SQL("true"),
    }


def _order_columns(env, company, till):
    return {
        **_log_columns(env),
        "id": SQL("order_id"),
        "name": SQL("invoice || '-' || line"),
        "pos_reference": SQL("invoice"),
        "uuid": SQL("gen_random_uuid()"),
        "company_id": SQL("%s", company.id),
        "config_id": SQL("%s", till.id),
        "session_id": SQL("session_id"),
        "sequence_number": SQL("number"),
        "user_id": SQL("%s", env.uid),
        "partner_id": SQL("partner_id"),
        "date_order": SQL("date"),
        "state": SQL("'done'"),
        "amount_total": SQL("amount"),
        "amount_paid": SQL("amount"),
        **dict.fromkeys(("amount_tax", "amount_return", "amount_difference"), SQL("0")),
        "currency_rate": SQL("1"),
        **dict.fromkeys(("is_refund", "to_invoice", "is_tipped"), SQL("false")),
    }


def _line_columns(env, company, product):
    return {
        **_log_columns(env),
        "name": SQL("invoice || '-' || line || '/1'"),
        "uuid": SQL("gen_random_uuid()"),
        "company_id": SQL("%s", company.id),
        "order_id": SQL("order_id"),
        "product_id": SQL("%s", product.id),
        "full_product_name": SQL("%s", product.name),
        "qty": SQL("quantity"),
        "price_unit": SQL("price"),
        "price_type": SQL("'original'"),
        "price_subtotal": SQL("amount"),
        "price_subtotal_incl": SQL("amount"),
        **dict.fromkeys(("discount", "price_extra", "total_cost"), SQL("0")),
        "is_total_cost_computed": SQL("true"),
    }


def _payment_columns(env, company, method):
    return {
        **_log_columns(env),
        "uuid": SQL("gen_random_uuid()"),
        "company_id": SQL("%s", company.id),
        "pos_order_id": SQL("order_id"),
        "session_id": SQL("session_id"),
        "payment_method_id": SQL("%s", method.id),
        "payment_date": SQL("date"),
        "amount": SQL("amount"),
        "is_change": SQL("false"),
    }


def _log_columns(env):
    now = SQL("now() AT TIME ZONE 'UTC'")
    return {"create_uid": SQL("%s", env.uid), "write_uid": SQL("%s", env.uid), "create_date": now, "write_date": now}


def _insert_select(env, table, columns, source):
    """Run one ``INSERT … SELECT`` and return the number of rows.

    :param dict columns: SQL expression of each column
    :param SQL source: what they are read from
    """
    env.cr.execute(SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s",
        SQL.identifier(table), SQL(", ").join(map(SQL.identifier, columns)), SQL(", ").join(columns.values()), source,
    ))
    return env.cr.rowcount
