"""Customers who were written to often enough of late."""
from datetime import timedelta

from odoo.tools import SQL

from ..customer.days import days_before
from .listing_step import LISTED, Step
from .reachability import REACHABLE, any_reachable, reach_column, reach_name


class Pressure(Step):
    """Closes a channel to who has had as many messages by it, or by all channels, as the company's caps allow.

    The days of a cap are any with that on which the campaign ships, at the earliest today, among them: what is planned
    for the days after counts, too. Who could be reached, and by no channel can any more, is left out. A file is
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
        spans = [SQL("%s AS %s", self._span(cap), SQL.identifier(f"span_{cap.id}")) for cap in self.caps]
        return SQL(
            """SELECT k.partner_id, %s
                 FROM (SELECT d.*, %s
                         FROM (SELECT c.partner_id, c.channel,
                                      (c.moment AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day
                                 FROM (%s) AS c WHERE c.partner_id IN (SELECT id FROM %s)) AS d) AS k
             GROUP BY k.partner_id""",
            SQL(", ").join(columns), SQL(", ").join(spans), self.campaign.company_id.dm_tz, self._contacts(), LISTED,
        )

    @staticmethod
    def _span(cap):
        """Return how many messages the customer has in the days of a cap that begin with that of a message (``d``)."""
        channel = SQL(", d.channel") if cap.channel_id else SQL()
        return SQL(
            "COUNT(*) OVER (PARTITION BY d.partner_id%s ORDER BY d.day RANGE BETWEEN CURRENT ROW AND %s FOLLOWING)",
            channel, timedelta(days=cap.days - 1),
        )

    def _contacts(self):
        longest = max(cap.days for cap in self.caps)
        # A day more: the first day begins earlier in the company's zone than in UTC.
        return self.campaign._get_contacts_sql(self._days_of(longest)[0] - timedelta(days=1))

    def _caps_of(self, channel):
        """Return the conditions under which a channel is closed to a customer.

        That is where some days of a cap, with the one on which the campaign's messages can leave among them, have all
        that it allows: they may begin with a message before, or with that day.
        """
        for cap in self.caps.filtered(lambda cap: cap.channel_id.code in (channel, False)):
            first, leaving, last = self._days_of(cap.days)
            ours = SQL("k.channel = %s", channel) if cap.channel_id else SQL("TRUE")
            yield SQL(
                """(COALESCE(BOOL_OR(%(ours)s AND k.day BETWEEN %(first)s AND %(leaving)s AND %(span)s >= %(most)s),
                             FALSE)
                    OR COUNT(*) FILTER (WHERE %(ours)s AND k.day BETWEEN %(leaving)s AND %(last)s) >= %(most)s)""",
                ours=ours, first=first, leaving=leaving, last=last, most=cap.maximum,
                span=SQL.identifier("k", f"span_{cap.id}"),
            )

    def _days_of(self, days):
        """Return the first day and the last that share so many days with the middle one, when messages can leave.

        :rtype: tuple[date, date, date]
        """
        today = self.campaign._get_today()
        leaving = max(self.campaign.send_date or today, today)
        first = days_before(self.campaign.env, leaving, days) + timedelta(days=1)
        return first, leaving, leaving + (leaving - first)
