"""Three more typical selections, each by a campaign of ours, by Odoo's own means, and by plain SQL on the ledger.

Who spent much in two years; who has not come again since a day; the loyal who fell silent, one a household. What Odoo
has for them is reading sums by customer and searching what Python found, or a domain on orders. Refusers are left out
by all.
"""
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from .measure import agreed, take_turns, without_compiling
from .selection import CUSTOMERS, as_administrator, bought, in_period, new_campaign, search, select

TWO_YEARS = (date(2024, 7, 1), date(2026, 6, 30))
SPENT = 2500
LAST_SEEN = date(2025, 6, 30)
GONE_SINCE = date(2025, 7, 1)
TICKETS = 5
SILENT_SINCE = date(2026, 1, 1)


class Case(NamedTuple):
    """A selection.

    :param str name: what it selects
    :param list lines: values of our filter lines
    :param Callable odoo: takes the environment, returns how many customers Odoo's own means find
    :param Callable ledger: the same of plain SQL
    :param bool households: whether ours and plain SQL count one customer a household; Odoo knows no households
    :param Callable counted: like ``ledger``, of plain SQL that also counts what each line did, and all else that ours
        counts; judged in its place, where that is more work
    """

    name: str
    lines: list
    odoo: Callable
    ledger: Callable
    households: bool = False
    counted: Callable | None = None


def compare(env, case, rounds):
    """Measure the three, in turns.

    :param env: environment of a database made by ``databases``; nothing is kept
    :param Case case: which selection
    :param int rounds: how often
    :return: name → ``measure.Timing``; the answers are numbers of customers
    :raise RuntimeError: if they do not find the same number
    """
    campaign = new_campaign(env, case.lines, dedup_household=case.households)
    ours = count if case.households else select
    without_compiling(env)
    found = take_turns({
        "ours": lambda: ours(campaign),
        "domain": lambda: case.odoo(env),
        "ledger": lambda: case.ledger(env),
        **({"counted": lambda: case.counted(env)} if case.counted else {}),
    }, rounds, env)
    if not case.households:
        return agreed(found)
    together = found["domain"].answer
    selected = select(campaign)
    if selected != together:
        raise RuntimeError(f"Before households, ours finds {selected} customers and Odoo {together}.")
    return {**agreed({name: timing for name, timing in found.items() if name != "domain"}), "domain": found["domain"]}


def count(campaign):
    """Return how many customers the campaign would write to, as its form shows while somebody edits."""
    return campaign._count(campaign._get_selection().run())["recipient_count"]


# === ODOO'S OWN WAY === #

def _spenders(env):
    spent = Counter()
    for groups in _by_customer(env, ["amount_total:sum"]):
        for partner, total in groups:
            spent[partner.id] += total
    return search(env, Domain("id", "in", [id_ for id_, total in spent.items() if total >= SPENT]))


def _gone(env):
    return search(env, bought((None, LAST_SEEN)) & ~bought((GONE_SINCE, None)))


def _silent(env):
    tickets = Counter()
    buyers = set()
    for groups in _by_customer(env, ["__count", "amount_total:max"]):
        for partner, number, largest in groups:
            tickets[partner.id] += number
            # Who only brought goods back did not buy.
            if largest > 0:
                buyers.add(partner.id)
    loyal = [id_ for id_, number in tickets.items() if number >= TICKETS and id_ in buyers]
    return search(env, Domain("id", "in", loyal) & ~bought((SILENT_SINCE, None)))


def _by_customer(env, aggregates):
    """Yield the groups of the orders and those of the tickets of two years, by customer."""
    env = as_administrator(env)
    for model, states in (("sale.order", ["sale"]), ("pos.order", ["paid", "done"])):
        domain = [
            ("state", "in", states), ("company_id", "=", env.company.id), ("partner_id", "!=", False),
            *in_period(TWO_YEARS),
        ]
        yield env[model]._read_group(domain, ["partner_id"], aggregates)


# === PLAIN SQL ON THE LEDGER === #

def _spenders_sql(env):
    return env.execute_query(SQL(
        """
        SELECT count(*) FROM res_partner partner
         WHERE %(customers)s AND partner.id IN (
               SELECT line.partner_id FROM dm_purchase_line line
                WHERE line.company_id = %(company)s AND line.date BETWEEN %(first)s AND %(last)s
                GROUP BY line.partner_id HAVING sum(line.net_company) >= %(spent)s AND bool_or(line.quantity > 0)
           )
        """,
        customers=CUSTOMERS, company=env.company.id, first=TWO_YEARS[0], last=TWO_YEARS[1], spent=SPENT,
    ))[0][0]


def _gone_sql(env):
    return env.execute_query(SQL(
        """
        SELECT count(*) FROM res_partner partner
         WHERE %(customers)s
           AND partner.id IN (
               SELECT line.partner_id FROM dm_purchase_line line
                WHERE line.company_id = %(company)s AND line.date <= %(seen)s AND line.quantity > 0
           )
           AND NOT EXISTS (
               SELECT FROM dm_purchase_line line
                WHERE line.partner_id = partner.id AND line.company_id = %(company)s AND line.date >= %(gone)s
                  AND line.quantity > 0
           )
        """,
        customers=CUSTOMERS, company=env.company.id, seen=LAST_SEEN, gone=GONE_SINCE,
    ))[0][0]


def _gone_counted_sql(env):
    """Whom the first line adds must all be known then, and of each whether the second removes them."""
    return env.execute_query(SQL(
        """
        SELECT count(*) FILTER (WHERE accepts AND NOT is_back), count(*) AS added, count(*) FILTER (WHERE is_back)
          FROM (
                SELECT partner.dm_accepts_mailing AS accepts, EXISTS (
                           SELECT FROM dm_purchase_line line
                            WHERE line.partner_id = partner.id AND line.company_id = %(company)s
                              AND line.date >= %(gone)s AND line.quantity > 0
                       ) AS is_back
                  FROM res_partner partner
                 WHERE partner.active AND partner.customer_rank > 0 AND partner.commercial_partner_id = partner.id
                   AND partner.id IN (
                       SELECT line.partner_id FROM dm_purchase_line line
                        WHERE line.company_id = %(company)s AND line.date <= %(seen)s AND line.quantity > 0
                   )
               ) AS added
        """,
        company=env.company.id, seen=LAST_SEEN, gone=GONE_SINCE,
    ))[0][0]


def _silent_sql(env):
    """Households are told by postcode, surname and street, whatever stands between their letters and digits."""
    return env.execute_query(SQL(
        """
        SELECT count(DISTINCT lower(regexp_replace(
                   partner.zip || '|' || partner.lastname || '|' || partner.street, '[^a-zA-Z0-9|]+', ' ', 'g'
               )))
          FROM res_partner partner
         WHERE %(customers)s
           AND partner.id IN (
               SELECT line.partner_id FROM dm_purchase_line line
                WHERE line.company_id = %(company)s AND line.date BETWEEN %(first)s AND %(last)s
                GROUP BY line.partner_id
               HAVING count(DISTINCT line.order_key) >= %(tickets)s AND bool_or(line.quantity > 0)
           )
           AND NOT EXISTS (
               SELECT FROM dm_purchase_line line
                WHERE line.partner_id = partner.id AND line.company_id = %(company)s AND line.date >= %(silent)s
                  AND line.quantity > 0
           )
        """,
        customers=CUSTOMERS, company=env.company.id, first=TWO_YEARS[0], last=TWO_YEARS[1], tickets=TICKETS,
        silent=SILENT_SINCE,
    ))[0][0]


def _silent_counted_sql(env):
    """The screen tells, too, how many could be selected, what each line did, and how many can be reached by what."""
    return env.execute_query(SQL(
        """
        SELECT count(DISTINCT household) FILTER (WHERE accepts AND NOT is_back), count(*) AS added,
               count(*) FILTER (WHERE is_back), count(*) FILTER (WHERE accepts AND NOT is_back AND has_email),
               count(*) FILTER (WHERE accepts AND NOT is_back AND has_mobile),
               count(*) FILTER (WHERE accepts AND NOT is_back AND has_address),
               (SELECT count(*) FROM res_partner
                 WHERE active AND customer_rank > 0 AND commercial_partner_id = id) AS population
          FROM (
                SELECT partner.dm_accepts_mailing AS accepts, partner.email_normalized IS NOT NULL AS has_email,
                       partner.dm_mobile IS NOT NULL AS has_mobile, partner.street <> '' AND partner.zip <> ''
                           AND partner.city <> '' AS has_address,
                       lower(regexp_replace(
                           partner.zip || '|' || partner.lastname || '|' || partner.street, '[^a-zA-Z0-9|]+', ' ', 'g'
                       )) AS household,
                       EXISTS (
                           SELECT FROM dm_purchase_line line
                            WHERE line.partner_id = partner.id AND line.company_id = %(company)s
                              AND line.date >= %(silent)s AND line.quantity > 0
                       ) AS is_back
                  FROM res_partner partner
                 WHERE partner.active AND partner.customer_rank > 0 AND partner.commercial_partner_id = partner.id
                   AND partner.id IN (
                       SELECT line.partner_id FROM dm_purchase_line line
                        WHERE line.company_id = %(company)s AND line.date BETWEEN %(first)s AND %(last)s
                        GROUP BY line.partner_id
                       HAVING count(DISTINCT line.order_key) >= %(tickets)s AND bool_or(line.quantity > 0)
                   )
               ) AS added
        """,
        company=env.company.id, first=TWO_YEARS[0], last=TWO_YEARS[1], tickets=TICKETS, silent=SILENT_SINCE,
    ))[0][0]


_IN_TWO_YEARS = {
    "operation": "add", "purchase_mode": "bought", "purchase_date_from": TWO_YEARS[0], "purchase_date_to": TWO_YEARS[1],
}

CASES = (
    Case(f"spent {SPENT} in two years", [{**_IN_TWO_YEARS, "purchase_min_amount": SPENT}], _spenders, _spenders_sql),
    Case(
        "not come again for a year",
        [
            {"operation": "add", "purchase_mode": "bought", "purchase_date_to": LAST_SEEN},
            {"operation": "remove", "purchase_mode": "bought", "purchase_date_from": GONE_SINCE},
        ],
        _gone, _gone_sql, counted=_gone_counted_sql,
    ),
    Case(
        f"{TICKETS} tickets in two years and silent for six months, one a household",
        [
            {**_IN_TWO_YEARS, "purchase_min_tickets": TICKETS},
            {"operation": "remove", "purchase_mode": "bought", "purchase_date_from": SILENT_SINCE},
        ],
        _silent, _silent_sql, households=True, counted=_silent_counted_sql,
    ),
)
