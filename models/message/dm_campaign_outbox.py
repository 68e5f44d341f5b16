from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from .states import MOMENT, OPEN, OUT


class DmCampaign(models.Model):
    """What the other rooms ask the outbox."""

    _inherit = "dm.campaign"

    # === CRUD METHODS === #

    def write(self, vals):
        if vals.get("active") is False:
            self._cancel_queued()
        return super().write(vals)

    def unlink(self):
        """Cancel what waits first; what left is kept, without its campaign."""
        self.check_access("unlink")
        self._cancel_queued()
        return super().unlink()

    # === ACTION METHODS === #

    def action_trash(self, confirmed=False):
        """Move the campaigns to the trash; what waits to be sent is cancelled, which is asked before.

        :param bool confirmed: whoever calls knows that messages wait
        :raise UserError: if messages wait and that is not confirmed
        """
        self.check_access("write")
        for campaign in self:
            waiting = campaign._get_open_messages().get("queued", 0)
            if waiting and not confirmed:
                raise RedirectWarning(
                    campaign._get_trash_sentence(waiting),
                    self.env.ref("direct_marketing.dm_campaign_action_server_trash_confirmed").id,
                    self.env._("Cancel them and move to the trash"),
                    {"active_model": self._name, "active_ids": self.ids, "active_id": campaign.id},
                )
        return super().action_trash()

    def _get_trash_sentence(self, waiting):
        if waiting == 1:
            return self.env._(
                "1 message of “%(name)s” waits to be sent: in the trash, it is cancelled.", name=self.name,
            )
        return self.env._(
            "%(count)s messages of “%(name)s” wait to be sent: in the trash, they are cancelled.", count=waiting,
            name=self.name,
        )

    # === HOOKS === #

    def _get_open_messages(self):
        """Return how many messages may still leave, or nobody knows of, by state; tests are nobody's concern."""
        self.ensure_one()
        self.env.flush_all()
        return dict(self.env.execute_query(SQL(
            """SELECT state, COUNT(*) FROM dm_message
                WHERE campaign_id = %s AND is_test IS NOT TRUE AND state IN %s GROUP BY state""", self.id, OPEN,
        )))

    def _skip_queued_messages(self):
        result = super()._skip_queued_messages()
        self._cancel_queued("skipped", skip_reason="closed")
        return result

    def _get_kept_recipients_sql(self):
        """Keep who has a message; a row that says why somebody has none is not one."""
        return SQL(
            """%s UNION SELECT recipient_id FROM dm_message
                WHERE campaign_id = %s AND recipient_id IS NOT NULL AND state <> 'skipped'""",
            super()._get_kept_recipients_sql(), self.id,
        )

    def _get_reached_recipients_sql(self):
        """Whose message may have left; of who waits, or whose message failed, it did not."""
        return SQL(
            """%s UNION SELECT recipient_id FROM dm_message
                WHERE campaign_id = %s AND recipient_id IS NOT NULL AND state IN %s""",
            super()._get_reached_recipients_sql(), self.id, OUT,
        )

    def _get_told_recipients_sql(self):
        return SQL(
            "%s UNION SELECT recipient_id FROM dm_message WHERE campaign_id = %s AND recipient_id IS NOT NULL",
            super()._get_told_recipients_sql(), self.id,
        )

    def _follow_frozen(self, **followed):
        """Forget why people got no message who are no longer in the list."""
        result = super()._follow_frozen(**followed)
        self.env.execute_query(SQL(
            """DELETE FROM dm_message m
                WHERE m.campaign_id = %s AND m.state = 'skipped'
                  AND NOT EXISTS (SELECT FROM dm_recipient r WHERE r.id = m.recipient_id AND r.exclusion_reason IS NULL)
            RETURNING 1""", self.id,
        ))
        self.env["dm.message"].invalidate_model()
        return result

    def _check_vouchers_can_change(self):
        result = super()._check_vouchers_can_change()
        [[waiting]] = self.env.execute_query(SQL(
            """SELECT COUNT(*) FROM dm_message
                WHERE campaign_id = %s AND state IN ('queued', 'submitting') AND tells_voucher""", self.id,
        ))
        if waiting:
            raise UserError(self.env._(
                "Messages of “%(name)s” that tell of gift vouchers wait to be sent (%(count)s): let them leave, or "
                "cancel them, before you change the vouchers.", count=waiting, name=self.name,
            ))
        return result

    def _get_unit_count(self, channel):
        """Return the points of the messages that left or are to leave; without any, what the list says."""
        rows = self.env.execute_query(SQL(
            """SELECT SUM(COALESCE(gateway_points, points)) FROM dm_message
                WHERE campaign_id = %s AND channel = %s AND is_test IS NOT TRUE AND state IN %s""",
            self.id, channel, (*OPEN, "sent", "delivered"),
        ))
        return super()._get_unit_count(channel) if rows[0][0] is None else round(rows[0][0])

    def _get_contacts_sql(self, since):
        """Return the messages that left or are to leave, and what campaigns without messages are taken to have sent."""
        company = self.company_id._origin or self.company_id
        # What waits, however long it has, leaves from now on.
        return SQL(
            """%(earlier)s UNION ALL
               SELECT partner_id, channel,
                      CASE WHEN state = 'queued' THEN GREATEST(%(moment)s, %(now)s) ELSE %(moment)s END AS moment
                 FROM dm_message
                WHERE company_id = %(company)s AND campaign_id <> %(own)s
                  AND (%(moment)s >= %(since)s OR state = 'queued') AND is_test IS NOT TRUE
                  AND is_advertising AND partner_id IS NOT NULL AND state IN %(states)s""",
            earlier=super()._get_contacts_sql(since), moment=SQL(MOMENT), now=fields.Datetime.now(), company=company.id,
            own=self._origin.id or 0, since=since, states=(*OPEN, "sent", "delivered"),
        )

    def _get_written_otherwise_sql(self, campaign, channel):
        """Believe of no campaign that has messages that it wrote to everybody."""
        return SQL(
            "%s AND NOT EXISTS (SELECT FROM dm_message m WHERE m.campaign_id = %s.id AND m.channel = %s)",
            super()._get_written_otherwise_sql(campaign, channel), campaign, channel,
        )
