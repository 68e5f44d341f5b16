import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

# How often a step that collided with somebody's change is begun anew before it waits for the next run.
TRIES = 5


class DmCampaignJob(models.Model):
    """Long work on one campaign, done step by step in the background: see ``dm.campaign._start_job``.

    A step and its progress are committed together, so a worker may die at any point and another one goes on. Who has
    locked the row works on it; the campaign's state says whether the job shall go on (*in progress*), so that stopping
    waits for nobody. The row is removed when all is done.
    """

    _name = "dm.campaign.job"
    _description = "Background Work on a Campaign"
    _order = "id"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    arguments = fields.Json(readonly=True, help="What the steps need to know.")
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, help="Who started it, and with whose rights it works.",
    )
    state_before = fields.Char(required=True, readonly=True, help="The campaign's state before and after.")
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True, help="0: not known.")
    error = fields.Text(readonly=True, help="Why it failed. A person decides whether to try again.")

    _campaign_unique = models.Constraint("UNIQUE (campaign_id)", "One job at a time works on a campaign.")

    # === SCHEDULED ACTIONS === #

    @api.model
    def _cron_work(self):
        """Work on one campaign after the other until nothing is left or time is up."""
        cron = self.env["ir.cron"]
        jobs = self.search([("campaign_id.state", "=", "processing"), ("campaign_id.active", "=", True)])
        cron._commit_progress(remaining=len(jobs))
        for job in jobs:
            while job._work():
                if not cron._commit_progress():
                    return
            if not cron._commit_progress(1):
                return

    # === BUSINESS METHODS === #

    def _work(self):
        """Do one step and commit it.

        :return: whether there is more to do
        :rtype: bool
        """
        for _try in range(TRIES):
            is_more = self._try_step()
            if is_more is not None:
                return is_more
        _logger.info("Job %s collided %s times and waits for the next run", self.id, TRIES)
        return False

    def _try_step(self):
        """Do one step and commit it, or return None where somebody changed the campaign meanwhile."""
        try:
            is_more = self._step()
            self.env.flush_all()
            self.env["ir.cron"]._commit_progress()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return None
        return is_more

    def _step(self):
        if not self.try_lock_for_update(allow_referencing=True):
            return False  # somebody else works on it, or it is done
        if self.campaign_id.state != "processing":
            return False  # stopped
        try:
            with self.env.cr.savepoint():
                done = self._do()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, a person must see it on the campaign
            self._fail(error)
            return False
        self.done += done
        if not done:
            self._release()
            self.unlink()
        return bool(done)

    def _do(self):
        """Do one step.

        :return: how many things it did; 0 if none was left
        """
        campaign = self._get_campaign()
        return getattr(campaign, campaign._get_job_kinds()[self.kind].step)(**(self.arguments or {}))

    def _get_campaign(self):
        """Return the campaign as who started the job sees it."""
        user = self.user_id
        if not user.active and user.id != api.SUPERUSER_ID:
            raise UserError(self.env._("%(user)s, who started it, is no longer a user.", user=user.name))
        return self.campaign_id.with_user(user).with_context(
            allowed_company_ids=self.campaign_id.company_id.ids, lang=user.lang, tz=user.tz,
        )

    def _fail(self, error):
        """Say on the campaign why the job cannot go on."""
        if isinstance(error, UserError):
            text = str(error)
        else:
            _logger.error("Job %s of campaign %s failed", self.id, self.campaign_id.id, exc_info=error)
            text = self.with_context(lang=self.user_id.lang).env._(
                "Something unexpected stopped it (%(error)s). What was done stays; the server's log tells your "
                "administrator more.", error=type(error).__name__,
            )
        self.error = text
        self._release()

    def _release(self):
        """Give the campaign back to people."""
        self.campaign_id.with_context(mail_notrack=True)._keep({"state": self.state_before})
