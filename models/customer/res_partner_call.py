from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Whether a customer may be called, and at which number.

    An answer about calls is about one number, or about calls as such. Of a number counts what was said about it; but a
    refusal of calls as such closes it too, until it is allowed again later. A number on the blacklist is closed.
    The channel is open where one of the customer's numbers is: :meth:`_dm_callable_number_sql` says which.
    """

    _inherit = "res.partner"

    @api.model
    def _dm_callable_number_sql(self, partner):
        """Return the number at which a contact may be called today, the mobile first, as an expression; NULL: none.

        :param SQL partner: alias of the ``res_partner`` row
        :rtype: SQL
        """
        closed = SQL(" OR ").join(step[0] for step in self._dm_first_rules(partner))
        calls = SQL(" ").join(
            SQL("WHEN %s THEN %s", self._dm_may_call_sql(partner, number), number)
            for number in self._dm_numbers_sql(partner)
        )
        return SQL("CASE WHEN %s THEN NULL %s END", closed, calls, to_flush=self._dm_permission_sources())

    def _dm_keep_closed_calls(self):
        """Record a refusal of calls as such of those contacts all of whose numbers are refused one by one."""
        refusals = self.env["dm.permission"].sudo().search([
            ("partner_id", "in", self.ids), ("channel", "=", "phone"), ("answer", "=", "refused"),
        ]).grouped("partner_id")
        closed = self.browse()
        for partner, rows in refusals.items():
            refused = set(rows.mapped("number"))
            if False not in refused and refused.issuperset(partner._dm_numbers()):
                closed += partner
        if closed:
            closed._dm_record_permission(
                "phone", "refused", "staff", wording=self.env._("Calls to all their numbers were refused"),
            )

    # === THE LADDERS === #

    @api.model
    def _dm_call_rules(self, partner):
        """Return the steps of the channel, after those that all channels begin with."""
        mobile, phone = self._dm_numbers_sql(partner)
        refused = [self._dm_number_refused_sql(partner, number) for number in (mobile, phone)]
        listed = [self._dm_number_listed_sql(number) for number in (mobile, phone)]
        none = SQL("(%s IS NULL AND %s IS NULL)", mobile, phone)
        said = self._dm_said_of_calls(partner)
        return [
            (SQL("(%s OR %s)", *(self._dm_may_call_sql(partner, number) for number in (mobile, phone))),
             "allowed", "answer"),
            (said("refused"), "refused", "answer"),
            (SQL("(%s AND %s)", none, self._dm_number_listed_sql(SQL("%s.phone_sanitized", partner))),
             "refused", "blacklist"),
            (SQL("(%s AND %s AND NOT %s)", none, said("allowed"), said("unknown")), "allowed", "answer"),
            (SQL("(NOT %s AND COALESCE(%s, TRUE) AND COALESCE(%s, TRUE))", none, *refused), "refused", "answer"),
            (SQL("(NOT %s AND COALESCE(%s OR %s, TRUE) AND COALESCE(%s OR %s, TRUE))",
                 none, refused[0], listed[0], refused[1], listed[1]), "refused", "blacklist"),
            (SQL("TRUE"), "unknown", "never_asked"),
        ]

    @api.model
    def _dm_number_rules(self, partner, number):
        """Return the ladder of one number of a contact.

        :param SQL number: expression of the number in international form
        """
        closed = SQL(
            "(%s AND NOT %s)", self._dm_said_of_calls(partner)("refused"),
            self._dm_allowed_later_sql(partner, number),
        )
        return [
            *self._dm_first_rules(partner),
            (self._dm_number_refused_sql(partner, number), "refused", "answer"),
            (self._dm_number_listed_sql(number), "refused", "blacklist"),
            (closed, "refused", "answer"),
            (self._dm_may_call_sql(partner, number), "allowed", "answer"),
            (SQL("TRUE"), "unknown", "never_asked"),
        ]

    @api.model
    def _dm_may_call_sql(self, partner, number):
        """Return the condition that a number may be called, the contact's flag aside."""
        any_number, this = self._dm_said_of_calls(partner), self._dm_said_of_calls(partner, number)
        return SQL(
            """(%(number)s IS NOT NULL AND NOT %(refused)s AND NOT %(listed)s AND NOT %(doubted)s
                AND CASE WHEN %(closed)s THEN %(later)s
                         ELSE %(allowed)s OR (%(all_allowed)s AND NOT %(all_doubted)s) END)""",
            number=number, refused=this("refused"), listed=self._dm_number_listed_sql(number),
            doubted=this("unknown"), allowed=this("allowed"), closed=any_number("refused"),
            later=self._dm_allowed_later_sql(partner, number), all_allowed=any_number("allowed"),
            all_doubted=any_number("unknown"),
        )

    # === CONDITIONS === #

    @api.model
    def _dm_numbers_sql(self, partner):
        return SQL("%s.dm_mobile", partner), SQL("%s.dm_phone", partner)

    @api.model
    def _dm_said_of_calls(self, partner, number=None):
        """Return the function that gives the condition that an answer stands for a number, or for calls as such."""
        about = SQL("said.number = %s", number) if number else SQL("said.number IS NULL")

        def said(answer):
            return SQL(
                "EXISTS (SELECT FROM dm_permission said WHERE said.partner_id = %s.id AND said.channel = 'phone' "
                "AND said.answer = %s AND %s)", partner, answer, about,
            )
        return said

    @api.model
    def _dm_allowed_later_sql(self, partner, number):
        """Return the condition that a number was allowed after calls as such were refused."""
        return SQL(
            """EXISTS (SELECT FROM dm_permission said WHERE said.partner_id = %(partner)s.id AND said.channel = 'phone'
                          AND said.answer = 'allowed' AND said.number = %(number)s AND NOT EXISTS (
                   SELECT FROM dm_permission calls WHERE calls.partner_id = said.partner_id AND calls.channel = 'phone'
                      AND calls.answer = 'refused' AND calls.number IS NULL AND calls.since >= said.since))""",
            partner=partner, number=number,
        )

    @api.model
    def _dm_number_refused_sql(self, partner, number):
        """Return the condition that a number was refused; NULL where there is no number."""
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN %s END", number, self._dm_said_of_calls(partner, number)("refused"),
        )

    @api.model
    def _dm_number_listed_sql(self, number):
        """Return the condition that a number is on the blacklist for calls; NULL where there is no number."""
        return SQL(
            "CASE WHEN %(number)s IS NOT NULL THEN EXISTS (SELECT FROM phone_blacklist listed "
            "WHERE listed.active AND listed.number = %(number)s AND listed.dm_texts_only IS NOT TRUE) END",
            number=number,
        )
