"""Who gets a message of a campaign by a channel, and why the others do not: judged in the database, all at once."""
from odoo.tools import SQL

from ..campaign.counting import count_stored
from .states import AGAIN, OUT


class Addressees:
    """The recipients of a campaign, as a channel finds them now.

    :param campaign: one ``dm.campaign``
    :param str channel: ``sms`` or ``app``
    """

    def __init__(self, campaign, channel):
        self.campaign = campaign
        self.env = campaign.env
        self.channel = channel

    def judged(self, condition):
        """Return the query of recipients with ``reason``, NULL for whom a message may be queued.

        :param SQL condition: on the recipient ``r``
        """
        campaign = self.campaign
        address = campaign._get_message_address_sql(self.channel, SQL.identifier("r"))
        return SQL(
            """SELECT j.*, CASE WHEN j.own_reason IS NOT NULL THEN j.own_reason
                                WHEN j.is_taken OR j.place > 1 THEN 'same_address' END AS reason
                 FROM (SELECT o.*, row_number() OVER (
                                  PARTITION BY o.own_reason IS NULL, o.address, o.row_model, o.row_id ORDER BY o.id
                              ) AS place,
                              taken.number IS NOT NULL AND taken.recipient_id IS DISTINCT FROM o.id AS is_taken
                         FROM (SELECT r.id, r.partner_id, %(address)s AS address, %(row_model)s AS row_model,
                                      %(row_id)s AS row_id, %(reason)s AS own_reason
                                 FROM dm_recipient r
                            LEFT JOIN (%(had)s) AS had
                                   ON had.partner_id = r.partner_id AND had.row_model = COALESCE(%(row_model)s, '')
                                      AND had.row_id = COALESCE(%(row_id)s, 0)
                                WHERE r.campaign_id = %(campaign)s AND r.exclusion_reason IS NULL
                                  AND r.is_control IS NOT TRUE AND %(is_row)s AND %(condition)s) AS o
                    LEFT JOIN (%(taken)s) AS taken
                           ON taken.number = o.address AND taken.row_model = COALESCE(o.row_model, '')
                              AND taken.row_id = COALESCE(o.row_id, 0)) AS j""",
            address=address, campaign=campaign.id, condition=condition, is_row=self._is_row(), taken=self._taken(),
            had=self._had(), reason=self._own_reason(), **self._get_row_columns(),
        )

    def judged_to_send(self):
        """Return the query of who would be queued, or left out with a ``reason``, if the campaign were sent now."""
        self.follow_numbers()
        return self.judged(SQL(
            """NOT EXISTS (SELECT FROM dm_message known WHERE known.recipient_id = r.id AND known.channel = %s
                              AND known.is_test IS NOT TRUE AND known.state <> 'cancelled')""", self.channel,
        ))

    def _get_row_columns(self):
        """Return which record a message is about: none, unless each row of the list gets one."""
        if self.campaign.row_mode == "row":
            return {"row_model": SQL("r.res_model"), "row_id": SQL("r.res_id")}
        return {"row_model": SQL("NULL::varchar"), "row_id": SQL("NULL::int")}

    def _is_row(self):
        """Return the condition that a recipient ``r`` gets a message of its own."""
        return SQL("TRUE") if self.campaign.row_mode == "row" else SQL("r.is_further IS NOT TRUE")

    def _own_reason(self):
        """Return why a recipient ``r`` cannot be written to, NULL if they can."""
        reach = self.campaign._reach_sql(self.channel, "r")
        voucher = SQL("FALSE")
        if self.campaign._tells_vouchers(self.channel):
            voucher = SQL(
                """NOT EXISTS (SELECT FROM loyalty_card card
                                WHERE card.id = r.voucher_id AND card.dm_quarantine_date IS NULL)""",
            )
        return SQL(
            """COALESCE(NULLIF(%s, 'reachable'), CASE WHEN had.partner_id IS NOT NULL THEN 'duplicate'
                                                     WHEN %s THEN 'no_voucher' END)""", reach, voucher,
        )

    def _taken(self):
        """Return the query of the addresses to which a message went, or will go: by an index, each is there once."""
        return SQL(
            """SELECT m.number, COALESCE(m.res_model, '') AS row_model, COALESCE(m.res_id, 0) AS row_id, m.recipient_id
                 FROM dm_message m
                WHERE m.campaign_id = %s AND m.channel = %s AND m.state <> 'skipped' AND m.is_test IS NOT TRUE""",
            self.campaign.id, self.channel,
        )

    def _had(self):
        """Return the query of the customers to whom a message went, or will go, and of which record.

        A recipient who asks has none of their own: it is that of another one, whose contact was merged with theirs.
        """
        return SQL(
            """SELECT DISTINCT m.partner_id, COALESCE(m.res_model, '') AS row_model, COALESCE(m.res_id, 0) AS row_id
                 FROM dm_message m
                WHERE m.campaign_id = %s AND m.channel = %s AND m.state IN %s AND m.is_test IS NOT TRUE""",
            self.campaign.id, self.channel, ("queued", *OUT),
        )

    def follow_numbers(self):
        """Let the list keep the numbers that are used: those of now, of who has no message on its way."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        if self.channel != "sms":
            return
        campaign = self.campaign
        listed = SQL("SELECT partner_id FROM dm_recipient WHERE campaign_id = %s", campaign.id)
        self.env["res.partner"]._dm_check_mobiles(SQL("(%s)", listed))
        changed = self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET mobile = p.dm_mobile FROM res_partner p
                WHERE p.id = r.partner_id AND r.campaign_id = %s AND r.mobile IS DISTINCT FROM p.dm_mobile
                  AND NOT EXISTS (SELECT FROM dm_message m WHERE m.recipient_id = r.id AND m.channel = %s
                                     AND m.is_test IS NOT TRUE AND m.state NOT IN %s)
            RETURNING 1""", campaign.id, self.channel, AGAIN,
        ))
        if changed:
            self.env["dm.recipient"].invalidate_model()
            campaign._keep(count_stored(campaign))
