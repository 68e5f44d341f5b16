from odoo import api, fields, models
from odoo.tools import SQL

from .claim import sendable
from .dm_campaign_send import QUEUE_JOB
from .outcomes import apply, told


class DmCampaign(models.Model):
    """What people do with messages that wait, or did not arrive: pause, resume, cancel, retry, decide."""

    _inherit = "dm.campaign"

    is_sending_paused = fields.Boolean(string="Sending paused", readonly=True, copy=False)
    sending_pause_reason = fields.Text(readonly=True, copy=False)

    # === ACTION METHODS === #

    def action_pause_sending(self):
        """Let no more messages leave; at most those of one batch, which are leaving, still do."""
        self.check_access("write")
        self._check_open()
        user = self.env.user.name
        self._pause_sending(self.env._("Paused by %(user)s.", user=user))
        return True

    def action_resume_sending(self):
        """Let messages leave again."""
        self.check_access("write")
        self._check_open()
        self._keep({"is_sending_paused": False, "sending_pause_reason": False})
        self._wake_sender()
        return True

    def action_cancel_sending(self):
        """Cancel the messages that have not left; they stay in the list and can be sent again."""
        self.check_access("write")
        self._check_open()
        self._cancel_queued()
        return True

    def action_retry_failed(self):
        """Put all messages that failed into the queue again, with the numbers and the text of now."""
        return self._retry("failed")

    def action_retry_cancelled(self):
        """Put all messages that were cancelled into the queue again."""
        return self._retry("cancelled")

    def action_retry_skipped(self):
        """Put those into the queue who were left out and can be written to now."""
        return self._retry("skipped")

    def action_treat_as_sent(self):
        """Treat all messages as sent of which nobody knows whether they left."""
        self.check_access("write")
        self._check_open()
        self._treat_as_sent(SQL("m.campaign_id = ANY(%s)", self.ids))
        return True

    def action_send_uncertain_again(self):
        """Send all messages again of which nobody knows whether they left: some may get them twice."""
        self.check_access("write")
        self._check_open()
        self._send_uncertain_again([(campaign, SQL("TRUE")) for campaign in self])
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _get_sendable_sql(self, campaign):
        """Return the condition that messages of a campaign may leave.

        :param SQL campaign: alias of the ``dm_campaign`` row
        """
        names = ("active", "state", "is_sending_paused")
        return SQL("%s", sendable(campaign, QUEUE_JOB), to_flush=[self._fields[name] for name in names])

    def _is_sendable(self):
        self.ensure_one()
        return bool(self.env.execute_query(SQL(
            "SELECT 1 FROM dm_campaign c WHERE c.id = %s AND %s", self.id, self._get_sendable_sql(SQL("c")),
        )))

    def _pause_sending(self, sentence):
        """Pause, and say why."""
        self._keep({"is_sending_paused": True, "sending_pause_reason": sentence})

    def _cancel_queued(self, state="cancelled", which=None, **values):
        """Take messages out of the queue that have not left.

        :param str state: ``cancelled`` or ``skipped``
        :param SQL which: a condition on the message ``m``; by default all
        :param values: what else is written: column → value
        :return: how many
        """
        self.env.flush_all()
        columns = SQL("").join(SQL(", %s = %s", SQL.identifier(name), value) for name, value in values.items())
        rows = self.env.execute_query(SQL(
            """UPDATE dm_message m SET state = %s, deferred_date = NULL %s
                WHERE m.state = 'queued' AND m.campaign_id = ANY(%s) AND %s RETURNING 1""",
            state, columns, self.ids, which or SQL("TRUE"),
        ))
        self.env["dm.message"].invalidate_model()
        return len(rows)

    def _retry(self, state):
        """Put messages of one state into the queue again, of every channel that has some."""
        self.check_access("write")
        self._retry_picked([(campaign, SQL("m.state = %s", state)) for campaign in self])
        return True

    @api.model
    def _retry_picked(self, picked):
        """Put messages of campaigns into the queue again, of every channel that has some.

        :param list picked: campaigns that the user may change, each with a condition on the message ``m``
        """
        for campaign, channel, which, credit in self._ask_credits(picked):
            campaign._queue_again(channel, which, credit)

    @api.model
    def _ask_credits(self, picked):
        """Ask what the gateways have left for messages that are to be sent again, as long as none is written.

        :param list picked: as for :meth:`_retry_picked`
        :return: campaign, channel, condition and credit of each exchange
        :rtype: list[tuple]
        """
        return [
            (campaign, channel, which, campaign._ask_credit(channel))
            for campaign, which in picked for channel in campaign._get_channels_with(which)
        ]

    def _queue_again(self, channel, which, credit):
        """Put messages into the queue again, in the background if there are many."""
        self._prepare_list(channel)
        self._claim()
        self._freeze()
        self._keep({"message_date": fields.Datetime.now()})
        self._add_messages(channel, "queued", which)
        self._finish_queueing(channel, "queued", credit)

    def _get_channels_with(self, which):
        """Return the channels by which there are messages that a condition on ``m`` names."""
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT channel FROM dm_message m
                WHERE m.campaign_id = %s AND m.is_test IS NOT TRUE AND %s""", self.id, which,
        ))
        return sorted(channel for channel, in rows)

    def _treat_as_sent(self, which):
        """Take uncertain messages for sent, as a person decided.

        :param SQL which: a condition on the message ``m``
        """
        rows = self.env.execute_query(SQL(
            "SELECT m.uuid FROM dm_message m WHERE m.state = 'uncertain' AND m.campaign_id = ANY(%s) AND %s",
            self.ids, which,
        ))
        apply(self.env, [told(uuid, "sent", code="decided") for uuid, in rows], fields.Datetime.now())
        self._log_decision(rows, self.env._("1 uncertain message is treated as sent."), self.env._(
            "%(count)s uncertain messages are treated as sent.", count=len(rows),
        ))

    @api.model
    def _send_uncertain_again(self, picked):
        """Put uncertain messages into the queue again, as a person decided who accepts that some arrive twice.

        :param list picked: as for :meth:`_retry_picked`
        """
        uncertain = [(campaign, SQL("m.state = 'uncertain' AND %s", which)) for campaign, which in picked]
        for campaign, channel, which, credit in self._ask_credits(uncertain):
            rows = campaign._give_up_uncertain(channel, which)
            campaign._queue_again(channel, SQL("m.id = ANY(%s)", [id_ for id_, in rows]), credit)
            campaign._log_decision(
                rows, self.env._("1 uncertain message is sent again: it may arrive twice."), self.env._(
                    "%(count)s uncertain messages are sent again: some may arrive twice.", count=len(rows),
                ),
            )

    def _give_up_uncertain(self, channel, which):
        """Take uncertain messages of a channel for failed, so that they may go into the queue again.

        :return: a row with the id of each
        """
        rows = self.env.execute_query(SQL(
            """UPDATE dm_message m SET state = 'failed', failure_code = 'uncertain', settle_date = NULL
                WHERE m.campaign_id = %s AND m.channel = %s AND m.is_test IS NOT TRUE AND %s RETURNING m.id""",
            self.id, channel, which,
        ))
        self.env["dm.message"].invalidate_model()
        return rows

    def _log_decision(self, rows, one, many):
        """Keep in the campaigns' histories what was decided about messages; nothing, of none.

        :param str one: the sentence, if it is one message
        :param str many: the sentence otherwise
        """
        for campaign in self if rows else ():
            campaign.message_post(body=one if len(rows) == 1 else many)
