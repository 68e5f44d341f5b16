"""Writing a large list for the first time: ours, and a bare INSERT … SELECT of the same columns.

The campaign starts with everybody and leaves out who lives far away: three customers of five stay. Ours finds them,
judges each for three channels, counts and writes the list; the bare statement knows
all that beforehand. It writes into the list's own table: whoever writes there has its foreign keys checked. For
comparison, it also writes into a copy that has the columns and indexes, and none of these keys.
"""
from odoo.fields import Command
from odoo.tools import SQL

from .measure import agreed, take_turns, without_compiling
from .selection import as_administrator, new_campaign, refresh

# Départements from this one on are left out.
FAR = "35"
CHANNELS = ("email", "sms", "post")
COPY = SQL.identifier("dm_bench_recipient")
LIST = SQL.identifier("dm_recipient")


def compare(env, rounds):
    """Measure the ways, in turns; each is undone.

    :param env: environment of a database made by ``databases``; nothing is kept
    :param int rounds: how often
    :return: name → ``measure.Timing``; the answers are numbers of rows
    :raise RuntimeError: if they do not write as many rows
    """
    campaign = make_campaign(env)
    without_compiling(env)
    env.cr.execute(SQL("CREATE TABLE %s (LIKE %s INCLUDING ALL)", COPY, LIST))
    return agreed(take_turns({
        "ours": lambda: write(campaign),
        "bare": lambda: _bare(campaign, COPY),
        "keys": lambda: _bare(campaign, LIST),
    }, rounds, env))


def make_campaign(env):
    """Create the campaign of the large list."""
    channels = as_administrator(env)["dm.channel"].search([("code", "in", CHANNELS)])
    return new_campaign(
        env, [{"operation": "remove", "partner_domain": repr([("zip", ">=", FAR)])}], start_with="all",
        channel_ids=[Command.set(channels.ids)],
    )


def write(campaign):
    """Write the list, and return how many rows it has, with those who refuse."""
    return refresh(campaign) + campaign.excluded_count


def _bare(campaign, table):
    """Write the rows into a table without finding anything out, and return how many."""
    partner = SQL.identifier("partner")
    columns = {
        "campaign_id": SQL("%s", campaign.id), "partner_id": SQL("partner.id"),
        "create_uid": SQL("%s", campaign.env.uid), "write_uid": SQL("%s", campaign.env.uid),
        "create_date": SQL("now() AT TIME ZONE 'UTC'"), "write_date": SQL("now() AT TIME ZONE 'UTC'"),
        **campaign.env["dm.recipient"]._get_contact_columns(partner),
        "is_control": SQL("FALSE"), "is_refusing": SQL("FALSE"), "exclusion_reason": SQL("NULL"),
        "duplicate_of_id": SQL("NULL::int"), **{f"reach_{code}": SQL("'reachable'") for code in CHANNELS},
    }
    campaign.env.cr.execute(SQL(
        """INSERT INTO %s (%s) SELECT %s FROM res_partner partner
            WHERE partner.active AND partner.customer_rank > 0 AND partner.commercial_partner_id = partner.id
              AND partner.zip < %s""",
        table, SQL(", ").join(map(SQL.identifier, columns)), SQL(", ").join(columns.values()), FAR,
    ))
    return campaign.env.cr.rowcount
