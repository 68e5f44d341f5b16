from odoo import fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL, float_compare
from odoo.tools.misc import formatLang

from ..campaign.dm_campaign_work import JobKind
from .addressees import Addressees
from .dm_campaign_text import TEXTS
from .dm_message import MESSAGE_CHANNELS
from .queueing import Queueing

# With more recipients than this, the screen does not wait until all texts are rendered.
LONG_QUEUE = 5000
QUEUE_JOB = "queue"


class DmCampaign(models.Model):
    """Putting the messages of a campaign into the queue; the scheduled action of ``dm.message`` sends them."""

    _inherit = "dm.campaign"

    sending_date = fields.Datetime(
        string="Send on", copy=False, help="When the messages leave at the earliest. Empty: as soon as you send them.",
    )
    message_date = fields.Datetime(
        string="Messages queued on", readonly=True, copy=False, help="When messages were last put into the queue.",
    )

    # === ACTION METHODS === #

    def action_send_sms(self):
        """Put an SMS to each recipient who has none into the queue; those cancelled before are queued again.

        This releases the campaign and freezes its list. Nothing leaves here: the scheduled action sends. Who cannot be
        written to gets a row that says why. Called again, it writes to who joined since, and to nobody twice.

        With the context key ``dm_in_background``, as on the screen, a background job does it for many recipients.

        :raise AccessError: if the user may not change the campaign
        :raise UserError: if it is closed, its text or its vouchers are not ready, there is no gateway or too little
            credit; nothing is queued then
        """
        return self._send_messages("sms")

    def action_send_app(self):
        """Put a message of the mobile app to each recipient into the queue: see :meth:`action_send_sms`."""
        return self._send_messages("app")

    # === BUSINESS METHODS === #

    def _get_job_kinds(self):
        locked = {*TEXTS, "frozen_date", "sending_date", *self._get_selection_fields()}
        return {
            **super()._get_job_kinds(),
            QUEUE_JOB: JobKind(self.env._("Preparing the messages"), "_step_queue", frozenset(locked)),
        }

    def _send_messages(self, channel, state="queued"):
        """Do what :meth:`action_send_sms` says, by any channel.

        :param str channel: ``sms`` or ``app``
        :param str state: ``queued``, or ``cancelled`` for a sending that stands in the list and does not leave
        """
        self.check_access("write")
        asked = [(campaign, campaign._ask_credit(channel)) for campaign in self]
        for campaign, credit in asked:
            campaign._prepare_list(channel)
            campaign._queue_messages(channel, state, credit)
        return True

    def _ask_credit(self, channel):
        """Refuse what cannot be sent, and ask the gateway for its credit: of all campaigns before anything is written.

        :return: the points that are left, None if it does not tell
        """
        self._check_can_send(channel)
        return self._get_gateway_sudo(channel)._ask_credit()

    def _prepare_list(self, channel):
        """Make sure that there is a list, and vouchers if the text tells of them."""
        if not self.frozen_date and (self.is_list_outdated or not self.selection_date):
            self._make_list()
        self._check_vouchers_ready(channel)

    def _queue_messages(self, channel, state, credit):
        self._claim()
        self._freeze()
        # Who closes at the same moment, and does not see the messages yet, collides with this.
        self._keep({"message_date": fields.Datetime.now()})
        self._add_messages(channel, state)
        self._finish_queueing(channel, state, credit)

    def _finish_queueing(self, channel, state, credit):
        """Render the texts that are missing, in the background if there are many, and let the sender begin."""
        if self._is_long_queue():
            self._start_job(QUEUE_JOB, total=self.recipient_count, channel=channel, credit=credit)
            return
        self._drop_job(QUEUE_JOB)
        Queueing(self, channel).render_all()
        if state == "queued":
            self._check_credit(channel, credit)
        self._wake_sender()

    def _add_messages(self, channel, state, which=None):
        """Make the rows of those who have none, and put those that were cancelled into the queue again.

        :param SQL which: rows ``m`` that go into the queue again; by default those cancelled
        """
        queueing = Queueing(self, channel)
        values = self._prepare_message_values()
        if which is None and state == "queued":
            which = SQL("m.state = 'cancelled'")
        if which is not None:
            queueing.add_again(which, state, **values)
        queueing.add(state, with_texts=not self._is_long_queue(), **values)

    def _count_to_send(self, channel):
        """Return how many would be queued now, by why not: False for those who would be.

        Those count too whose messages were cancelled.

        :rtype: dict
        """
        self.ensure_one()
        rows = self.env.execute_query(SQL(
            "SELECT j.reason, COUNT(*) FROM (%s) AS j GROUP BY j.reason", Addressees(self, channel).judged_to_send(),
        ))
        return {reason or False: count for reason, count in rows}

    def _prepare_message_values(self):
        """Return who puts messages into the queue, when, and until when they wait."""
        now = fields.Datetime.now()
        return {
            "user_id": self.env.uid, "user_ip": request.httprequest.remote_addr if request else None,
            "queued_date": now,
            "deferred_date": self.sending_date if self.sending_date and self.sending_date > now else None,
        }

    def _step_queue(self, channel, credit=None, after=0):
        """Render the texts of one batch, in the background.

        :param int after: id of the message up to which that was done
        """
        queueing = Queueing(self, channel, after)
        done = queueing.render()
        self.job_ids.sudo().arguments = {"channel": channel, "credit": credit, "after": queueing.after}
        if not done:
            try:
                self._check_credit(channel, credit)
            except UserError as error:
                self._pause_sending(str(error))
            self._wake_sender()
        return done

    def _is_long_queue(self):
        """Return whether a screen waits, and rendering may take longer than it should."""
        return bool(self.env.context.get("dm_in_background")) and self.recipient_count > LONG_QUEUE

    def _wake_sender(self):
        """Let the scheduled action begin."""
        # It is the system's; who may send was checked.
        self.env.ref("direct_marketing.ir_cron_dm_message_send").sudo()._trigger()

    def _get_gateway_sudo(self, channel):
        """Return what the campaign's messages leave through; users may not see its settings.

        :raise UserError: if there is none, or it cannot send
        """
        gateway_sudo = self.env["dm.gateway"]._get_for(self.company_id, channel)
        gateway_sudo._check_ready()
        return gateway_sudo

    def _get_message_address_sql(self, channel, recipient):
        """Return the address of a recipient for a channel: the mobile that the list keeps, or the app's token of now.

        :param SQL recipient: alias of the ``dm_recipient`` row
        :rtype: SQL
        """
        if channel == "sms":
            return SQL("%s.mobile", recipient)
        return SQL("(SELECT p.dm_app_token FROM res_partner p WHERE p.id = %s.partner_id)", recipient)

    def _tells_vouchers(self, channel):
        """Return whether the text of a channel tells customers of their gift vouchers."""
        return any(field.group == "voucher" for field in self._get_text_fields(channel).values())

    # === CHECKS === #

    def _check_can_send(self, channel):
        """Refuse to send now.

        :raise UserError: saying what to do
        """
        self.ensure_one()
        self._check_open()
        self._check_no_job()
        if not self.active:
            raise UserError(self.env._("“%(name)s” is in the trash: restore it, then send.", name=self.name))
        if channel not in dict(MESSAGE_CHANNELS):
            raise UserError(self.env._("Messages leave by SMS or the mobile app."))
        self._check_message_text(channel)
        self._get_gateway_sudo(channel)

    def _check_vouchers_ready(self, channel):
        """Refuse to tell of vouchers that are not issued, or no longer those of the campaign.

        :raise UserError: saying what to do
        """
        if not self._tells_vouchers(channel):
            return
        if self.voucher_mode == "none":
            raise UserError(self.env._(
                "The text of “%(name)s” tells of a gift voucher, and the campaign has none: choose its value, or take "
                "the field out of the text.", name=self.name,
            ))
        if not self.voucher_date or self.is_voucher_outdated:
            raise UserError(self.env._(
                "The text of “%(name)s” tells of gift vouchers: generate them first.", name=self.name,
            ))

    def _check_credit(self, channel, credit):
        """Refuse to queue more than the credit pays for.

        :param float credit: points left; None if that is not known
        :raise UserError: saying how many points are missing
        """
        if credit is None:
            return
        [[needed]] = self.env.execute_query(SQL(
            """SELECT COALESCE(SUM(points), 0) FROM dm_message
                WHERE company_id = %s AND channel = %s AND state = 'queued'""",
            self.company_id.id, channel,
        ))
        if float_compare(needed, credit, precision_digits=2) > 0:
            raise UserError(self.env._(
                "The credit is too small. Points needed by what waits: %(needed)s; points left: %(credit)s. Buy "
                "credit, or write to fewer customers.",
                needed=formatLang(self.env, needed, digits=0),
                credit=formatLang(self.env, credit, digits=0),
            ))
