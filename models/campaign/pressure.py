"""Customers who were written to often enough of late."""
from datetime import timedelta

from odoo.tools import SQL

from ..customer.days import days_before
from .listing_step import LISTED, Step
from .reachability import REACHABLE, any_reachable, reach_column, reach_name


class Pressure(Step):
    """Closes a channel to who has had as many messages by it, or by all channels, as the company's caps allow.

    The days of a cap end with the day on which the campaign ships, at the earliest today, or begin with it: what is
    planned for the days after counts, too. Who could be reached, and by no channel can any more, is left out. A file is
    no message: nothing closes it.
    """

    def is_wanted(self):
        self.caps = self.campaign._get_pressure_caps()
        self.channels = [
            code for code in self.listing.channels
            if code != "file" and any(cap.channel_id.code in (code, False) for cap in self.caps)
        ]
        return bool(self.channels)

    def judge(self):
        self.execute(SQL(
            "UPDATE %s AS l SET %s FROM (%s) AS pressed WHERE pressed.partner_id = l.id",
            LISTED, SQL(", ").join(self._close(code) for code in self.channels), self._pressed(),
        ))
        closed = SQL(" OR ").join(SQL("%s = 'pressure'", reach_column("l", code)) for code in self.channels)
        self.execute(SQL(
            "UPDATE %s AS l SET exclusion_reason = 'pressure' "
            "WHERE l.exclusion_reason IS NULL AND (%s) AND %s IS NOT TRUE",
            LISTED, closed, any_reachable("l", self.listing.channels),
        ))

    def _close(self, channel):
        """Return the assignment that closes a channel to a customer under pressure."""
        column = reach_column("l", channel)
        return SQL(
            "%s = CASE WHEN pressed.%s AND %s = %s THEN 'pressure' ELSE %s END",
            SQL.identifier(reach_name(channel)), SQL.identifier(channel), column, REACHABLE, column,
        )

    def _pressed(self):
        """Return the query of who had messages, and for each channel whether it is closed to them."""
        columns = [
            SQL("(%s) AS %s", SQL(" OR ").join(self._caps_of(code)), SQL.identifier(code)) for code in self.channels
        ]
        return SQL(
            """SELECT k.partner_id, %s
                 FROM (SELECT c.partner_id, c.channel, (c.moment AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day
                         FROM (%s) AS c) AS k
                WHERE k.partner_id IN (SELECT id FROM %s) GROUP BY k.partner_id""",
            SQL(", ").join(columns), self.campaign.company_id.dm_tz, self._contacts(), LISTED,
        )

    def _contacts(self):
        longest = max(cap.days for cap in self.caps)
        # A day more: the first day begins earlier in the company's zone than in UTC.
        return self.campaign._get_contacts_sql(self._days_of(longest)[0] - timedelta(days=1))

    def _caps_of(self, channel):
        """Return the conditions under which a channel is closed to a customer."""
        for cap in self.caps:
            near = SQL("k.day BETWEEN %s AND %s", *self._days_of(cap.days))
            if cap.channel_id.code == channel:
                yield SQL("COUNT(*) FILTER (WHERE k.channel = %s AND %s) >= %s", channel, near, cap.maximum)
            elif not cap.channel_id:
                yield SQL("COUNT(*) FILTER (WHERE %s) >= %s", near, cap.maximum)

    def _days_of(self, days):
        """Return the first and last day that share a span of so many days with the one on which messages can leave."""
        today = self.campaign._get_today()
        leaving = max(self.campaign.send_date or today, today)
        first = days_before(self.campaign.env, leaving, days) + timedelta(days=1)
        return first, leaving + (leaving - first)
