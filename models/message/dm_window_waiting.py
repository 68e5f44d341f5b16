from odoo import api, fields, models
from odoo.tools import SQL


class DmWindow(models.Model):
    """Messages that wait for an opening follow the hours when these change."""

    _inherit = "dm.window"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        windows = super().create(vals_list)
        self._judge_waiting_anew()
        return windows

    def write(self, vals):
        result = super().write(vals)
        self._judge_waiting_anew()
        return result

    def unlink(self):
        result = super().unlink()
        self._judge_waiting_anew()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _judge_waiting_anew(self):
        """Let the sender judge by the hours of now what waits for an opening; a date that was chosen stays."""
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(SQL(
            """UPDATE dm_message m SET deferred_date = CASE WHEN c.sending_date > %(now)s THEN c.sending_date END
                 FROM dm_campaign c
                WHERE c.id = m.campaign_id AND m.state = 'queued' AND m.is_advertising AND m.is_test IS NOT TRUE
                  AND m.deferred_date > %(now)s AND m.deferred_date IS DISTINCT FROM c.sending_date RETURNING 1""",
            now=now,
        ))
        if rows:
            self.env["dm.message"].invalidate_model(["deferred_date"])
            self.env["dm.campaign"]._wake_sender()
