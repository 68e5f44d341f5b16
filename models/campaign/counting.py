"""The counts of a list, from the rows written down or from those that would be."""
from collections import Counter

from odoo.tools import SQL

from ..customer.channels import CHANNELS
from .listing_step import PARTNER
from .reachability import has_address, reach_name

ROW = SQL.identifier("c")
# Counter of the campaign → the channel whose address it counts, whatever the permission.
ADDRESSES = {"email_count": "email", "mobile_count": "sms", "postal_count": "post", "phone_count": "phone"}
REACHES = [reach_name(code) for code, _label in CHANNELS]


def count_listing(listing):
    """Return the counts of customers that were judged and are not written down."""
    contacts = listing.env["dm.recipient"]._get_contact_columns(PARTNER)
    columns = {"is_further": SQL("FALSE"), **listing.columns(), **contacts}
    rows = SQL(
        "(SELECT %s FROM %s)",
        SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in columns.items()),
        listing.source(),
    )
    return _count(listing.campaign, rows)


def count_stored(campaign):
    """Return the counts of a campaign's rows."""
    return _count(campaign, SQL("(SELECT * FROM dm_recipient WHERE campaign_id = %s)", campaign.id))


def _count(campaign, rows):
    """Return the values of the campaign's counters.

    Recipients are customers, each counted once; what is left out of the list are rows.

    :param SQL rows: an item of a FROM clause with the columns of ``dm.recipient``
    """
    groups = campaign.env.execute_query_dict(_groups(rows))
    receiving = [group for group in groups if not group["exclusion_reason"]]
    reaches = {code: Counter() for code in campaign.channel_ids.mapped("code")}
    for group in receiving:
        for code, counter in reaches.items():
            counter["control" if group["is_control"] else group[reach_name(code)]] += group["number"]
    return {
        "recipient_count": _sum(receiving),
        "row_count": _sum(receiving, "row_number"),
        "excluded_count": _sum(groups, "row_number") - _sum(receiving, "row_number"),
        "struck_count": _sum((group for group in groups if group["exclusion_reason"] == "struck"), "row_number"),
        "control_count": _sum(group for group in receiving if group["is_control"]),
        **{name: _sum(group for group in receiving if group[name]) for name in ADDRESSES},
        "reach_counts": {code: dict(counter) for code, counter in reaches.items()} or False,
    }


def _sum(groups, name="number"):
    return sum(group[name] for group in groups)


def _groups(rows):
    """Return the query of how many rows are alike in all that is counted: some dozens, of however many rows."""
    addresses = SQL(", ").join(
        SQL("%s AS %s", has_address(channel, ROW), SQL.identifier(name)) for name, channel in ADDRESSES.items()
    )
    alike = ["exclusion_reason", "is_control", *ADDRESSES, *REACHES]
    return SQL(
        """SELECT COUNT(*) AS row_number, COUNT(*) FILTER (WHERE is_further IS NOT TRUE) AS number, %(alike)s
             FROM (SELECT c.is_further, c.exclusion_reason, c.is_control IS TRUE AS is_control, %(addresses)s,
                          %(reaches)s
                     FROM %(rows)s AS c) AS g GROUP BY %(alike)s""",
        alike=SQL(", ").join(map(SQL.identifier, alike)), addresses=addresses, rows=rows,
        reaches=SQL(", ").join(SQL.identifier("c", name) for name in REACHES),
    )
