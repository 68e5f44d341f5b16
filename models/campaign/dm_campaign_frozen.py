from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime, formatLang

from .counting import count_stored
from .frozen_list import FrozenList


class DmCampaign(models.Model):
    """Freezing: once a campaign left, its list follows the selection only as far as somebody says so."""

    _inherit = "dm.campaign"

    frozen_date = fields.Datetime(
        string="List frozen on", readonly=True, copy=False,
        help="Since the campaign left, nobody joins or leaves its list unless somebody decides so.",
    )
    joining_count = fields.Integer(
        string="Would join", readonly=True, copy=False, help="Who is selected and not in the frozen list.",
    )
    leaving_count = fields.Integer(
        string="Would leave", readonly=True, copy=False, help="Who is in the frozen list and no longer selected.",
    )

    frozen_sentence = fields.Char(compute="_compute_frozen_sentence")

    # === COMPUTE METHODS === #

    @api.depends("frozen_date", "is_list_outdated", "joining_count", "leaving_count")
    @api.depends_context("lang", "tz")
    def _compute_frozen_sentence(self):
        for campaign in self:
            campaign.frozen_sentence = campaign.frozen_date and campaign._get_frozen_sentence()

    # === CRUD METHODS === #

    def write(self, vals):
        if "frozen_date" in vals and any(campaign.frozen_date for campaign in self):
            raise UserError(self.env._("A list that left stays frozen. Duplicate the campaign to start anew."))
        if "company_id" in vals:
            self.filtered(lambda campaign: campaign.company_id.id != vals["company_id"])._check_movable()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_confirm_refresh(self, add=True, remove=True):
        """Let a frozen list follow the selection of today, as far as it is wished.

        Those who stay keep the name, address and numbers that were used; who already has a message always stays.

        With the context key ``dm_in_background``, as on the screen, a background job does it to a long list.

        :param bool add: whether who is selected now joins
        :param bool remove: whether who is no longer selected leaves
        :return: ``{"joined", "left"}``, how many; None if a job does it
        :rtype: dict | None
        :raise UserError: if a line cannot be read or the campaign is closed; the list then stays as it was
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_no_job()
        if not self.frozen_date:
            raise UserError(self.env._("The list of “%(name)s” is not frozen: refresh it.", name=self.name))
        if self._is_for_background():
            return self._start_job("refresh", add=add, remove=remove)
        self._drop_job("refresh")
        return self._follow_frozen(add=add, remove=remove)

    # === BUSINESS METHODS === #

    def _check_movable(self):
        """Refuse another company to campaigns of which something already is their company's.

        :raise UserError: naming one
        """
        for campaign in self.filtered(lambda each: each.frozen_date or each.sudo().voucher_program_id):
            raise UserError(self.env._(
                "“%(name)s” left, or has vouchers, for %(company)s: duplicate it for another company.",
                name=campaign.name, company=campaign.company_id.sudo().name,
            ))

    def _follow_frozen(self, *, add, remove):
        """Do what :meth:`action_confirm_refresh` says, once it was checked."""
        self._claim()
        joining_count, leaving_count = self.joining_count, self.leaving_count
        joined, left = FrozenList(self, self._get_selection().run()).apply(add=add, remove=remove)
        self._keep({**count_stored(self), **self._get_difference_values(
            0 if add else joining_count, 0 if remove else leaving_count,
        )})
        if joined or left:
            self._log_refresh(joined, left)
        return {"joined": joined, "left": left}

    def _freeze(self):
        """Keep the lists as they are from now on, because they leave; this releases the campaigns, too.

        To be called before the first row of a list is used. Without a shipping date, a campaign ships today.

        :raise AccessError: if the user may not change the campaign
        :raise UserError: if it is closed or somebody else works on it
        """
        for campaign in self.filtered(lambda campaign: not campaign.frozen_date):
            campaign.check_access("write")
            campaign._check_open()
            campaign._claim()
            campaign._keep({
                "frozen_date": fields.Datetime.now(),
                "send_date": campaign.send_date or campaign._get_today(),
                "state": "ready" if campaign.state == "draft" else campaign.state,
            })

    def _get_kept_recipients_sql(self):
        """Return the query of the ids of recipients whom no refresh removes; other rooms add theirs (``UNION``).

        The ids are never NULL.

        :rtype: SQL
        """
        self.ensure_one()
        if self.env.context.get("dm_keep_recipients"):
            return SQL("SELECT id FROM dm_recipient WHERE campaign_id = %s AND exclusion_reason IS NULL", self.id)
        return SQL("SELECT NULL::int WHERE FALSE")

    def _get_reached_recipients_sql(self):
        """Hook: return the query of the ids of recipients to whom something left or may have left; none of them NULL.

        :rtype: SQL
        """
        self.ensure_one()
        return SQL("SELECT NULL::int WHERE FALSE")

    def _get_told_recipients_sql(self):
        """Hook: return the query of the ids of recipients of whom something is told, be it why they got nothing.

        None of them is NULL.

        :rtype: SQL
        """
        return self._get_kept_recipients_sql()

    def _compare_frozen(self):
        """Return how the frozen list differs from the selection of today, and keep the numbers on the campaign.

        :rtype: ListChange
        """
        self.ensure_one()
        selection = self._get_selection().run()
        selection.mark_lines()
        change = FrozenList(self, selection).compare()
        self._keep(self._get_difference_values(change.joining_count, change.leaving_count))
        return change

    def _ask_about(self, change):
        """Hook: return the action that asks whether a frozen list shall follow its selection.

        :param ListChange change: who would join and leave
        """
        return True

    def _get_frozen_sentence(self):
        """Return since when the list is frozen, and how it differs from the selection of today."""
        env = self.env
        since = env._(
            "The list is frozen since %(date)s.", date=format_datetime(env, self.frozen_date, dt_format="short"),
        )
        joining, leaving = (formatLang(env, count, digits=0) for count in (self.joining_count, self.leaving_count))
        if self.joining_count and self.leaving_count:
            now = env._(
                "With the selection of today, %(joining)s would join and %(leaving)s would leave.",
                joining=joining, leaving=leaving,
            )
        elif self.joining_count:
            now = env._("With the selection of today, %(joining)s would join.", joining=joining)
        elif self.leaving_count:
            now = env._("With the selection of today, %(leaving)s would leave.", leaving=leaving)
        else:
            now = env._("The selection was changed since.") if self.is_list_outdated else ""
        return f"{since} {now}".strip()

    def _get_difference_values(self, joining_count, leaving_count):
        return {
            "joining_count": joining_count, "leaving_count": leaving_count,
            "is_list_outdated": bool(joining_count or leaving_count),
        }

    def _log_refresh(self, joined, left):
        """Tell in the campaign's history what a frozen list lost and won."""
        self.message_post(body=self.env._(
            "The frozen list was refreshed. Joined: %(joined)s. Left: %(left)s.", joined=joined, left=left,
        ))
