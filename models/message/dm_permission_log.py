from odoo import api, models
from odoo.tools import SQL

from ..customer.channels import ANSWERED_CHANNELS

# A refusal so many days after a message is taken for an answer to it.
ANSWER_DAYS = 30


class DmPermissionLog(models.Model):
    """Refusals that answer a message are remembered with it."""

    _inherit = "dm.permission.log"

    @api.model_create_multi
    def create(self, vals_list):
        logs = super().create(vals_list)
        logs.filtered(
            lambda log: log.answer == "refused" and log.source in ("stop", "unsubscribe")
            and log.channel in ANSWERED_CHANNELS and log.partner_id,
        )._note_on_messages()
        return logs

    def _note_on_messages(self):
        """Note the refusals on the latest message that each customer had of late by that channel."""
        if not self:
            return
        self.env.flush_all()
        self.env.execute_query(SQL(
            """UPDATE dm_message SET refused_date = answer.date
                 FROM (SELECT log.date, answered.id
                         FROM dm_permission_log log
                        CROSS JOIN LATERAL (
                              SELECT m.id FROM dm_message m
                               WHERE m.partner_id = log.partner_id AND m.channel = log.channel
                                 AND m.is_test IS NOT TRUE AND m.state IN ('uncertain', 'sent', 'delivered')
                                 AND m.submit_date <= log.date
                                 AND m.submit_date > log.date - %s * interval '1 day'
                            ORDER BY m.submit_date DESC, m.id DESC LIMIT 1) answered
                        WHERE log.id = ANY(%s)) answer
                WHERE dm_message.id = answer.id AND dm_message.refused_date IS NULL RETURNING 1""",
            ANSWER_DAYS, self.ids,
        ))
        self.env["dm.message"].invalidate_model(["refused_date"])
