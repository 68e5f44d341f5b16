from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..customer.phone import international
from .states import MOMENT

FORGOTTEN = 20_000
# What tells whom a message went to, or what it said.
PERSONAL = ("number", "body", "user_ip", "error")
# Where a user sat is kept no longer, however long the rest is.
ADDRESS_MONTHS = 12


class DmMessage(models.Model):
    """Forgetting: what a message said and to whom goes, that there was one stays."""

    _inherit = "dm.message"

    # === SCHEDULED ACTIONS === #

    @api.model
    def _cron_forget(self):
        """Forget the texts, numbers and addresses of messages that are older than their company keeps them."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("dm_message_months", ">", 0)]):
            for months, names in ((company.dm_message_months, PERSONAL), (ADDRESS_MONTHS, ("user_ip",))):
                before = fields.Datetime.now() - relativedelta(months=months)
                old = SQL("company_id = %s AND %s < %s", company.id, SQL(MOMENT), before)
                while done := self._forget(old, names):
                    if not progress(done, remaining=1):
                        return
        progress(remaining=0)

    # === BUSINESS METHODS === #

    @api.model
    def find_by_number(self, number):
        """Return the messages that went to a number, those of all campaigns that the user may see.

        :param str number: as people write it
        :rtype: dm.message
        """
        country = self.env.company.country_id.code
        return self.search([("number", "in", [number, international(number, country) or number])])

    @api.model
    def erase_number(self, number):
        """Forget what was sent to a number, at the person's demand; the counts stay, and so do refusals.

        What waits is cancelled first.

        :param str number: as people write it
        :return: of how many messages something was forgotten
        :rtype: int
        :raise AccessError: if the user does not manage direct marketing
        """
        if not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._("Only managers of direct marketing may erase what was sent to somebody."))
        ids = self.find_by_number(number).ids
        self._take_out(SQL("id = ANY(%s)", ids))
        return self._forget(SQL("id = ANY(%s)", ids))

    @api.model
    def _take_out(self, which):
        """Cancel what waits."""
        self.env.execute_query(SQL(
            "UPDATE dm_message SET state = 'cancelled' WHERE state = 'queued' AND %s RETURNING 1", which,
        ))

    @api.model
    def _stop(self, which):
        """Cancel what waits for a person who is to be forgotten.

        :param SQL which: a condition on the row
        :raise UserError: if something left of which nobody knows yet what became of it
        """
        self.env.flush_all()
        self._take_out(which)
        if self.env.execute_query(SQL(
            "SELECT 1 FROM dm_message WHERE state IN ('submitting', 'uncertain') AND %s LIMIT 1", which,
        )):
            raise UserError(self.env._(
                "A message to this person is on its way, and its end is not known yet: wait until it is, or decide it "
                "in the list of messages, then erase.",
            ))
        self.invalidate_model()

    @api.model
    def _forget(self, which, names=PERSONAL):
        """Blank what is personal of a batch of messages that neither wait nor are on their way.

        :param SQL which: a condition on the row
        :param names: the columns that are blanked
        :return: how many
        """
        held = SQL(" OR ").join(SQL("%s IS NOT NULL", SQL.identifier(name)) for name in names)
        rows = self.env.execute_query(SQL(
            """UPDATE dm_message SET %s
                WHERE id IN (SELECT id FROM dm_message
                              WHERE %s AND (%s) AND state NOT IN ('queued', 'submitting', 'uncertain') LIMIT %s)
            RETURNING 1""",
            SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in names), which, held, FORGOTTEN,
        ))
        self.invalidate_model()
        return len(rows)
