from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .voucher_issue import VoucherIssue

SAMPLES = 10
# Of the customers who know their voucher: in a summary, and in an error's sentence.
NAMES_LISTED, NAMES_SHOWN = 500, 10


class DmCampaign(models.Model):
    """Issuing the vouchers of a campaign, and counting what became of them."""

    _inherit = "dm.campaign"

    voucher_program_id = fields.Many2one(
        "loyalty.program", string="Loyalty program of the vouchers", readonly=True, copy=False, ondelete="set null",
    )
    voucher_count = fields.Integer(
        string="Gift vouchers issued", readonly=True, copy=False, help="Those in quarantine do not count.",
    )
    voucher_used_count = fields.Integer(string="Gift vouchers used", compute="_compute_voucher_used_count")
    voucher_date = fields.Datetime(string="Vouchers issued on", readonly=True, copy=False)
    is_voucher_outdated = fields.Boolean(
        readonly=True, copy=False, help="The list or the vouchers' settings were changed since they were issued.",
    )

    # === COMPUTE METHODS === #

    def _compute_voucher_used_count(self):
        used = Domain("dm_campaign_id", "in", self.ids) & Domain("dm_used_date", "!=", False)
        groups = self._get_cards_sudo()._read_group(used, ["dm_campaign_id"], ["__count"])
        counts = {campaign.id: count for campaign, count in groups}
        for campaign in self:
            campaign.voucher_used_count = counts.get(campaign.id, 0)

    # === CRUD METHODS === #

    def unlink(self):
        """Let go of the vouchers first: they stay, with their label."""
        self.check_access("unlink")
        self.env["loyalty.card"].flush_model()
        self.env.execute_query(SQL(
            "UPDATE loyalty_card SET dm_campaign_id = NULL, dm_recipient_id = NULL WHERE dm_campaign_id IN %s",
            tuple(self.ids) or (None,),
        ))
        self.env["loyalty.card"].invalidate_model(["dm_campaign_id", "dm_recipient_id"])
        return super().unlink()

    # === ACTION METHODS === #

    def action_generate_vouchers(self, confirm_told=False):
        """Issue the vouchers, or bring those issued before in step with the list and the settings of now.

        A voucher that was used stays as it is. Who no longer receives: theirs goes to quarantine, and comes back with
        its number should they come back.

        :param bool confirm_told: also make vouchers worth less that their customers know already
        :raise UserError: if the campaign is closed, something is missing, or vouchers that customers know would be
            worth less, expire earlier or be withdrawn, and that is not confirmed; nothing is written then
        """
        self.check_access("write")
        self._issue_vouchers(confirm_told)
        return True

    def action_withdraw_vouchers(self, confirm_told=False):
        """Switch the vouchers off: those that were not used go to quarantine.

        :raise UserError: as for :meth:`action_generate_vouchers`
        """
        self.check_access("write")
        self.with_context(dm_confirm_told=confirm_told).voucher_mode = "none"
        return True

    def action_preview_vouchers(self):
        """Show what issuing the vouchers would do."""
        return self._open_voucher_preview({})

    def action_preview_withdrawal(self):
        """Show what withdrawing the vouchers would do."""
        name = self.env._("Withdraw the vouchers")
        return dict(self._open_voucher_preview({"default_is_withdrawal": True}), name=name, display_name=name)

    def _open_voucher_preview(self, context):
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_voucher_preview_action")
        return dict(action, context={**context, "default_campaign_id": self.id})

    def action_open_vouchers(self):
        """Open the vouchers of this campaign, those in quarantine too."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.loyalty_card_action_voucher")
        return dict(
            action, domain=[("dm_campaign_id", "=", self.id)], context={"active_test": False, "create": False},
        )

    def action_open_used_vouchers(self):
        """Open the vouchers that were used: when, where, by whom."""
        action = self.action_open_vouchers()
        view = self.env.ref("direct_marketing.loyalty_card_view_list_redemption")
        views = [(view.id if mode == "list" else id_, mode) for id_, mode in action["views"]]
        name = self.env._("Vouchers used")
        return dict(
            action, name=name, display_name=name, views=views,
            context={**action["context"], "search_default_used": True},
        )

    # === BUSINESS METHODS === #

    def _get_voucher_cards_sql(self):
        """Return the ids of the campaign's vouchers as a SELECT of ``loyalty.card``, None if none were ever issued.

        :rtype: SQL | None
        """
        self.ensure_one()
        return SQL("SELECT id FROM loyalty_card WHERE dm_campaign_id = %s", self.id) if self.voucher_date else None

    def preview_vouchers(self, is_withdrawal=False):
        """Return what issuing the vouchers would do, and write nothing.

        :param bool is_withdrawal: what switching them off would do, instead
        :return: ``steps`` (how many are new, changed, untouched, used, quarantined, gone), ``count``, ``without`` (how
            many recipients get none), ``total``, ``smallest``, ``largest``, ``redemption`` (share of past campaigns'
            vouchers that were used, None if there are none), ``expected_cost``, ``samples`` (``{"name", "bought",
            "amount", "percent", "step"}`` of some recipients) and ``told`` (``count`` and some ``names`` of vouchers
            that their customers know and that would be worth less)
        :rtype: dict
        :raise UserError: as for :meth:`action_generate_vouchers`
        """
        self.ensure_one()
        self.check_access("read")
        self._check_vouchers_can_change()
        return self._describe_issue(self._plan_vouchers("none" if is_withdrawal else None))

    def _describe_issue(self, issue):
        row = self.env.execute_query_dict(SQL(
            """SELECT count(*) AS count, COALESCE(sum(amount), 0) AS total, COALESCE(min(amount), 0) AS smallest,
                      COALESCE(max(amount), 0) AS largest
                 FROM %s WHERE step IN ('new', 'changed', 'untouched')""", issue.table,
        ))[0]
        redemption = self._get_past_redemption()
        return {
            **{name: float(row[name]) for name in ("total", "smallest", "largest")},
            "count": row["count"], "steps": issue.counts(), "without": self._count_without_voucher(issue),
            "redemption": redemption,
            "expected_cost": None if redemption is None else float(row["total"]) * redemption,
            "samples": self._get_voucher_samples(issue), "told": self._get_told(issue),
        }

    def _get_voucher_samples(self, issue):
        """Return some recipients with what they bought and what they would get, spread over the list."""
        rows = self.env.execute_query_dict(SQL(
            """SELECT COALESCE(r.name, p.complete_name) AS name, s.bought, s.amount, s.step
                 FROM (SELECT s.*, ROW_NUMBER() OVER (ORDER BY s.amount, s.partner_id) AS place,
                              COUNT(*) OVER () AS size FROM %s s WHERE s.step IN ('new', 'changed', 'untouched')) s
            LEFT JOIN dm_recipient r ON r.id = s.recipient_id LEFT JOIN res_partner p ON p.id = s.partner_id
                WHERE (s.place - 1) * %s / s.size <> s.place * %s / s.size OR s.place = 1 ORDER BY s.place LIMIT %s""",
            issue.table, SAMPLES, SAMPLES, SAMPLES,
        ))
        return [
            {**row, "percent": self._get_voucher_percent(), "amount": float(row["amount"] or 0),
             "bought": None if row["bought"] is None else float(row["bought"])}
            for row in rows
        ]

    def _get_told(self, issue):
        rows = self.env.execute_query(SQL(
            """SELECT p.complete_name, c.code, count(*) OVER ()
                 FROM loyalty_card c LEFT JOIN res_partner p ON p.id = c.partner_id
                WHERE c.id IN (%s) ORDER BY p.complete_name, c.id LIMIT %s""", issue.told(), NAMES_LISTED,
        ))
        return {
            "count": rows[0][2] if rows else 0, "names": [f"{name} ({code})" for name, code, _count in rows],
        }

    def _count_without_voucher(self, issue):
        """Return how many customers of the list get no voucher: they bought for nothing, or it rounds to zero."""
        [[receivers]] = self.env.execute_query(SQL(
            """SELECT count(DISTINCT p.commercial_partner_id)
                 FROM dm_recipient r JOIN res_partner p ON p.id = r.partner_id
                WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE""", self.id,
        ))
        [[with_one]] = self.env.execute_query(SQL(
            "SELECT count(*) FROM %s WHERE recipient_id IS NOT NULL", issue.table,
        ))
        return receivers - with_one if issue.mode != "none" else 0

    def _get_past_redemption(self):
        """Return which share of the vouchers of the company's other campaigns was used, None if there were none."""
        others = Domain("dm_campaign_id", "not in", [*self.ids, False]) & Domain("dm_quarantine_date", "=", False)
        others &= Domain("company_id", "=", self.company_id.id)
        issued = self._get_cards_sudo().search_count(others)
        used = self._get_cards_sudo().search_count(others & Domain("dm_used_date", "!=", False)) if issued else 0
        return used / issued if issued else None

    @api.model
    def _get_cards_sudo(self):
        """Return the model of the vouchers such that all are counted, those in quarantine too.

        Who may see a campaign may know how many of its vouchers there are.
        """
        return self.env["loyalty.card"].sudo().with_context(active_test=False)

    def _mark_vouchers_told(self, recipients=None):
        """Remember that the customers of these campaigns know their vouchers; for who sends, prints and exports.

        :param SQL recipients: a SELECT of ids of the recipients meant; None for all of these campaigns
        """
        where = SQL("r.campaign_id IN %s", tuple(self.ids) or (None,))
        if recipients is not None:
            where = SQL("%s AND r.id IN (%s)", where, recipients)
        self.env["loyalty.card"]._dm_tell(SQL(
            "SELECT r.voucher_id FROM dm_recipient r WHERE r.voucher_id IS NOT NULL AND %s", where,
        ))

    # === ISSUING === #

    def _issue_vouchers(self, confirm_told):
        for campaign in self:
            if not campaign.try_lock_for_update(allow_referencing=True):
                raise UserError(self.env._(
                    "Somebody else is working on “%(name)s” right now: try again in a moment.", name=campaign.name,
                ))
            campaign._check_no_job()
            campaign._check_vouchers_can_change()
            issue = campaign._plan_vouchers()
            campaign._check_issue(issue, confirm_told)
            campaign._carry_out(issue, confirm_told)

    def _carry_out(self, issue, _confirm_told):
        """Do what was planned, now."""
        self._finish_issue(issue)

    def _finish_issue(self, issue):
        issue.carry_out(self._ensure_voucher_program())
        self._keep({
            "voucher_count": self._count_vouchers(), "voucher_date": fields.Datetime.now(),
            "is_voucher_outdated": False,
        })

    def _plan_vouchers(self, mode=None):
        self.ensure_one()
        issue = VoucherIssue(self, mode)
        if issue.mode != "none":
            self._check_voucher_settings()
            self._check_voucher_end()
            self._check_voucher_dates()
        if issue.mode == "sales_percent":
            self.env["dm.purchase.filling"]._check_known(self.company_id, self.voucher_date_from)
        return issue.plan()

    def _check_issue(self, issue, confirm_told):
        """Refuse to go on without vouchers to issue, or over the heads of customers who know theirs.

        :raise UserError: saying what to do
        """
        told = self._get_told(issue)
        if told["count"] and not confirm_told:
            raise UserError(self.env._(
                "Who knows their voucher of “%(campaign)s” already would have one that is worth less, expires earlier "
                "or is withdrawn (%(count)s): %(names)s. Confirm this in the summary of “Generate” or “Withdraw”, or "
                "change the settings.",
                count=told["count"], campaign=self.name,
                names=", ".join(told["names"][:NAMES_SHOWN]) + ("…" if told["count"] > NAMES_SHOWN else ""),
            ))
        if self.voucher_mode != "none" and not any(issue.counts().values()):
            raise UserError(
                self.env._("Nobody receives “%(campaign)s” yet: add customers to its list first.", campaign=self.name)
                if not self._count_without_voucher(issue) else self.env._(
                    "No customer of “%(campaign)s” would get a voucher: they bought nothing in the period, or the "
                    "rounding makes all amounts zero. Change the period, the percentage or the rounding.",
                    campaign=self.name,
                )
            )

    def _needs_new_voucher_program(self):
        """Return whether used vouchers must keep a program that the new ones no longer fit in."""
        program = self.voucher_program_id.sudo()
        if not program or self.voucher_mode == "none":
            return False
        if program._dm_is_made_for(self.voucher_currency_id, self._get_voucher_percent()):
            return False
        used = Domain("program_id", "=", program.id) & Domain("dm_used_date", "!=", False)
        return bool(self._get_cards_sudo().search_count(used, limit=1))

    def _ensure_voucher_program(self):
        """Return the program of this campaign's vouchers, made or brought in step; empty if there shall be none."""
        program = self.voucher_program_id.sudo()
        if self.voucher_mode == "none":
            return program
        values = {
            "name": self.name, "currency": self.voucher_currency_id, "percent": self._get_voucher_percent(),
            "minimum_amount": self.voucher_min_purchase, "cumulative": self.is_voucher_cumulative,
        }
        if not program or self._needs_new_voucher_program():
            program = program._dm_create(company=self.company_id, **values)
            self._keep({"voucher_program_id": program.id})
            self.company_id._dm_ensure_barcode_rule()
        else:
            program._dm_update(**values)
        self.env.flush_all()
        return program

    def _count_vouchers(self):
        domain = Domain("dm_campaign_id", "=", self.id) & Domain("dm_quarantine_date", "=", False)
        return self._get_cards_sudo().search_count(domain)
