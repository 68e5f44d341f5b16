"""One selection: a campaign of ours, Odoo's domain search, plain SQL on the order tables and on the stored ledger.

The selection: customers of a place who bought in a product family in a period, less those who bought anything in the
last month, less those who refuse mailings; a usual one, and one as wide as a shop would ever make it. All must find
the same number of customers.
"""
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.fields import Command, Domain
from odoo.tools import SQL

from .measure import agreed, take_turns, without_compiling

FAMILY = "Family 3"
RECENT = (date(2026, 6, 1), date(2026, 6, 30))
ZONE = ZoneInfo("Europe/Paris")
# Who may be selected, of the contacts ``partner`` in hand-written statements; nobody of the world is a colleague.
CUSTOMERS = SQL(
    "partner.active AND partner.customer_rank > 0 AND partner.commercial_partner_id = partner.id "
    "AND partner.dm_accepts_mailing"
)


class Case(NamedTuple):
    """A selection: the postcodes of a place, and the period in which the customers bought, both days in."""

    name: str
    place: str
    season: tuple


USUAL = Case("one département, a quarter", "03%", (date(2026, 1, 1), date(2026, 3, 31)))
WIDE = Case("a third of the country, half a year", "0%", (date(2026, 1, 1), date(2026, 6, 30)))
NOBODY = Case("a place that is none, before the shop opened", "none", (date(2001, 1, 1), date(2001, 3, 31)))
CASES = (USUAL, WIDE)


def compare(env, case, rounds):
    """Measure all ways, in turns.

    :param env: environment of a database made by ``databases``; nothing is kept
    :param Case case: which selection
    :param int rounds: how often
    :return: name → ``measure.Timing``; the answers are numbers of customers
    :raise RuntimeError: if they do not find the same number
    """
    category = env["product.category"].search([("name", "=", FAMILY)])
    campaign = make_campaign(env, category, case)
    without_compiling(env)
    return agreed(take_turns({
        "ours": lambda: select(campaign),
        "list": lambda: refresh(campaign),
        "domain": lambda: domain_search(env, category, case),
        "sql": lambda: plain_sql(env, category, case),
        "ledger": lambda: plain_ledger(env, category, case),
        "counted": lambda: counted_ledger(env, category, case),
    }, rounds, env))


def overhead(env, rounds):
    """Return the seconds that the usual lines take where they find nobody: reading campaign, lines and rights.

    Plain SQL has none of these to read.

    :return: ``measure.Timing``, the answer is 0
    """
    category = env["product.category"].search([("name", "=", FAMILY)])
    campaign = make_campaign(env, category, NOBODY)
    without_compiling(env)
    return take_turns({"nobody": lambda: select(campaign)}, rounds, env)["nobody"]


def wide_campaign(env):
    """Create the campaign of the widest case."""
    return make_campaign(env, env["product.category"].search([("name", "=", FAMILY)]), WIDE)


def make_campaign(env, category, case):
    """Create the campaign of the administrator that selects these customers."""
    return new_campaign(env, [
        {
            "operation": "add", "partner_domain": repr([("zip", "=like", case.place)]),
            "purchase_mode": "bought", "purchase_date_from": case.season[0], "purchase_date_to": case.season[1],
            "categ_ids": [Command.set(category.ids)],
        },
        {
            "operation": "remove", "purchase_mode": "bought",
            "purchase_date_from": RECENT[0], "purchase_date_to": RECENT[1],
        },
    ])


def new_campaign(env, lines, **vals):
    """Create a campaign of the administrator.

    :param list[dict] lines: values of its filter lines, in order
    :param vals: other values of the campaign
    """
    return as_administrator(env)["dm.campaign"].create({
        "name": "Measure", "send_date": date(2026, 7, 1), "closing_date": date(2026, 8, 31), "exclude_refused": True,
        "filter_ids": [Command.create({"sequence": number, **line}) for number, line in enumerate(lines)], **vals,
    })


def select(campaign):
    """Return how many customers the campaign's lines select, refusers left out, as the others do."""
    return campaign.env.execute_query(SQL(
        """
        SELECT count(*) FROM %s selected JOIN res_partner partner ON partner.id = selected.id
         WHERE partner.dm_accepts_mailing
        """,
        campaign._get_selection().run().table,
    ))[0][0]


def refresh(campaign):
    """Write a campaign's list anew, as its button does, and return how many recipients there are."""
    campaign.action_refresh_selection()
    return campaign.recipient_count


def domain_search(env, category, case):
    """Return how many customers Odoo's search finds by the domain that one would write for it."""
    goods = [("product_id.categ_id", "child_of", category.id)]
    return search(env, Domain("zip", "=like", case.place) & bought(case.season, goods) & ~bought(RECENT))


def search(env, domain):
    """Return how many customers Odoo's search finds, refusers left out."""
    own = Domain([
        ("customer_rank", ">", 0),
        ("parent_id", "=", False),
        ("company_id", "in", [False, env.company.id]),
        ("dm_accepts_mailing", "=", True),
    ])
    return len(as_administrator(env)["res.partner"].search(own & domain)._ids)


def plain_sql(env, category, case):
    """Return how many customers a hand-written statement finds in the order tables."""
    return env.execute_query(SQL(
        """
        WITH goods AS MATERIALIZED (
            SELECT product.id FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN product_category category ON category.id = template.categ_id
             WHERE category.parent_path LIKE %(path)s
        )
        SELECT count(*) FROM res_partner partner
         WHERE %(customers)s AND partner.zip LIKE %(place)s
           AND partner.id IN (
               SELECT sale.partner_id FROM sale_order sale JOIN sale_order_line line ON line.order_id = sale.id
                WHERE sale.state = 'sale' AND sale.company_id = %(company)s AND sale.date_order >= %(season_from)s
                  AND sale.date_order < %(season_to)s AND line.product_uom_qty > 0
                  AND line.product_id IN (SELECT id FROM goods)
                UNION
               SELECT till.partner_id FROM pos_order till JOIN pos_order_line line ON line.order_id = till.id
                WHERE till.state IN ('paid', 'done') AND till.company_id = %(company)s
                  AND till.date_order >= %(season_from)s AND till.date_order < %(season_to)s AND line.qty > 0
                  AND line.product_id IN (SELECT id FROM goods)
           )
           AND NOT EXISTS (
               SELECT FROM sale_order sale JOIN sale_order_line line ON line.order_id = sale.id
                WHERE sale.partner_id = partner.id AND sale.state = 'sale' AND sale.company_id = %(company)s
                  AND sale.date_order >= %(recent_from)s AND sale.date_order < %(recent_to)s
                  AND line.product_uom_qty > 0
           )
           AND NOT EXISTS (
               SELECT FROM pos_order till JOIN pos_order_line line ON line.order_id = till.id
                WHERE till.partner_id = partner.id AND till.state IN ('paid', 'done')
                  AND till.company_id = %(company)s AND till.date_order >= %(recent_from)s
                  AND till.date_order < %(recent_to)s AND line.qty > 0
           )
        """,
        customers=CUSTOMERS, path=f"{category.parent_path}%", place=case.place, company=env.company.id,
        season_from=_utc(case.season[0]), season_to=_utc(case.season[1] + timedelta(days=1)),
        recent_from=_utc(RECENT[0]), recent_to=_utc(RECENT[1] + timedelta(days=1)),
    ))[0][0]


def plain_ledger(env, category, case):
    """Return how many customers a hand-written statement finds in the stored ledger; its queue is empty."""
    return env.execute_query(SQL(
        """
        SELECT count(*) FROM res_partner partner
         WHERE %(customers)s AND partner.zip LIKE %(place)s AND %(in_season)s AND NOT %(is_recent)s
        """,
        customers=CUSTOMERS, place=case.place, in_season=_in_season(env, category, case), is_recent=_is_recent(env),
    ))[0][0]


def counted_ledger(env, category, case):
    """Return the same of a statement that also counts, as a line tells, how many each adds and removes."""
    return env.execute_query(SQL(
        """
        SELECT count(*) FILTER (WHERE accepts AND NOT is_recent), count(*) AS added, count(*) FILTER (WHERE is_recent)
          FROM (
                SELECT partner.dm_accepts_mailing AS accepts, %(is_recent)s AS is_recent
                  FROM res_partner partner
                 WHERE partner.active AND partner.customer_rank > 0 AND partner.commercial_partner_id = partner.id
                   AND partner.zip LIKE %(place)s AND %(in_season)s
               ) AS added
        """,
        place=case.place, in_season=_in_season(env, category, case), is_recent=_is_recent(env),
    ))[0][0]


def _in_season(env, category, case):
    """Return the condition that ``partner`` bought in the family in the case's season, by the stored ledger."""
    return SQL(
        """
        partner.id IN (
            SELECT line.partner_id FROM dm_purchase_line line
             WHERE line.company_id = %(company)s AND line.date BETWEEN %(first)s AND %(last)s
               AND line.quantity > 0 AND line.product_id IN (
                   SELECT product.id FROM product_product product
                     JOIN product_template template ON template.id = product.product_tmpl_id
                     JOIN product_category category ON category.id = template.categ_id
                    WHERE category.parent_path LIKE %(path)s
               )
        )
        """,
        company=env.company.id, first=case.season[0], last=case.season[1], path=f"{category.parent_path}%",
    )


def _is_recent(env):
    """Return the condition that ``partner`` bought anything in the last month, by the stored ledger."""
    return SQL(
        """
        EXISTS (
            SELECT FROM dm_purchase_line line
             WHERE line.partner_id = partner.id AND line.company_id = %(company)s
               AND line.date BETWEEN %(first)s AND %(last)s AND line.quantity > 0
        )
        """,
        company=env.company.id, first=RECENT[0], last=RECENT[1],
    )


def bought(period, goods=()):
    """Return the domain of the contacts with an order or a ticket of positive quantity in a period.

    :param tuple period: first and last day, None where open
    :param goods: domain that the lines must meet besides
    """
    dated = in_period(period)
    sales = [("state", "=", "sale"), *dated, ("order_line", "any", [("product_uom_qty", ">", 0), *goods])]
    tickets = [("state", "in", ("paid", "done")), *dated, ("lines", "any", [("qty", ">", 0), *goods])]
    return Domain("sale_order_ids", "any", sales) | Domain("pos_order_ids", "any", tickets)


def in_period(period):
    """Return the conditions that an order or a ticket is of a period, as a list."""
    first, last = period
    return [
        *([("date_order", ">=", _utc(first))] if first else []),
        *([("date_order", "<", _utc(last + timedelta(days=1)))] if last else []),
    ]


def _utc(day):
    """Return the instant at which a day begins in the shop, as Odoo stores it."""
    return datetime.combine(day, time(), ZONE).astimezone(timezone.utc).replace(tzinfo=None)


def as_administrator(env):
    """Return the environment of somebody who selects, with their access rules."""
    return env(user=env.ref("base.user_admin"), context={"allowed_company_ids": env.company.ids, "active_test": True})
