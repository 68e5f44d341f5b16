from odoo import api, fields, models
from odoo.exceptions import UserError

from ..selection.engine import Selection
from ..selection.hidden_rows import hidden_sentence
from ..selection.scope import Scope
from .counting import count_listing
from .listing import Listing
from .recipient_list import RecipientList

# Who receives, and who was struck out by hand.
LISTED = [("exclusion_reason", "in", (False, "struck"))]


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    # === ONCHANGE METHODS === #

    @api.onchange(
        "audience", "filter_ids", "exclude_refused", "channel_ids", "dedup_email", "dedup_mobile", "dedup_household",
        "dedup_keep", "control_percent", "row_link",
    )
    def _onchange_selection(self):
        return super()._onchange_selection()

    # === CRUD METHODS === #

    def web_save(self, vals, specification, next_id=None):
        """Refresh the list when the form saves another selection, so that both always agree on the screen."""
        result = super().web_save(vals, specification, next_id=next_id)
        campaigns = self or self.browse(result[0]["id"])
        listed = [campaign._list_what_was_saved(vals) for campaign in campaigns]
        if any(listed):
            return (self.browse(next_id) if next_id else campaigns).web_read(specification)
        return result

    def _list_what_was_saved(self, vals):
        """Bring the list in step with what was saved.

        :return: whether there was something to do
        """
        if self.is_list_outdated and set(vals) & self._get_selection_fields():
            self.with_context(dm_in_background=True)._follow_selection()
            return True
        return bool(vals) and self._make_first_list()

    def _outdate_list(self):
        """Note that the list is not what is selected now."""
        self.filtered(lambda campaign: not campaign.is_list_outdated)._keep({"is_list_outdated": True})

    def _make_first_list(self):
        """Make the list of a copy that is saved for the first time; what it selects was decided elsewhere.

        :return: whether it was made; a line that cannot be read is no reason to lose what is being saved
        """
        if self.selection_date or self.state != "draft" or not self.filter_ids or self.job_ids:
            return False
        try:
            with self.env.cr.savepoint():
                self.with_context(dm_in_background=True)._follow_selection()
        except UserError:
            return False
        return True

    # === ACTION METHODS === #

    def action_refresh_selection(self):
        """Write the list anew from the filter lines, with the rights of the responsible user.

        A frozen list stays as it is: see :meth:`_compare_frozen`. With the context key ``dm_in_background``, as on the
        screen, a long one is made by a background job; else the list is there when the call returns.

        :return: True, or the action that asks about the differences of a frozen list, or says that there are none
        :raise UserError: if a line cannot be read or the campaign is closed; the list then stays as it was
        """
        self.check_access("write")
        answers = [campaign._follow_selection(ask=len(self) == 1) for campaign in self]
        return answers[0] if len(answers) == 1 else True

    def action_open_recipients(self):
        """Open the list of who receives, with who was struck out beside them; the filter can show the others, too."""
        action = self._open_recipients([], self.env._("Recipients"), shown=LISTED)
        return dict(action, context={**action["context"], "search_default_listed": True})

    def action_open_excluded(self):
        """Open the list of who was selected and then left out, with the reason."""
        action = self._open_recipients([("exclusion_reason", "!=", False)], self.env._("Left out"))
        return dict(action, context={**action["context"], "group_by": "exclusion_reason"})

    def _open_recipients(self, domain, name, shown=None):
        """Open some rows of the list.

        :param list shown: which of them the list shows at first, by default all
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_recipient_action")
        name = self.env._("%(list)s: %(campaign)s", list=name, campaign=self.name)
        return dict(
            action, name=name, display_name=name, domain=[("campaign_id", "=", self.id), *domain],
            context={
                "create": False, "dm_lists_records": bool(self.row_model),
                "dm_hidden_rows": self._get_hidden_sentence(shown or domain),
            },
        )

    # === BUSINESS METHODS === #

    def get_hidden_sentence(self):
        """Return in words how many rows of the list (who receives, who was struck out) the user is not shown.

        :return: empty if all are shown
        :rtype: str
        """
        self.ensure_one()
        self.check_access("read")
        return self._get_hidden_sentence(LISTED)

    def _get_hidden_sentence(self, domain):
        """Return in words how many of some rows of the list the user is not shown.

        :param list domain: on ``dm.recipient``
        """
        recipients = self.env["dm.recipient"]
        domain = [("campaign_id", "=", self.id), *domain]
        # Whoever may not see them may know how many they are.
        hidden = recipients.sudo().search_count(domain) - recipients.search_count(domain)
        return hidden_sentence(self.env, hidden)

    def _follow_selection(self, *, ask=False):
        """Make the list anew now or in the background; of a frozen one, count who would join and leave.

        :param bool ask: whether a person is there to be asked about a frozen list
        :return: as for :meth:`action_refresh_selection`
        """
        self._check_open()
        self._check_no_job()
        if self.frozen_date:
            if not ask and self._is_for_background():
                self._keep({"joining_count": 0, "leaving_count": 0})
                return True
            change = self._compare_frozen()
            if not ask:
                return True
            return self._ask_about(change) if change else self._tell_nothing_changes()
        if self._is_for_background():
            self._start_job("refresh")
        else:
            self._drop_job("refresh")
            self._make_list()
        return True

    def _tell_nothing_changes(self):
        """Return the action that says that a frozen list is what its selection finds today."""
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "message": self.env._("Nobody would join or leave: the list is what is selected today."),
                "type": "success", "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _make_list(self):
        """Select, and write the list down."""
        self._claim()
        selection = self._get_selection().run()
        selection.mark_lines()
        self._store_recipients(selection)

    def _get_selection(self):
        """Return the campaign's selection, of saved lines or of those being edited.

        :rtype: Selection
        :raise AccessError: if the current user may not make that user responsible
        :raise UserError: if nobody active is responsible
        """
        self.ensure_one()
        company = self.company_id._origin or self.company_id
        lines = self.filter_ids.sorted(lambda line: (line.sequence, line._origin.id or float("inf")))
        scope = Scope.of(self._get_responsible(), company, self.audience, self._get_today(), asker=self._origin)
        return Selection(scope, lines, self.start_with)

    def _get_shown_counts(self, selection):
        """Return what refreshing would write down; the counts of a frozen list stay."""
        return {} if self.frozen_date else {**self._count(selection), "is_list_outdated": True}

    def _store_recipients(self, selection):
        """Write the recipients and their counts down.

        :return: who receives, and who does not and why
        :rtype: Listing
        """
        listing = self._get_listing(selection)
        RecipientList(listing).store()
        self._keep({
            **self._count_listing(selection, listing), "selection_date": fields.Datetime.now(),
            "is_list_outdated": False,
        })
        return listing

    def _count(self, selection):
        """Return the counts of a selection that ran, before anything is written.

        The mobile numbers of contacts that were never judged are judged on the way.
        """
        return self._count_listing(selection, self._get_listing(selection))

    def _count_listing(self, selection, listing):
        counts = count_listing(listing)
        # Who is no customer any more stands in the list with that reason, and nothing judges them.
        counts["excluded_count"] += self.env["dm.recipient"].sudo().search_count([
            ("campaign_id", "=", self._origin.id), ("exclusion_reason", "=", "gone"),
        ])
        return {"customer_count": selection.population_count(), **counts}

    def _get_listing(self, selection):
        """Return who of a selection that ran receives, and who does not and why.

        :rtype: Listing
        """
        return Listing.of_selection(self, selection).make()
