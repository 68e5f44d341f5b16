from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..customer.sizes import has_many_contacts


@dataclass(frozen=True)
class JobKind:
    """A kind of background work.

    :param str label: what people call it
    :param str step: name of the campaign's method that does one step, gets the job's arguments by name and returns how
        many things it did, 0 once none is left. It may be killed and begun anew at any point
    :param frozenset locks: names of the campaign's fields that nobody may change meanwhile
    """

    label: str
    step: str
    locks: frozenset = frozenset()


class DmCampaign(models.Model):
    """Background work: one job at a time; while it works, the campaign is *in progress*."""

    _inherit = "dm.campaign"

    job_ids = fields.One2many("dm.campaign.job", "campaign_id", readonly=True, copy=False)
    job_status = fields.Selection(
        [("working", "Working"), ("stopped", "Stopped"), ("failed", "Failed")], compute="_compute_job",
    )
    job_label = fields.Char(compute="_compute_job")
    job_error = fields.Text(compute="_compute_job")
    job_progress = fields.Float(compute="_compute_job", help="Per cent; 0 as long as it is not known.")

    # === COMPUTE METHODS === #

    @api.depends("state", "job_ids.kind", "job_ids.done", "job_ids.total", "job_ids.error")
    @api.depends_context("lang")
    def _compute_job(self):
        kinds = self._get_job_kinds()
        for campaign in self:
            job = campaign.job_ids[:1]
            campaign.job_status = job and campaign._get_job_status(job)
            campaign.job_label = kinds[job.kind].label if job.kind in kinds else job.kind
            campaign.job_error = job.error
            campaign.job_progress = min(100, 100 * job.done / job.total) if job.total else 0

    # === CRUD METHODS === #

    def write(self, vals):
        self._check_unlocked(set(vals))
        if vals.get("active") is False:
            self.filtered(lambda campaign: campaign.state == "processing")._stop_job()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_stop_job(self):
        """Stop the background work after its present step; what is done stays."""
        self.check_access("write")
        self.filtered(lambda campaign: campaign.state == "processing")._stop_job()

    def action_resume_job(self):
        """Go on with work that was stopped or failed."""
        self.check_access("write")
        for campaign in self:
            campaign._check_open()
            campaign._check_no_job()
            job = campaign.job_ids.sudo()
            if not job:
                raise UserError(self.env._("Nothing was stopped on “%(name)s”.", name=campaign.name))
            campaign._claim()
            job.write({"error": False, "user_id": self.env.uid})
            campaign._begin(job)

    def action_discard_job(self):
        """Give up work that was stopped or failed."""
        self.check_access("write")
        self._check_no_job()
        self.job_ids.sudo().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _get_job_kinds(self):
        """Return the kinds of background work; other rooms add theirs.

        :rtype: dict[str, JobKind]
        """
        return {"refresh": JobKind(
            self.env._("Making the list"), "_step_refresh", frozenset({*self._get_selection_fields(), "frozen_date"}),
        )}

    def _start_job(self, kind, total=0, **arguments):
        """Let background work begin; it has the rights of the current user.

        :param str kind: a key of :meth:`_get_job_kinds`
        :param int total: how many things there are to do, for the progress bar; 0 if unknown
        :param arguments: what its steps get; must fit into JSON
        :raise UserError: if the campaign is closed or is being worked on
        """
        self.ensure_one()
        self._check_open()
        self._check_no_job()
        self._claim()
        self.job_ids.sudo().unlink()
        # Users may see jobs and must not make them; who may start which was checked by who calls this.
        job = self.env["dm.campaign.job"].sudo().create({
            "campaign_id": self.id, "kind": kind, "total": total, "arguments": arguments, "user_id": self.env.uid,
            "state_before": self.state,
        })
        self._begin(job)

    def _begin(self, job):
        job.state_before = self.state
        self.with_context(mail_notrack=True)._keep({"state": "processing"})
        self.env.ref("direct_marketing.ir_cron_dm_campaign_job").sudo()._trigger()

    def _stop_job(self):
        for campaign in self.sudo():
            campaign.job_ids._release()

    def _drop_job(self, kind):
        """Forget a job that stopped or failed, once its work was done in another way."""
        self.job_ids.filtered(lambda job: job.kind == kind).sudo().unlink()

    def _step_refresh(self, **followed):
        """Make the list in one step: half a list is worth nothing.

        :param followed: of a frozen list, what of the selection it follows (``add``, ``remove``)
        """
        if followed:
            self._follow_frozen(**followed)
        else:
            self._make_list()
        return 0

    def _is_for_background(self):
        """Return whether a screen waits, and lists of this shop may take longer than it should."""
        return bool(self.env.context.get("dm_in_background")) and has_many_contacts(self.env)

    def _get_job_status(self, job):
        if self.state == "processing":
            return "working"
        return "failed" if job.error else "stopped"

    # === CHECKS === #

    def _check_no_job(self):
        """Refuse to go on while background work goes on.

        :raise UserError: naming the campaign
        """
        self._check_unlocked(None)

    def _check_unlocked(self, names):
        """Refuse to change what background work reads.

        :param set names: names of the campaign's fields; None for any
        :raise UserError: naming the campaign and the work
        """
        working = self.filtered(lambda campaign: campaign.state == "processing")
        if not working:
            return
        kinds = self._get_job_kinds()
        for campaign in working:
            kind = kinds.get(campaign.job_ids[:1].kind)
            if names is None or (kind and names & kind.locks):
                raise UserError(self.env._(
                    "“%(name)s” is being worked on (%(work)s): wait until that is done, or stop it.",
                    name=campaign.name, work=kind.label if kind else "…",
                ))
