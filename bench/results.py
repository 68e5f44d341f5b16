"""A campaign's results in three ways: ours, one plain SQL statement, Odoo's own sales and till reports.

Ours refreshes everything: by week, store, place and customer, with the year before, and writes it down. The plain
statement reads the same ledger for the figures by week and by place and writes nothing. Odoo's two reports are grouped
by week for the recipients. The three must find the same turnover.
"""
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tools import SQL

from .measure import take_turns

PERIOD = (date(2026, 4, 27), date(2026, 6, 28))
ZONE = ZoneInfo("Europe/Paris")


class Found(NamedTuple):
    """What one way answered: turnover net of all (``net``), and how many customers came back."""

    net: float
    returning: int


def compare(env, recipients, rounds):
    """Measure the three with a campaign of so many recipients, in turns.

    :param env: environment of a database made by ``databases``; nothing is kept
    :param int recipients: size of the list
    :param int rounds: how often
    :return: name → ``measure.Timing``; the answers are :class:`Found`
    :raise RuntimeError: if the three do not agree
    """
    campaign = make_campaign(env, recipients)
    found = take_turns({
        "ours": lambda: refresh(campaign),
        "sql": lambda: plain_sql(campaign),
        "reports": lambda: odoo_reports(campaign),
    }, rounds)
    answers = {name: timing.answer for name, timing in found.items()}
    if len({round(answer.net) for answer in answers.values()}) > 1 or answers["ours"][1] != answers["sql"][1]:
        raise RuntimeError(f"The three ways do not find the same: {answers}.")
    return found


def open_form(env, large, rounds):
    """Measure opening a campaign of many recipients against one of ten: what the form reads, and its table.

    :return: name → ``measure.Timing``
    """
    campaigns = {"ten": make_campaign(env, 10), "many": make_campaign(env, large)}
    for campaign in campaigns.values():
        campaign.action_refresh_results()
    specification = _specification(env)

    def opening(campaign):
        def read():
            env.invalidate_all()
            campaign.web_read(specification)
            return len(campaign.get_result_table()["buckets"])
        return read

    return take_turns({name: opening(campaign) for name, campaign in campaigns.items()}, rounds)


def make_campaign(env, recipients):
    """Create a campaign whose list is that many customers, drawn evenly from all; the list is written by SQL."""
    campaign = env["dm.campaign"].create({
        "name": f"{recipients} recipients", "send_date": PERIOD[0], "closing_date": PERIOD[1], "state": "ready",
        "filter_ids": [Command.create({"operation": "add", "partner_domain": "[('id', '=', 0)]"})],
    })
    env.flush_all()
    env.cr.execute(SQL(
        """INSERT INTO dm_recipient (campaign_id, partner_id, name, lastname, firstname, zip, country_id)
           SELECT %s, id, complete_name, lastname, firstname, zip, country_id FROM res_partner
            WHERE customer_rank > 0 AND commercial_partner_id = id ORDER BY hashint8(id) LIMIT %s""",
        campaign.id, recipients,
    ))
    env.cr.execute("ANALYZE dm_recipient")
    campaign.recipient_count = env.cr.rowcount or recipients
    return campaign


def refresh(campaign):
    """Compute and write all results, as the button does."""
    campaign.action_refresh_results()
    campaign.env.flush_all()
    return Found(sum(campaign.result_ids.mapped("net")), campaign.returning_count)


def plain_sql(campaign):
    """Compute the figures by week and by place in one hand-written statement."""
    weeks, _places, returning = campaign.env.execute_query(SQL(
        """
        WITH list AS MATERIALIZED (
            SELECT DISTINCT ON (p.commercial_partner_id) p.commercial_partner_id AS id, left(r.zip, 2) AS area, r.zip
              FROM dm_recipient r JOIN res_partner p ON p.id = r.partner_id
             WHERE r.campaign_id = %(campaign)s AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE
          ORDER BY p.commercial_partner_id, r.id
        ), ticket AS MATERIALIZED (
            SELECT l.order_key, l.date, l.currency_id, l.partner_id, l.store_id, list.id IS NOT NULL AS ours, list.area,
                   list.zip, SUM(l.real) AS real, SUM(l.theoretical) AS theoretical, SUM(l.net) AS net,
                   SUM(l.quantity) AS quantity, SUM(l.margin) AS margin
              FROM dm_purchase_line l LEFT JOIN list ON list.id = l.partner_id
             WHERE l.company_id = %(company)s AND l.date BETWEEN %(first)s AND %(last)s
          GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        ), week AS (
            SELECT date_trunc('week', date::timestamp)::date AS week, currency_id, store_id,
                   GROUPING(store_id) AS whole,
                   SUM(real) FILTER (WHERE ours) AS real, SUM(theoretical) FILTER (WHERE ours) AS theoretical,
                   SUM(net) FILTER (WHERE ours) AS net, SUM(quantity) FILTER (WHERE ours) AS quantity,
                   SUM(margin) FILTER (WHERE ours) AS margin, SUM(margin) AS margin_total,
                   COUNT(*) FILTER (WHERE ours AND quantity > 0) AS tickets,
                   COUNT(DISTINCT partner_id) FILTER (WHERE ours AND quantity > 0) AS returning
              FROM ticket GROUP BY GROUPING SETS ((1, 2), (1, 2, 3))
        ), place AS (
            SELECT area, zip, currency_id, SUM(real) AS real, SUM(theoretical) AS theoretical, SUM(net) AS net,
                   SUM(quantity) AS quantity, SUM(margin) AS margin,
                   COUNT(*) FILTER (WHERE quantity > 0) AS tickets,
                   COUNT(DISTINCT partner_id) FILTER (WHERE quantity > 0) AS returning
              FROM ticket WHERE ours GROUP BY 1, 2, 3
        ), before AS (
            SELECT SUM(l.real) FILTER (WHERE list.id IS NOT NULL), SUM(l.margin), date_trunc('week', l.date::timestamp)
              FROM dm_purchase_line l LEFT JOIN list ON list.id = l.partner_id
             WHERE l.company_id = %(company)s AND l.date BETWEEN %(first)s - 364 AND %(last)s - 364
          GROUP BY 3
        )
        SELECT (SELECT SUM(net) FROM week WHERE whole = 1),
               (SELECT COUNT(*) FROM place) + (SELECT COUNT(*) FROM before),
               (SELECT COUNT(DISTINCT partner_id) FROM ticket WHERE ours AND quantity > 0)
        """,
        campaign=campaign.id, company=campaign.company_id.id, first=PERIOD[0], last=PERIOD[1],
    ))[0]
    return Found(float(weeks), returning)


def odoo_reports(campaign):
    """Group Odoo's sales report and its till report by week, for the recipients; neither knows pieces or returns."""
    env = campaign.env
    customers = campaign.recipient_ids.sudo().partner_id.ids
    dated = [("date", ">=", _utc(PERIOD[0])), ("date", "<", _utc(PERIOD[1] + timedelta(days=1)))]
    sales = env["sale.report"]._read_group(
        [*dated, ("state", "=", "sale"), ("order_reference", "=like", "sale.order,%"), ("partner_id", "in", customers)],
        ["date:week"], ["price_total:sum", "margin:sum"],
    )
    tills = env["report.pos.order"]._read_group(
        [*dated, ("state", "in", ("paid", "done")), ("partner_id", "in", customers)],
        ["date:week"], ["price_total:sum", "margin:sum"],
    )
    env.invalidate_all()
    return Found(sum(row[1] for row in (*sales, *tills)), 0)


def _specification(env):
    """Return the fields that the form asks for, with a page of each list."""
    arch = env["dm.campaign"].get_view(view_type="form")
    names = set(arch["models"]["dm.campaign"])
    lists = {"recipient_ids", "excluded_ids"}
    return {
        name: {"fields": {"lastname": {}, "firstname": {}, "zip": {}}, "limit": 80} if name in lists else {}
        for name in names
    }


def _utc(day):
    """Return the instant at which a day begins in the shop, as Odoo stores it."""
    return datetime.combine(day, time(), ZONE).astimezone(timezone.utc).replace(tzinfo=None)
