from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..customer.channels import CHANNELS
from .reachability import REACHABLE, reach, reach_column, reach_name
from .whereabouts import is_elsewhere

# What a row of the list must have stored before it is judged in SQL.
READ = (
    "partner_id", "exclusion_reason", "is_control", "email", "mobile", "is_callable", "has_app", "street",
    "street2", "zip", "city", *(reach_name(code) for code, _label in CHANNELS),
)


class DmCampaign(models.Model):
    """Whom the channels of a campaign reach, and why not the others."""

    _inherit = "dm.campaign"

    reach_table = fields.Json(compute="_compute_reach_table", help="What the form shows of the channels.")

    # === COMPUTE METHODS === #

    @api.depends("reach_counts", "channel_ids")
    @api.depends_context("lang")
    def _compute_reach_table(self):
        for campaign in self:
            counts = campaign.reach_counts or {}
            campaign.reach_table = [
                {
                    "code": channel.code, "name": channel.name, "reachable": counts[channel.code].get(REACHABLE, 0),
                    "others": [
                        {"reason": reason, "label": words, "count": counts[channel.code][reason]}
                        for reason, words in self._get_reach_words(channel.code).items()
                        if counts[channel.code].get(reason)
                    ],
                }
                for channel in campaign.channel_ids if channel.code in counts
            ]

    # === ACTION METHODS === #

    def action_open_reach(self, channel, reason):
        """Open the recipients of whom a channel says the same.

        :param str channel: a code
        :param str reason: a key of :data:`.reachability.REACH`, or ``control``
        """
        self.ensure_one()
        labels = self._get_reach_labels(channel) if channel in dict(CHANNELS) else {}
        if reason not in {REACHABLE, *labels}:
            raise UserError(self.env._("There is no such list: open one from the campaign."))
        domain = [("exclusion_reason", "=", False), ("is_control", "=", reason == "control")]
        if reason != "control":
            domain.append((reach_name(channel), "=", reason))
        return self._open_recipients(domain, self.env._(
            "%(channel)s, %(reason)s", channel=self.env["dm.channel"].search([("code", "=", channel)]).name,
            reason=labels.get(reason) or self.env._("reached"),
        ))

    # === BUSINESS METHODS === #

    def _get_judged_channels(self):
        """Return the codes of the channels by which the list is judged; without one, that of a file."""
        return self.channel_ids.mapped("code") or ["file"]

    def _get_unit_count(self, channel):
        """Hook: return how many units a channel costs: letters, calls, points of SMS. The outbox knows better.

        As long as nothing else is known: one for each recipient whom it reaches.

        :param str channel: a code
        """
        return (self.reach_counts or {}).get(channel, {}).get(REACHABLE, 0)

    @api.model
    def _get_reach_labels(self, channel):
        """Return why a channel does not reach a recipient: key → what to show, in the order of the form."""
        field = self.env["dm.recipient"]._fields[reach_name(channel)]
        labels = dict(field._description_selection(self.env))
        del labels[REACHABLE]
        missing = {
            "email": self.env._("Without e-mail"), "sms": self.env._("Without mobile"),
            "post": self.env._("Without full address"), "phone": self.env._("Without number"),
            "app": self.env._("Without app"),
        }
        labels["no_address"] = missing.get(channel, labels["no_address"])
        gone = dict(self.env["dm.recipient"]._fields["exclusion_reason"]._description_selection(self.env))["gone"]
        return {**labels, "control": self.env._("Control group"), "gone": gone}

    @api.model
    def _get_reach_words(self, channel):
        """Return the same as it reads behind a number: of one customer or of many."""
        words = {reason: label.lower() for reason, label in self._get_reach_labels(channel).items()}
        return {
            **words, "refused": self.env._("refusals"), "never_asked": self.env._("never asked"),
            "pressure": self.env._("contacted too often"),
        }

    def _reachable_sql(self, channel, recipient="dm_recipient"):
        """Return the condition that a row of the list is to be written to by a channel, judged now.

        For exports and messages by any channel, whether or not it is one of the campaign's.

        :param str channel: one of ``CHANNELS``
        :param str recipient: alias of the ``dm_recipient`` row
        :rtype: SQL
        """
        return SQL("(%s = %s)", self._reach_sql(channel, recipient), REACHABLE)

    def _refusing_sql(self, recipient="dm_recipient"):
        """Return the condition that the customer of a row of the list refuses every channel of the campaign now.

        Parameters as for :meth:`_reachable_sql`. A contact that is archived or no longer there permits nothing.
        """
        self.ensure_one()
        partners, row = self.env["res.partner"], SQL.identifier(recipient)
        return SQL(
            "NOT EXISTS (SELECT FROM res_partner AS judged WHERE judged.id = %s.partner_id AND (%s))", row,
            SQL(" OR ").join(
                SQL("%s <> 'refused'", partners._dm_permission_sql(
                    SQL.identifier("judged"), code, self.company_id, self._get_today(),
                )) for code in self._get_judged_channels()
            ),
        )

    def _gone_sql(self, recipient="dm_recipient"):
        """Return the condition that a row's contact, or its record, is no longer the campaign's customer's.

        Parameters as for :meth:`_reachable_sql`. Who is archived or no longer there permits nothing: that is asked
        elsewhere.
        """
        row = SQL.identifier(recipient)
        elsewhere = is_elsewhere(self.env["res.partner"], self.company_id, SQL.identifier("p"))
        return SQL(
            "(EXISTS (SELECT FROM res_partner AS p WHERE p.id = %s.partner_id AND %s) OR %s)",
            row, elsewhere, self._is_record_lost_sql(row),
        )

    def _reach_sql(self, channel, recipient="dm_recipient"):
        """Return what a channel says of a row of the list now.

        A key of :data:`.reachability.REACH`, ``control``, or the reason why the row does not receive at all. Addresses
        are those that the list keeps, permissions those of now; parameters as for :meth:`_reachable_sql`.
        """
        self.ensure_one()
        row = SQL.identifier(recipient)
        recipients = self.env["dm.recipient"]
        permission = self.env["res.partner"]._dm_permission_sql(
            SQL.identifier("judged"), channel, self.company_id, self._get_today(),
        )
        return SQL(
            """CASE WHEN %(r)s.exclusion_reason IS NOT NULL THEN %(r)s.exclusion_reason
                    WHEN %(r)s.is_control THEN 'control'
                    WHEN %(gone)s THEN 'gone'
                    WHEN %(kept)s = 'pressure' THEN 'pressure'
                    ELSE %(reach)s END""",
            r=row, kept=reach_column(recipient, channel), gone=self._gone_sql(recipient),
            reach=reach(channel, row, SQL(
                # A contact that is no longer there permits nothing.
                "COALESCE((SELECT %s FROM res_partner AS judged WHERE judged.id = %s.partner_id), 'refused')",
                permission, row,
            )),
            to_flush=[recipients._fields[name] for name in READ],
        )
