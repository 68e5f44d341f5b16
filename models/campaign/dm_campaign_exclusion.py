import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, formatLang

from ..selection.limit_fields import LimitFloat
from .control import smallest_rate

ASSUMED_RATE = 0.05
# What past campaigns brought is read from the last of them.
PAST_CAMPAIGNS = 5
HIGHEST_PERCENT = 50
# What decides who is drawn.
CONTROL = {"control_percent", "control_salt"}


class DmCampaign(models.Model):
    """Who of the selected customers does not receive: duplicates, and the control group."""

    _inherit = "dm.campaign"

    dedup_email = fields.Boolean(string="Same e-mail address")
    dedup_mobile = fields.Boolean(string="Same mobile")
    dedup_household = fields.Boolean(
        string="Same household", help="The same surname at the same address, however it is written.",
    )
    dedup_keep = fields.Selection(
        [("recent", "The most recent buyer"), ("spend", "Who spent most")], string="Who stays", required=True,
        default="recent",
    )
    control_percent = LimitFloat(
        string="Control group", digits=(5, 2),
        help="So many percent of the recipients, drawn by lot, get nothing: what they buy all the same shows what the "
             "campaign really changed.",
    )
    control_salt = fields.Char(
        copy=False, default=lambda self: self._get_new_salt(), help="Decides who is drawn into the control group.",
    )
    control_sentence = fields.Char(compute="_compute_control_sentence")

    # === COMPUTE METHODS === #

    @api.depends("control_percent", "control_count", "recipient_count", "company_id", "frozen_date")
    @api.depends_context("lang")
    def _compute_control_sentence(self):
        for campaign in self:
            campaign.control_sentence = campaign._get_control_sentence() if campaign.control_percent else False

    # === CONSTRAINT METHODS === #

    @api.constrains("control_percent")
    def _check_control_percent(self):
        for campaign in self:
            if not campaign._is_control_possible():
                raise ValidationError(campaign._tell_impossible_control())

    # === CRUD METHODS === #

    def write(self, vals):
        if CONTROL.intersection(vals) and any(campaign.frozen_date for campaign in self):
            raise UserError(self.env._(
                "The control group of a list that has left stays as it was drawn: duplicate the campaign to draw anew.",
            ))
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _get_new_salt(self):
        return secrets.token_hex(8)

    def _leaves_out_duplicates(self):
        """Return whether customers who share something are written to once."""
        return self.dedup_email or self.dedup_mobile or self.dedup_household

    def _is_control_possible(self):
        return 0 <= self.control_percent <= HIGHEST_PERCENT

    def _tell_impossible_control(self):
        return self.env._(
            "A control group is between 0 and %(highest)s %% of the recipients: change the percentage of “%(name)s”.",
            highest=HIGHEST_PERCENT, name=self.name or "",
        )

    def _get_control_sentence(self):
        """Return in plain words the smallest effect that the list can show."""
        self.ensure_one()
        if not self._is_control_possible():
            return self._tell_impossible_control()
        if not self.recipient_count:
            return self.env._("Choose customers first: this then tells what the control group can show.")
        usual, is_known = self._get_usual_rate()
        rate = smallest_rate(self.recipient_count - self.control_count, self.control_count, usual)
        words = {
            "recipients": formatLang(self.env, self.recipient_count, digits=0),
            "control": formatLang(self.env, self.control_count, digits=0),
            "usual": self._format_percent(usual),
        }
        if not rate and self.frozen_date:
            return self.env._("%(control)s of %(recipients)s recipients are too few to show anything.", **words)
        if not rate:
            return self.env._(
                "%(control)s of %(recipients)s recipients are too few to show anything: raise the percentage or "
                "select more customers.", **words,
            )
        words |= {"rate": self._format_percent(rate), "times": formatLang(self.env, rate / usual, digits=1)}
        if is_known:
            return self.env._(
                "With %(recipients)s recipients, of whom %(control)s are the control group, only a return rate of "
                "about %(rate)s or more will show: %(times)s times the %(usual)s that past campaigns had.", **words,
            )
        return self.env._(
            "With %(recipients)s recipients, of whom %(control)s are the control group, only a return rate of about "
            "%(rate)s or more will show: %(times)s times the usual %(usual)s (assumed, since no campaign is closed "
            "yet).", **words,
        )

    def _format_percent(self, share):
        return self.env._("%(number)s %%", number=formatLang(self.env, 100 * share, digits=1))

    def _get_usual_rate(self):
        """Return the share of recipients who return, and whether closed campaigns of the company told it.

        :rtype: tuple[float, bool]
        """
        [[returned, recipients]] = self.env.execute_query(SQL(
            """SELECT COUNT(*) FILTER (WHERE r.returned), COUNT(*)
                 FROM dm_recipient r JOIN (
                     SELECT id FROM dm_campaign WHERE company_id = %s AND state = 'closed' AND active
                   ORDER BY send_date DESC LIMIT %s
                 ) AS past ON past.id = r.campaign_id
                WHERE r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE AND r.is_further IS NOT TRUE""",
            (self.company_id._origin or self.company_id).id or 0, PAST_CAMPAIGNS,
        ))
        rate = returned / recipients if recipients else 0
        return (rate, True) if 0 < rate < 1 else (ASSUMED_RATE, False)
