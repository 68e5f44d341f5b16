import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class DmTarget(models.Model):
    _inherit = "dm.target"

    @api.model
    def _cron_refresh_targets(self):
        """Refresh the targets that are due; one that cannot be run says why, and the others go on."""
        due = self.search([("next_refresh_date", "<=", fields.Date.today())], order="next_refresh_date, id")
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for target in due:
            try:
                # Whoever is responsible reads why, not the user of the scheduled action.
                target.with_context(lang=target.user_id.lang)._refresh_or_say_why()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody changes it right now: it stays due, and the next run finds it.
                self.env.cr.rollback()
                continue
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _refresh_or_say_why(self):
        try:
            with self.env.cr.savepoint():
                self.action_refresh()
        except UserError as error:
            self._keep({"refresh_error": str(error)})
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("Target %s could not be refreshed", self.id)
            self._keep({"refresh_error": self.env._(
                "Something unforeseen stopped the refresh: refresh the target by hand, and tell your administrator "
                "if that does not work either.",
            )})
