from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime, formatLang

# What the screen shows, and of which states it is the sum.
COUNTED = {
    "waiting_message_count": ("queued",),
    "leaving_message_count": ("submitting",),
    "uncertain_message_count": ("uncertain",),
    "sent_message_count": ("sent", "delivered"),
    "delivered_message_count": ("delivered",),
    "failed_message_count": ("failed",),
    "skipped_message_count": ("skipped",),
    "cancelled_message_count": ("cancelled",),
}


class DmCampaign(models.Model):
    """How far the sending of a campaign is."""

    _inherit = "dm.campaign"

    message_counts = fields.Json(compute="_compute_message_counts", help="How many messages, by channel and state.")
    message_count = fields.Integer(string="Messages of the campaign", compute="_compute_message_counts")
    waiting_message_count = fields.Integer(string="Messages waiting", compute="_compute_message_counts")
    leaving_message_count = fields.Integer(string="Messages leaving", compute="_compute_message_counts")
    uncertain_message_count = fields.Integer(string="Messages uncertain", compute="_compute_message_counts")
    sent_message_count = fields.Integer(string="Messages sent", compute="_compute_message_counts")
    delivered_message_count = fields.Integer(string="Messages delivered", compute="_compute_message_counts")
    failed_message_count = fields.Integer(string="Messages failed", compute="_compute_message_counts")
    skipped_message_count = fields.Integer(string="Left out of the messages", compute="_compute_message_counts")
    cancelled_message_count = fields.Integer(string="Messages cancelled", compute="_compute_message_counts")
    message_progress = fields.Float(compute="_compute_message_counts", help="Per cent of those that shall leave.")
    waiting_sentence = fields.Char(compute="_compute_waiting_sentence")

    # === COMPUTE METHODS === #

    @api.depends("message_date", "is_sending_paused")
    def _compute_message_counts(self):
        counts = self._count_messages()
        for campaign in self:
            by_channel = counts.get(campaign.id, {})
            total = {}
            for states in by_channel.values():
                for state, count in states.items():
                    total[state] = total.get(state, 0) + count
            campaign.message_counts = by_channel
            campaign.message_count = sum(total.values())
            for name, states in COUNTED.items():
                campaign[name] = sum(total.get(state, 0) for state in states)
            leaving = campaign.message_count - campaign.skipped_message_count - campaign.cancelled_message_count
            done = campaign.sent_message_count + campaign.failed_message_count + campaign.uncertain_message_count
            # Rounded down: nothing is finished while something waits.
            campaign.message_progress = 100 * done // leaving if leaving else 0

    @api.depends("message_date", "is_sending_paused")
    @api.depends_context("lang", "tz")
    def _compute_waiting_sentence(self):
        waiting = self._get_waiting()
        for campaign in self:
            campaign.waiting_sentence = campaign.id in waiting and campaign._get_queue_sentence(*waiting[campaign.id])

    # === ACTION METHODS === #

    def action_open_messages(self):
        """Open the messages of this campaign."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_message_action")
        searched = {key: 1 for key in self.env.context if key.startswith("search_default_")}
        return dict(action, domain=[("campaign_id", "=", self.id)], context={"dm_of_campaign": 1, **searched})

    # === BUSINESS METHODS === #

    def _count_messages(self):
        """Return how many messages there are: by the campaign's id, by channel, by state. Tests do not count."""
        # The figures are the campaign's: who may see it may know them all.
        self.check_access("read")
        self.env["dm.message"].flush_model()
        counts = {}
        for id_, channel, state, count in self.env.execute_query(SQL(
            """SELECT campaign_id, channel, state, COUNT(*) FROM dm_message
                WHERE campaign_id = ANY(%s) AND is_test IS NOT TRUE GROUP BY campaign_id, channel, state""", self.ids,
        )):
            counts.setdefault(id_, {}).setdefault(channel, {})[state] = count
        return counts

    def _get_waiting(self):
        """Return how many messages wait, until when the first of them does, and in which zone: by the campaign's id.

        A list of campaigns asks for this alone: it reads what is queued, not what has left.
        """
        self.check_access("read")
        self.env["dm.message"].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT campaign_id, COUNT(*), MIN(COALESCE(deferred_date, '-infinity'::timestamp)),
                      (array_agg(zone ORDER BY deferred_date NULLS FIRST))[1]
                 FROM dm_message WHERE campaign_id = ANY(%s) AND state = 'queued' AND is_test IS NOT TRUE
             GROUP BY campaign_id""", self.ids,
        ))
        return {id_: waiting for id_, *waiting in rows}

    def _get_queue_sentence(self, count, first, zone):
        """Return how many messages wait, and until when; parameters as :meth:`_get_waiting` returns them."""
        env, is_one = self.env, count == 1
        count = formatLang(env, count, digits=0)
        if self.is_sending_paused:
            return env._("1 message waits until the sending is resumed.") if is_one else env._(
                "%(count)s messages wait until the sending is resumed.", count=count,
            )
        if first > fields.Datetime.now():
            moment = format_datetime(env, first, tz=zone or None, dt_format="EEEE d MMMM, H:mm")
            return env._("1 message waits until %(moment)s.", moment=moment) if is_one else env._(
                "%(count)s messages wait until %(moment)s.", count=count, moment=moment,
            )
        return env._("1 message waits to be sent.") if is_one else env._(
            "%(count)s messages wait to be sent.", count=count,
        )
