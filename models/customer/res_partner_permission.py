import base64

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, email_normalize, formatLang

from .channels import ANSWERED_CHANNELS, ANSWERS, PERSONAL_SOURCES
from .phone import international
from .refusal_file import MOST_LINES, BadQuoteError, MissingColumnsError, NoTextError, TooLongError, read_lines
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

    @api.model_create_multi
    def create(self, vals_list):
        """Forget that new contacts have no rows of permissions: nobody writes these rows, they are computed."""
        partners = super().create(vals_list)
        partners.invalidate_recordset(["dm_permission_state_ids"], flush=False)
        return partners

    def copy(self, default=None):
        """Keep what was refused: a copy has the same address, and often is the same person."""
        copies = super().copy(default)
        for customer, copy in zip(self, copies, strict=True):
            for refusal in customer._dm_own_refusals():
                copy._dm_record_permission(
                    refusal.channel, "refused", refusal.source, wording=refusal.wording, since=refusal.since,
                    numbers={copy: [refusal.number]},
                )
        return copies

    # === RECORDING === #

    def dm_record_permission(self, channel, answer, source="staff", wording=None, *, company_id=None, since=None,
                             number=None):
        """Record what customers answered for a channel, with its proof.

        :param str channel: ``email``, ``sms``, ``post``, ``phone`` or ``app``
        :param str answer: ``allowed``, ``refused`` or ``unknown``
        :param str source: ``staff``, ``till`` or ``web``
        :param str wording: what the customers were asked, or said
        :param int company_id: the company that asked, one of the user's; by default the current one
        :param since: when they answered (UTC), by default now; an older answer does not replace a newer one
        :param str number: for calls, the one number of theirs that the answer is about; by default all of them
        :raise AccessError: if the user is neither of direct marketing nor of sales or tills, or may not see a customer
        :raise UserError: if channel, answer, source or moment is none, or a customer has no such number
        """
        self._dm_check_may_record(company_id)
        since = self._dm_check_moment(since)
        if source not in PERSONAL_SOURCES:
            raise UserError(self.env._(
                "A permission is recorded by staff, till or web, not by “%(origin)s”.", origin=source,
            ))
        self._dm_record_permission(
            channel, answer, source, wording=wording, since=since, numbers=self._dm_check_number(channel, number),
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
    def dm_import_refusals(self, content, filename=None, channel=None):
        """Record a file of refusals: columns e-mail, phone or reference, and channel.

        :param bytes content: CSV, as :func:`.refusal_file.read_lines` reads it; base64 text over the API
        :param str filename: kept as proof
        :param str channel: what is refused by lines that do not say it
        :return: ``{"recorded": lines recorded, "summary": a sentence, "problems": a sentence for each other line}``
        :rtype: dict
        :raise AccessError: if the user does not manage direct marketing
        :raise UserError: if it is no text or too long, or the heading lacks a column; nothing is recorded then
        """
        if not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._("Only managers of direct marketing may import refusals."))
        content = self._dm_decode_file(content) if isinstance(content, str) else content
        lines = self._dm_read_refusals(content, channel)
        wording = self.env._("File %(name)s", name=filename) if filename else None
        done = RefusalImport(self.env, lines, wording).run()
        summary = self.env._("%(count)s of %(total)s refusals recorded.", count=done.recorded, total=len(lines))
        return {"recorded": done.recorded, "summary": summary, "problems": done.problems}

    def _dm_decode_file(self, content):
        try:
            return base64.b64decode(content)
        except ValueError as error:
            raise UserError(self.env._("The content of the file must be encoded in base64.")) from error

    def _dm_read_refusals(self, content, channel):
        """Return the lines of a file of refusals; parameters and errors as for :meth:`dm_import_refusals`."""
        try:
            return read_lines(content, channel)
        except NoTextError as error:
            raise UserError(self.env._(
                "This file is no text: open it in a spreadsheet program, save it as CSV, and import that file.",
            )) from error
        except BadQuoteError as error:
            raise UserError(self.env._(
                "In line %(number)s of the file a quotation mark is not closed where its column ends: correct that "
                "line, and import the file again. Nothing was recorded.", number=error.number,
            )) from error
        except TooLongError as error:
            raise UserError(self.env._(
                "The file has %(count)s lines, and %(most)s can be recorded at once: cut it into several files, each "
                "with the heading line. Nothing was recorded.",
                count=formatLang(self.env, error.count, digits=0), most=formatLang(self.env, MOST_LINES, digits=0),
            )) from error
        except MissingColumnsError as missing:
            columns = {
                "channel": self.env._("channel (or choose what is refused, below the file)"),
                "customer": self.env._("e-mail, phone or reference"),
            }
            raise UserError(self.env._(
                "The first line of the file must name its columns; missing: %(columns)s.",
                columns=", ".join(columns[name] for name in missing.names),
            )) from missing

    def _dm_check_may_record(self, company_id):
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in RECORDING_GROUPS.split(",")):
            raise AccessError(self.env._("Only staff of sales, tills and direct marketing may record permissions."))
        self.check_access("read")
        if company_id and not self.env.su and company_id not in user.company_ids.ids:
            raise AccessError(self.env._("You may not record permissions for a company that is not yours."))

    @api.model
    def _dm_left_lists(self, email, *, on_a_list):
        """Record what follows for an e-mail address that its owner took off mailing lists, or put on one again.

        :param bool on_a_list: whether the address still is on one
        """
        partners = self.with_context(active_test=False).search([("email_normalized", "=", email_normalize(email))])
        refused = self.env["dm.permission"]._standing({(partner, False) for partner in partners}, "email").filtered(
            lambda row: row.answer == "refused",
        )
        if on_a_list:
            back = refused.filtered(lambda row: row.source == "unsubscribe" and not row.from_blacklist).partner_id
            answer, wording = "unknown", self.env._("Subscribed to a mailing list again")
        else:
            back = partners - refused.partner_id
            answer, wording = "refused", self.env._("Unsubscribed from all mailing lists")
        if back:
            back._dm_record_permission("email", answer, "unsubscribe", wording=wording)

    def _dm_check_moment(self, since):
        """Return when somebody answered, as a datetime."""
        try:
            moment = fields.Datetime.to_datetime(since)
        except ValueError as error:
            raise UserError(self.env._(
                "“%(text)s” is no date and time: write it as 2026-06-30 14:05:00, in UTC.", text=since,
            )) from error
        if moment and moment > fields.Datetime.now():
            raise UserError(self.env._("Nobody has answered in the future: correct the date."))
        return moment

    def _dm_check_number(self, channel, number):
        """Return ``numbers`` of :meth:`dm.permission._record` for a number as people write it, None for none."""
        if not number:
            return None
        if channel != "phone":
            raise UserError(self.env._("Only calls are allowed or refused number by number: leave the number out."))
        found = {}
        for partner in self:
            found[partner] = [international(number, partner._dm_number_country().code)]
            if found[partner][0] not in partner._dm_numbers():
                raise UserError(self.env._(
                    "%(name)s does not have the number %(number)s: write it on the contact first.",
                    name=partner.display_name, number=number,
                ))
        return found

    def _dm_numbers(self):
        """Return the numbers by which the customer can be called, in international form."""
        self.ensure_one()
        return list(dict.fromkeys(filter(None, (self.dm_mobile, self.dm_phone, self.phone_sanitized))))

    def _dm_address_of(self, channel):
        """Return the address or number by which a channel reaches the customer (for calls, all of them), as proof."""
        self.ensure_one()
        if channel == "email":
            return self.email_normalized
        if channel == "sms":
            return self.dm_mobile or self.phone_sanitized
        if channel == "phone":
            return ", ".join(self._dm_numbers())
        return False

    def _dm_own_refusals(self):
        """Return the answers by which the customer refuses, without what only a blacklist tells."""
        rows_sudo = self.env["dm.permission"].sudo().search([("partner_id", "=", self.id)])
        return rows_sudo._fold().filtered(lambda row: row.answer == "refused" and not row.from_blacklist)

    def _dm_keep_refusals(self):
        """Record as the contacts' own what only their addresses and numbers tell, which merging may take from them."""
        for model in ("mail.blacklist", "phone.blacklist"):
            self.env[model].sudo()._dm_keep(self.sudo())
        self._dm_keep_closed_calls()

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
        return self._dm_ladder_sql(steps, [step[position] for step in steps])

    @api.model
    def _dm_ladder_sql(self, steps, values):
        """Return the value of the first step of a ladder that holds."""
        cases = [SQL("WHEN %s THEN %s", step[0], value) for step, value in zip(steps, values, strict=True)]
        return SQL("CASE %s END", SQL(" ").join(cases), to_flush=self._dm_permission_sources())

    @api.model
    def _dm_permission_rules(self, partner, channel, company, today):
        """Return the ladder: (condition, answer, reason); the first that holds decides, and the last always holds."""
        ladder = self._dm_first_rules(partner)
        said = self._dm_said(partner, channel)
        if channel == "file":
            return [*ladder, (SQL("TRUE"), "allowed", "no_refusal")]
        if channel == "phone":
            return [*ladder, *self._dm_call_rules(partner)]
        ladder += [
            (said("refused"), "refused", "answer"),
            (self._dm_blacklisted_sql(partner, channel), "refused", "blacklist"),
        ]
        if channel == "post":
            return [*ladder, (SQL("TRUE"), "allowed", "no_refusal")]
        ladder.append((SQL("(%s AND NOT %s)", said("allowed"), said("unknown")), "allowed", "answer"))
        if channel == "email":
            ladder.append((self._dm_professional_sql(partner), "allowed", "company"))
        ladder.append((self._dm_buyer_sql(partner, company, today), "allowed", "buyer"))
        return [*ladder, (SQL("TRUE"), "unknown", "never_asked")]

    @api.model
    def _dm_first_rules(self, partner):
        """Return the steps that all channels begin with."""
        return [
            (SQL("%s.active IS NOT TRUE", partner), "refused", "archived"),
            (SQL("NOT %s.dm_accepts_mailing", partner), "refused", "flag"),
        ]

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
        if channel == "sms":
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
                "active", "dm_accepts_mailing", "email_normalized", "dm_mobile", "dm_phone", "phone_sanitized",
                "is_company", "commercial_partner_id",
            ),
            "dm.permission": ("partner_id", "channel", "number", "answer", "since"),
            "mail.blacklist": ("email", "active"),
            "phone.blacklist": ("number", "active", "dm_texts_only"),
        }
        return [field for model, names in read.items() for field in self._dm_fields(model, *names)]

    @api.model
    def _dm_fields(self, model, *names):
        return [self.env[model]._fields[name] for name in names]
