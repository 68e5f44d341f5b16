from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .channels import ANSWERS, CHANNELS, SOURCES, STRICTEST_FIRST
from .phone import international

# A row's id is its contact's id times this, plus its place: channels, and a contact's numbers after the calls.
PLACES = 8
ROWS = [
    ("email", None), ("sms", None), ("post", None), ("phone", None), ("phone", "dm_mobile"), ("phone", "dm_phone"),
    ("app", None), ("file", None),
]


class DmPermissionState(models.Model):
    """Whether a customer may be reached, channel by channel, and why: what the customer's form shows.

    A row for each contact and channel, computed for the current company by the ladder that campaigns use, beside the
    answer that the customer gave, if any. Where a contact has two numbers, or spoke of one apart, each has a row too.
    """

    _name = "dm.permission.state"
    _description = "Effective Permission"
    _auto = False
    _order = "id"
    _rec_name = "channel"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    number = fields.Char(readonly=True)
    effective = fields.Selection(
        [("allowed", "May be reached"), ("refused", "Refused"), ("unknown", "Ask first")], readonly=True,
        string="Today",
    )
    reason = fields.Selection(
        [
            ("archived", "Archived"),
            ("flag", "Wishes no mailings"),
            ("answer", "The customer's answer"),
            ("blacklist", "Blacklist"),
            ("company", "Professional address"),
            ("buyer", "Recent purchase"),
            ("no_refusal", "Not refused"),
            ("never_asked", "Never asked"),
        ],
        readonly=True,
    )
    answer = fields.Selection(ANSWERS, readonly=True)
    since = fields.Datetime(readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    wording = fields.Char(readonly=True)
    why = fields.Char(compute="_compute_why")
    beside = fields.Char(compute="_compute_beside", help="The field of the customer's form that this row speaks of.")

    _depends = {
        "res.partner": [
            "active", "dm_accepts_mailing", "email_normalized", "dm_mobile", "dm_phone", "phone_sanitized",
            "is_company", "commercial_partner_id",
        ],
        "dm.permission": ["partner_id", "channel", "number", "answer", "since", "source", "wording"],
        "mail.blacklist": ["email", "active"],
        "phone.blacklist": ["number", "active", "dm_texts_only"],
        "res.company": ["dm_permission_months"],
    }

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._of_number(place, number) if number else self._of_channel(place, channel)
            for place, (channel, number) in enumerate(ROWS)
        )

    @api.depends("effective", "reason", "since", "source")
    @api.depends_context("lang", "tz", "company")
    def _compute_why(self):
        for state in self:
            state.why = state._explain()

    @api.depends("channel", "number")
    def _compute_beside(self):
        apart = {(state.partner_id, state.number) for state in self.partner_id.dm_permission_state_ids if state.number}
        for state in self:
            state.beside = state._find_beside({number for partner, number in apart if partner == state.partner_id})

    # === BUSINESS METHODS === #

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Name the customers of rows asked for by their ids: only by these does PostgreSQL find a row by an index.

        The statement is long and its rows are few: compiling it took ten seconds.
        """
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        return super()._search(Domain(domain).map_conditions(self._with_customers), *args, **kwargs)

    @api.model
    def _with_customers(self, condition):
        ids = condition.value
        named = (condition.field_expr, condition.operator) == ("id", "in")
        by_ids = named and isinstance(ids, (Sequence, AbstractSet))
        if not by_ids or not all(isinstance(id_, int) for id_ in ids):
            return condition
        return condition & Domain("partner_id", "in", {id_ // PLACES for id_ in ids})

    @api.model
    def _of_channel(self, place, channel):
        """Return the SELECT of the rows of one channel."""
        ladder = self.env["res.partner"]._dm_permission_rules(
            SQL.identifier("p"), channel, self.env.company, fields.Date.context_today(self),
        )
        return self._rows(place, channel, SQL("NULL::varchar"), ladder)

    @api.model
    def _of_number(self, place, name):
        """Return the SELECT of the rows of one of the contacts' numbers, where they say more than those of calls."""
        number = SQL.identifier("p", name)
        ladder = self.env["res.partner"]._dm_number_rules(SQL.identifier("p"), number)
        return SQL(
            """%s WHERE %s IS NOT NULL AND ((p.dm_mobile IS NOT NULL AND p.dm_phone IS NOT NULL) OR EXISTS (
                   SELECT FROM dm_permission WHERE partner_id = p.id AND channel = 'phone' AND number = %s))""",
            self._rows(place, "phone", number, ladder), number, number,
        )

    @api.model
    def _rows(self, place, channel, number, ladder):
        """Return the SELECT of a place's rows, each beside the answer that made it what it is, else the strictest.

        The ladder is climbed once for a row (OFFSET 0 keeps PostgreSQL from writing it out wherever it is used).
        """
        steps = self.env["res.partner"]._dm_ladder_sql(ladder, range(1, len(ladder) + 1))
        # What was said of calls to one number stands in that number's row; that of all calls can still be answered.
        told = SQL("(%s IS NOT NULL OR answer = e.effective)", number) if channel == "phone" else SQL("TRUE")
        return SQL(
            """
            SELECT p.id * %(places)s + %(place)s AS id, p.id AS partner_id, %(channel)s AS channel,
                   %(number)s AS number, e.effective, e.reason, a.answer, a.since, a.source, a.wording
            FROM res_partner AS p
            CROSS JOIN LATERAL (SELECT %(steps)s AS step OFFSET 0) AS l
            CROSS JOIN LATERAL (
                SELECT (%(answers)s)[l.step] AS effective, (%(reasons)s)[l.step] AS reason OFFSET 0
            ) AS e
            LEFT JOIN LATERAL (
                SELECT number, answer, since, source, wording FROM dm_permission
                WHERE partner_id = p.id AND channel = %(channel)s AND (number IS NULL OR (
                    number IN (COALESCE(%(number)s, p.dm_mobile), COALESCE(%(number)s, p.dm_phone)) AND %(told)s
                ))
                ORDER BY answer = e.effective DESC, number IS NOT DISTINCT FROM %(number)s DESC,
                         array_position(%(strictest)s, answer::text), since DESC, id DESC
                LIMIT 1
            ) AS a ON TRUE
            """,
            places=PLACES, place=place, channel=channel, number=number, steps=steps, told=told,
            answers=[step[1] for step in ladder], reasons=[step[2] for step in ladder],
            strictest=list(STRICTEST_FIRST),
        )

    def _find_beside(self, apart):
        """Return the name of the form's field that the row speaks of: that of its address, or of its number.

        :param set apart: the customer's numbers that have rows of their own
        """
        partner = self.partner_id
        if self.channel in ("email", "post"):
            return {"email": "email", "post": "street"}[self.channel]
        if self.channel not in ("sms", "phone") or (self.channel == "phone" and apart and not self.number):
            return False
        number = self.number or partner.dm_mobile or partner.dm_phone
        held = number and number == international(partner.mobile, partner._dm_number_country().code)
        return number and ("mobile" if held else "phone")

    def _explain(self):
        """Return the reason as a sentence."""
        texts = {
            "archived": self.env._("The contact is archived."),
            "flag": self.env._("“Wishes to receive mailings” is not ticked."),
            "answer": self._explain_answer(),
            "blacklist": self._explain_blacklist(),
            "company": self.env._("A professional address may be written to until it refuses."),
            "buyer": self.env._(
                "Bought within the last %(months)s months and has not refused.",
                months=self.env.company.dm_permission_months,
            ),
            "no_refusal": self.env._("Has not refused."),
            "never_asked": self._explain_never_asked(),
        }
        return texts.get(self.reason, "")

    def _explain_answer(self):
        values = {
            "date": format_date(self.env, self.since),
            "origin": dict(self._fields["source"]._description_selection(self.env)).get(self.source, ""),
        }
        if self.effective == "refused":
            return self.env._("Refused on %(date)s (%(origin)s).", **values)
        return self.env._("Agreed on %(date)s (%(origin)s).", **values)

    def _explain_blacklist(self):
        if self.channel == "email":
            return self.env._("The e-mail address is on the blacklist; an administrator can take it off.")
        return self.env._("The number is on the blacklist; an administrator can take it off.")

    def _explain_never_asked(self):
        if self.channel == "phone":
            return self.env._("Calls need the customer's consent.")
        return self.env._(
            "Has neither agreed nor bought within the last %(months)s months.",
            months=self.env.company.dm_permission_months,
        )
