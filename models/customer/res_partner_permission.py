import base64

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .channels import ANSWERED_CHANNELS, ANSWERS, PERSONAL_SOURCES
from .refusal_file import read_lines
from .refusal_import import RefusalImport

RECORDING_GROUPS = (
    "direct_marketing.group_consult,point_of_sale.group_pos_user,sales_team.group_sale_salesman"
)


class ResPartner(models.Model):
    """Whether a customer may be reached by a channel.

    :meth:`_dm_permission_rules` is the one definition, a ladder of conditions of which the first that holds decides.
    Campaigns and messages compose :meth:`_dm_permission_sql` of it; the customer's form shows its reasons.
    """

    _inherit = "res.partner"

    dm_permission_state_ids = fields.One2many(
        "dm.permission.state", "partner_id", string="Permissions", groups=RECORDING_GROUPS, readonly=True,
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """An import never switches the flag on again: only a person does."""
        if self.env.context.get("import_file") and vals.get("dm_accepts_mailing"):
            vals = {name: value for name, value in vals.items() if name != "dm_accepts_mailing"}
        return super().write(vals)

    # === RECORDING === #

    def dm_record_permission(self, channel, answer, source="staff", wording=None, *, company_id=None, since=None):
        """Record what customers answered for a channel, with its proof.

        :param str channel: ``email``, ``sms``, ``post``, ``phone`` or ``app``
        :param str answer: ``allowed``, ``refused`` or ``unknown``
        :param str source: ``staff``, ``till`` or ``web``
        :param str wording: what the customers were asked, or said
        :param int company_id: the company that asked, one of the user's; by default the current one
        :param since: when they answered (UTC), by default now; an older answer does not replace a newer one
        :raise AccessError: if the user is neither of direct marketing nor of sales or tills, or may not see a customer
        :raise UserError: if channel, answer, source or moment is none
        """
        self._dm_check_may_record(company_id)
        since = fields.Datetime.to_datetime(since)
        if source not in PERSONAL_SOURCES:
            raise UserError(self.env._(
                "A permission is recorded by staff, till or web, not by “%(origin)s”.", origin=source,
            ))
        if since and since > fields.Datetime.now():
            raise UserError(self.env._("Nobody has answered in the future: correct the date."))
        self._dm_record_permission(
            channel, answer, source, wording=wording, since=since,
            company=self.env["res.company"].browse(company_id or self.env.company.id),
        )
        return True

    def _dm_record_permission(self, channel, answer, source, **proof):
        """Record an answer without looking at rights; ``proof`` as in :meth:`dm.permission._record`.

        :raise UserError: if the channel has no answer of its own, or the answer is none
        """
        if channel not in ANSWERED_CHANNELS:
            raise UserError(self.env._(
                "There is no permission of its own for “%(channel)s”: “Wishes to receive mailings” decides.",
                channel=channel,
            ))
        if answer not in dict(ANSWERS):
            raise UserError(self.env._(
                "“%(answer)s” is no answer: choose allowed, refused or unknown.", answer=answer,
            ))
        self.env["dm.permission"]._record(self, channel, answer, source, **proof)

    @api.model
    def dm_import_refusals(self, content, filename=None):
        """Record a file of refusals: columns e-mail, phone or reference, and channel.

        :param bytes content: CSV, as :func:`.refusal_file.read_lines` reads it; base64 text over the API
        :param str filename: kept as proof
        :return: ``{"recorded": lines recorded, "summary": a sentence, "problems": a sentence for each other line}``
        :rtype: dict
        :raise AccessError: if the user does not manage direct marketing
        :raise UserError: if the heading lacks a column; nothing is recorded then
        """
        if not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._("Only managers of direct marketing may import refusals."))
        content = base64.b64decode(content) if isinstance(content, str) else content
        try:
            lines = read_lines(content)
        except ValueError as missing:
            raise UserError(self.env._(
                "The first line of the file must name its columns; missing: %(columns)s.", columns=missing,
            )) from missing
        wording = self.env._("File %(name)s", name=filename) if filename else None
        done = RefusalImport(self.env, lines, wording).run()
        summary = self.env._("%(count)s of %(total)s refusals recorded.", count=done.recorded, total=len(lines))
        return {"recorded": done.recorded, "summary": summary, "problems": done.problems}

    def _dm_check_may_record(self, company_id):
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in RECORDING_GROUPS.split(",")):
            raise AccessError(self.env._("Only staff of sales, tills and direct marketing may record permissions."))
        self.check_access("read")
        if company_id and not self.env.su and company_id not in user.company_ids.ids:
            raise AccessError(self.env._("You may not record permissions for a company that is not yours."))

    def _dm_address_of(self, channel):
        """Return the address or number by which a channel reaches the customer, as proof."""
        self.ensure_one()
        if channel == "email":
            return self.email_normalized
        if channel in ("sms", "phone"):
            return self.dm_mobile or self.phone_sanitized
        return False

    def _dm_keep_blacklisted(self):
        """Record as refusals what only the blacklists say of these contacts' addresses."""
        for channel, listed in (
            ("email", self.sudo().filtered("is_blacklisted")),
            ("sms", self._dm_with_blacklisted_number()), ("phone", self._dm_with_blacklisted_number()),
        ):
            refusals = self.env["dm.permission"].sudo().search([
                ("partner_id", "in", listed.ids), ("channel", "=", channel), ("answer", "=", "refused"),
            ])
            if silent := listed - refusals.partner_id:
                silent._dm_record_permission(channel, "refused", "staff", wording=self.env._("On the blacklist"))

    def _dm_with_blacklisted_number(self):
        numbers = [number for partner in self for number in (partner.dm_mobile, partner.phone_sanitized) if number]
        listed = set(self.env["phone.blacklist"].sudo().search([("number", "in", numbers)]).mapped("number"))
        return self.filtered(lambda partner: {partner.dm_mobile, partner.phone_sanitized} & listed)

    # === READING === #

    @api.model
    def _dm_permission_sql(self, partner, channel, company, today):
        """Return the effective permission of contacts for a channel, as an expression of big statements.

        ``refused``: said no. ``allowed``: may be reached. ``unknown``: has not refused, yet may not be reached.
        Run the statement with ``env.execute_query``: it flushes what the expression reads.

        :param SQL partner: alias of the ``res_partner`` row
        :param str channel: one of ``CHANNELS``
        :param company: the ``res.company`` that writes
        :param date today: the day from which a buyer's months count back
        :rtype: SQL
        """
        return self._dm_permission_ladder(partner, channel, company, today, 1)

    @api.model
    def _dm_permission_reason_sql(self, partner, channel, company, today):
        """Return why :meth:`_dm_permission_sql` says what it says: a key of ``dm.permission.state.reason``."""
        return self._dm_permission_ladder(partner, channel, company, today, 2)

    @api.model
    def _dm_permission_ladder(self, partner, channel, company, today, position):
        steps = self._dm_permission_rules(partner, channel, company, today)
        return SQL(
            "CASE %s END", SQL(" ").join(SQL("WHEN %s THEN %s", step[0], step[position]) for step in steps),
            to_flush=self._dm_permission_sources(),
        )

    @api.model
    def _dm_permission_rules(self, partner, channel, company, today):
        """Return the ladder: (condition, answer, reason); the first that holds decides, and the last always holds."""
        said = self._dm_said(partner, channel)
        ladder = [
            (SQL("%s.active IS NOT TRUE", partner), "refused", "archived"),
            (SQL("%s.dm_accepts_mailing IS FALSE", partner), "refused", "flag"),
        ]
        if channel == "file":
            return [*ladder, (SQL("TRUE"), "allowed", "no_refusal")]
        ladder += [
            (said("refused"), "refused", "answer"),
            (self._dm_blacklisted_sql(partner, channel), "refused", "blacklist"),
        ]
        if channel == "post":
            return [*ladder, (SQL("TRUE"), "allowed", "no_refusal")]
        ladder.append((SQL("(%s AND NOT %s)", said("allowed"), said("unknown")), "allowed", "answer"))
        if channel == "email":
            ladder.append((self._dm_professional_sql(partner), "allowed", "company"))
        if channel != "phone":
            ladder.append((self._dm_buyer_sql(partner, company, today), "allowed", "buyer"))
        return [*ladder, (SQL("TRUE"), "unknown", "never_asked")]

    @api.model
    def _dm_said(self, partner, channel):
        """Return the function that gives the condition that an answer stands for a contact and channel."""
        def said(answer):
            return SQL(
                "EXISTS (SELECT FROM dm_permission said WHERE said.partner_id = %s.id AND said.channel = %s "
                "AND said.answer = %s)", partner, channel, answer,
            )
        return said

    @api.model
    def _dm_blacklisted_sql(self, partner, channel):
        if channel == "email":
            return SQL(
                "EXISTS (SELECT FROM mail_blacklist listed WHERE listed.email = %s.email_normalized AND listed.active)",
                partner,
            )
        if channel in ("sms", "phone"):
            return SQL(
                "EXISTS (SELECT FROM phone_blacklist listed WHERE listed.active "
                "AND listed.number IN (%(partner)s.dm_mobile, %(partner)s.phone_sanitized))", partner=partner,
            )
        return SQL("FALSE")

    @api.model
    def _dm_professional_sql(self, partner):
        """Return the condition that a contact is a company, or somebody of a company."""
        return SQL(
            "(%(partner)s.is_company IS TRUE OR EXISTS (SELECT FROM res_partner entity "
            "WHERE entity.id = %(partner)s.commercial_partner_id AND entity.is_company))", partner=partner,
        )

    @api.model
    def _dm_buyer_sql(self, partner, company, today):
        if not company.dm_permission_months:
            return SQL("FALSE")
        since = today - relativedelta(months=company.dm_permission_months)
        return self._dm_recent_buyer_sql(partner, company, since)

    @api.model
    def _dm_recent_buyer_sql(self, partner, company, since):
        """Hook: return the condition that a contact bought from a company, and did not give it all back.

        :param SQL partner: alias of the ``res_partner`` row
        :param date since: the first day that counts
        :rtype: SQL
        """
        return SQL("FALSE")

    @api.model
    def _dm_permission_sources(self):
        """Return the fields that the ladder reads."""
        read = {
            "res.partner": (
                "active", "dm_accepts_mailing", "email_normalized", "dm_mobile", "phone_sanitized", "is_company",
                "commercial_partner_id",
            ),
            "dm.permission": ("partner_id", "channel", "answer"),
            "mail.blacklist": ("email", "active"),
            "phone.blacklist": ("number", "active"),
        }
        return [self.env[model]._fields[name] for model, names in read.items() for name in names]
