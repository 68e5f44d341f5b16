from odoo import api, fields, models
from odoo.tools import SQL

from .phone import first_mobile, mobile_problem, other_number

MOBILE_BATCH = 5000


class ResPartner(models.Model):
    """The contact as somebody to write to.

    ``dm_mobile`` and ``dm_phone`` are kept with the contact because a million numbers cannot be read and judged while
    a user waits; together they are all numbers by which the contact can be called. Contacts
    that existed before the addon, or that a loader wrote in SQL, have not been judged yet (``dm_mobile_checked`` is
    NULL): :meth:`_dm_check_mobiles` brings those of a set up to date before the set's numbers are used.
    """

    _inherit = "res.partner"

    dm_accepts_mailing = fields.Boolean(
        string="Wishes to receive mailings", default=True, required=True, tracking=True,
        help="Unticked: this customer is left out of every campaign, whatever its channel.",
    )
    dm_mobile = fields.Char(
        string="Mobile for texts", compute="_compute_dm_mobile", store=True,
        help="The first of Mobile and Phone that is a valid mobile number, in international form.",
    )
    dm_phone = fields.Char(
        string="Other number", compute="_compute_dm_mobile", store=True,
        help="The first of Phone and Mobile that is a valid number other than the mobile for texts, in international "
             "form.",
    )
    dm_mobile_checked = fields.Boolean(compute="_compute_dm_mobile", store=True)
    dm_app_token = fields.Char(
        string="Mobile app", groups="base.group_system", copy=False,
        help="What the shop's app is reached by on the customer's phone; the app's server writes it.",
    )

    dm_mobile_problem = fields.Char(
        string="Unusable number", compute="_compute_dm_mobile_problem",
        help="Why a number that was written down cannot be texted.",
    )

    # Answers by SMS, refusals from files and the blacklist know a customer by nothing but a number.
    _dm_mobile_idx = models.Index("(dm_mobile) WHERE dm_mobile IS NOT NULL")
    _dm_phone_idx = models.Index("(dm_phone) WHERE dm_phone IS NOT NULL")
    _dm_phone_sanitized_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")
    # Places are selected by how postcodes begin.
    _dm_zip_idx = models.Index("(zip varchar_pattern_ops) WHERE zip IS NOT NULL")
    _dm_mobile_unchecked_idx = models.Index("(id) WHERE dm_mobile_checked IS NOT TRUE")

    def _auto_init(self):
        # The columns are made here so that installing writes no row of a large database: numbers are judged when they
        # are needed, and the flag's default is the column's own, which loaders that write in SQL get, too.
        types = {"dm_accepts_mailing": SQL("boolean NOT NULL DEFAULT TRUE")} | {
            name: SQL(self._fields[name]._column_type[1]) for name in ("dm_mobile", "dm_phone", "dm_mobile_checked")
        }
        self.env.cr.execute(SQL("ALTER TABLE res_partner %s, ALTER COLUMN dm_accepts_mailing SET DEFAULT TRUE", SQL(
            ", ",
        ).join(SQL("ADD COLUMN IF NOT EXISTS %s %s", SQL.identifier(name), type_) for name, type_ in types.items())))
        return super()._auto_init()

    # === COMPUTE METHODS === #

    @api.depends("mobile", "phone", "country_id", "company_id.country_id")
    def _compute_dm_mobile(self):
        default = self._dm_default_country()
        for partner in self:
            country = partner._dm_number_country(default)
            partner.dm_mobile, partner.dm_phone = self._dm_judge(partner.mobile, partner.phone, country.code)
            partner.dm_mobile_checked = True

    @api.depends("mobile", "phone", "country_id", "company_id.country_id")
    @api.depends_context("lang")
    def _compute_dm_mobile_problem(self):
        """Tell of the mobile, and of the phone only where nothing else could be texted."""
        default = self._dm_default_country()
        for partner in self:
            country = partner._dm_number_country(default)
            problems = [partner._dm_explain_number(partner.mobile, country)]
            if not first_mobile((partner.mobile, partner.phone), country.code):
                problems.append(partner._dm_explain_number(partner.phone, country))
            partner.dm_mobile_problem = " ".join(filter(None, problems))

    # === CRUD METHODS === #

    def write(self, vals):
        """Judge numbers anew where the country changes that stands for that of contacts who name none."""
        if "country_id" not in vals or self._dm_default_seat() not in self:
            return super().write(vals)
        before = self._dm_default_country()
        result = super().write(vals)
        if self._dm_default_country() != before:
            self._dm_forget_default_country()
        return result

    # === BUSINESS METHODS === #

    def _dm_number_country(self, default=None):
        """Return the country whose national numbers this contact's are.

        :param default: what :meth:`_dm_default_country` returns, to look it up once for many
        """
        return self.country_id or self.company_id.country_id or default or self._dm_default_country()

    def _dm_explain_number(self, number, country):
        """Return a sentence of why a number cannot be texted, empty if it can or there is none."""
        problem = number and mobile_problem(number, country.code)
        values = {"number": number, "country": country.name or self.env._("an unknown country")}
        if problem == "too_long":
            return self.env._("%(number)s has too many digits for a number of %(country)s.", **values)
        if problem == "too_short":
            return self.env._("%(number)s has too few digits for a number of %(country)s.", **values)
        if problem == "unknown":
            return self.env._("%(number)s is no number of %(country)s.", **values)
        if problem == "not_mobile":
            return self.env._("%(number)s is not a mobile number.", number=number)
        return self.env._("%(number)s cannot be read as a phone number.", number=number) if problem else ""

    @api.model
    def _dm_check_mobiles(self, partners):
        """Judge the numbers of those contacts of a set that nobody has judged yet.

        :param SQL partners: a query of contact ids, in parentheses
        """
        while self._dm_check_some_mobiles(partners):
            pass

    @api.model
    def _dm_check_some_mobiles(self, partners):
        """Judge the numbers of a batch of the contacts of a set.

        :param SQL partners: as for :meth:`_dm_check_mobiles`
        :return: how many were judged, 0 once all are
        :rtype: int
        """
        default = self._dm_default_country().code
        rows = self.env.execute_query(SQL(
            """SELECT p.id, p.mobile, p.phone, country.code
                 FROM res_partner p
            LEFT JOIN res_company company ON company.id = p.company_id
            LEFT JOIN res_partner seat ON seat.id = company.partner_id
            LEFT JOIN res_country country ON country.id = COALESCE(p.country_id, seat.country_id)
                WHERE p.dm_mobile_checked IS NOT TRUE AND p.id IN %s
                LIMIT %s""",
            partners, MOBILE_BATCH,
        ))
        if rows:
            self._dm_store_mobiles(
                [(id_, *self._dm_judge(mobile, phone, code or default)) for id_, mobile, phone, code in rows]
            )
        return len(rows)

    @api.model
    def _cron_dm_check_mobiles(self):
        """Judge, in the background, the numbers of the contacts that were there before the addon."""
        everybody = SQL("(SELECT id FROM res_partner)")
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=1)
        while judged := self._dm_check_some_mobiles(everybody):
            if not progress(judged, remaining=1):
                return
        progress(remaining=0)

    @api.model
    def _dm_judge(self, mobile, phone, country_code):
        """Return ``dm_mobile`` and ``dm_phone`` of what people wrote into two fields, None where there is none."""
        text = first_mobile((mobile, phone), country_code) or None
        return text, other_number((phone, mobile), text, country_code) or None

    @api.model
    def _dm_store_mobiles(self, judged):
        """Write judged numbers.

        :param list judged: a contact's id, its mobile and its other number, None where it has none
        """
        ids, mobiles, phones = map(list, zip(*judged, strict=True))
        self.env.execute_query(SQL(
            """UPDATE res_partner SET dm_mobile = judged.mobile, dm_phone = judged.phone, dm_mobile_checked = TRUE
                 FROM unnest(%s, %s::varchar[], %s::varchar[]) AS judged (id, mobile, phone)
                WHERE res_partner.id = judged.id""",
            ids, mobiles, phones,
        ))
        self.env["res.partner"].browse(ids).invalidate_recordset(
            ["dm_mobile", "dm_phone", "dm_mobile_checked"], flush=False,
        )

    @api.model
    def _dm_default_country(self):
        """Return the country of the database's first company, for contacts that name none."""
        return self._dm_default_seat().country_id

    @api.model
    def _dm_default_seat(self):
        """Return the database's first company, as a contact."""
        return self.env["res.company"].sudo().search([], order="id", limit=1).partner_id

    @api.model
    def _dm_forget_default_country(self):
        """Have the numbers judged again of contacts that had the default country: when needed, or in the background."""
        self.env.flush_all()
        self.env.execute_query(SQL(
            """UPDATE res_partner p SET dm_mobile_checked = NULL
                WHERE p.country_id IS NULL AND COALESCE(p.mobile, p.phone) IS NOT NULL AND NOT EXISTS (
                      SELECT FROM res_company c JOIN res_partner seat ON seat.id = c.partner_id
                       WHERE c.id = p.company_id AND seat.country_id IS NOT NULL)""",
        ))
        self.env["res.partner"].invalidate_model(["dm_mobile_checked"], flush=False)
        self.env.ref("direct_marketing.ir_cron_dm_check_mobiles")._trigger()
