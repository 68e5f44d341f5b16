"""Issuing a campaign's vouchers: who gets one, worth what, and what becomes of those issued before. All in sets."""
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..selection.scope import keep
from ..voucher.sets import random_body, rounded, with_check_digit

ROUNDS = 40
NOW = SQL("now() AT TIME ZONE 'UTC'")
# The columns that a campaign decides, in the order of VoucherIssue._wanted_values().
DECIDED = ("program_id", "dm_amount", "dm_percent", "points", "expiration_date", "dm_issue_date", "dm_label")


class VoucherIssue:
    """The vouchers of one campaign, as they are and as they should be.

    :meth:`plan` only looks: its table has one row for each voucher to be and each that there is, and says what would
    happen to it (``step``):

    ======================  ===========================================================================
    ``new``                 issued, with a new number
    ``changed``             the same card and number, today's amount and dates; back from quarantine, too
    ``untouched``           as it should be
    ``used``                never touched again
    ``quarantined``         its customer receives no more: archived, worthless and expired at once
    ``gone``                in quarantine already
    ======================  ===========================================================================

    :meth:`carry_out` does it. The cards are locked from the first look on: a till that works on one at the same moment
    waits, or is run again by Odoo.

    :param campaign: one ``dm.campaign``
    :param str mode: as if its ``voucher_mode`` were this one
    """

    def __init__(self, campaign, mode=None):
        self.campaign = campaign
        self.mode = mode or campaign.voucher_mode
        self.env = campaign.env
        self.company = campaign.company_id
        self.currency = campaign.voucher_currency_id
        self.today = campaign._get_today()
        self.table = None

    # === LOOKING === #

    def plan(self):
        """Find out what is to be done.

        :return: self
        """
        self.env.flush_all()
        self._execute(SQL("SELECT set_config('jit', 'off', TRUE)"))
        self._execute(SQL(
            "SELECT count(*) FROM (SELECT FROM loyalty_card WHERE dm_campaign_id = %s ORDER BY id FOR UPDATE) l",
            self.campaign.id,
        ))
        wanted = keep(self.env, f"dm_voucher_wanted_{self.mode}", self._wanted())
        self.table = keep(self.env, "dm_voucher_plan", self._compare(wanted))
        return self

    def _wanted(self):
        """Return one row for each customer who shall have a voucher: recipients, without the control group.

        A customer is a commercial entity; of several recipients of one, the first gets its voucher.
        """
        receivers = SQL(
            """SELECT DISTINCT ON (p.commercial_partner_id)
                      p.commercial_partner_id AS entity, r.partner_id, r.id AS recipient_id
                 FROM dm_recipient r JOIN res_partner p ON p.id = r.partner_id
                WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE AND %s
             ORDER BY p.commercial_partner_id, r.id""",
            self.campaign.id, self.mode != "none",
        )
        if self.mode == "sales_percent":
            return self._wanted_of_sales(keep(self.env, "dm_voucher_receiver", receivers))
        return SQL(
            "SELECT r.*, NULL::numeric AS bought, %s::numeric AS amount FROM (%s) r",
            self.campaign.voucher_amount if self.mode == "fixed" else 0, receivers,
        )

    def _wanted_of_sales(self, receivers):
        """Return the receivers with what they bought in the period; who bought for nothing or less gets none."""
        campaign = self.campaign
        return SQL(
            """SELECT * FROM (
                   SELECT b.*, %(amount)s AS amount FROM (
                       SELECT r.*, s.bought, s.bought * %(percent)s / 100 AS share
                         FROM %(receivers)s r JOIN (%(sums)s) s USING (entity)
                        WHERE s.bought > 0
                   ) b
               ) a WHERE a.amount > 0""",
            amount=rounded(SQL("b.share"), campaign._get_rounding()),
            percent=SQL("%s::numeric", str(campaign.voucher_percent)), receivers=receivers,
            sums=SQL(
                "SELECT l.partner_id AS entity, SUM(l.net) AS bought FROM %s AS l GROUP BY 1",
                self.env["dm.purchase"]._ledger(SQL(
                    """line.company_id = %s AND line.currency_id = %s AND line.date BETWEEN %s AND %s
                       AND line.partner_id IN (SELECT entity FROM %s)""",
                    self.company.id, self.currency.id, campaign.voucher_date_from, campaign.voucher_date_to, receivers,
                )),
            ),
        )

    def _compare(self, wanted):
        """Return what would happen to each voucher; two cards of one customer come from merged contacts."""
        names = [name for name in DECIDED if name != "program_id"]
        kept = SQL(", ").join(SQL("c.%s", SQL.identifier(name)) for name in names)
        return SQL(
            """SELECT c.id AS card_id, w.recipient_id, COALESCE(c.owner_id, w.partner_id) AS partner_id, w.bought,
                      w.amount, c.points AS old_points, c.code,
                      CASE WHEN c.id IS NULL THEN 'new'
                           WHEN c.dm_used_date IS NOT NULL THEN 'used'
                           WHEN w.entity IS NULL AND c.dm_quarantine_date IS NOT NULL THEN 'gone'
                           WHEN w.entity IS NULL THEN 'quarantined'
                           WHEN c.active IS NOT TRUE OR c.dm_quarantine_date IS NOT NULL OR %(other_program)s
                             OR %(other_kind)s OR (%(kept)s) IS DISTINCT FROM (%(values)s) THEN 'changed'
                           ELSE 'untouched' END AS step,
                      c.dm_told_date IS NOT NULL AND c.dm_quarantine_date IS NULL AND (
                          w.entity IS NULL OR %(other_kind)s OR %(narrower)s OR %(points)s < c.points
                          OR COALESCE(%(percent)s, 0) < COALESCE(c.dm_percent, 0)
                          OR COALESCE(%(last)s::date, 'infinity') < COALESCE(c.expiration_date, 'infinity')
                      ) AS is_told_worse
                 FROM %(wanted)s w
            FULL JOIN (
                   SELECT k.*, k.partner_id AS owner_id, CASE WHEN ROW_NUMBER() OVER (
                              PARTITION BY p.commercial_partner_id
                              ORDER BY k.dm_used_date IS NULL, k.dm_quarantine_date IS NOT NULL, k.dm_told_date IS NULL,
                                       k.id
                          ) = 1 THEN p.commercial_partner_id END AS entity
                     FROM loyalty_card k LEFT JOIN res_partner p ON p.id = k.partner_id
                    WHERE k.dm_campaign_id = %(campaign)s
                 ) c ON c.entity = w.entity""",
            kept=kept, values=SQL(", ").join(self._wanted_values()), wanted=wanted, campaign=self.campaign.id,
            other_program=self.campaign._needs_new_voucher_program(),
            other_kind=self._is_other_kind(), narrower=self._is_narrower(), points=self._points(),
            percent=self._percent(), last=self.campaign.voucher_expiration_date or None,
        )

    def _wanted_values(self):
        """Return the expressions of DECIDED after the program, over a row ``w`` that has an amount."""
        campaign = self.campaign
        return [
            SQL("w.amount"), self._percent(), self._points(), SQL("%s::date", campaign.voucher_expiration_date or None),
            SQL("%s::date", campaign._get_voucher_issue_date()), SQL("%s::varchar", campaign.name),
        ]

    def _percent(self):
        return SQL("%s::numeric", str(self.campaign._get_voucher_percent()))

    def _points(self):
        if self.mode == "percent":
            return SQL("1::float8")
        return SQL("round(w.amount / %s::numeric)::float8", str(self.currency.rounding))

    def _is_other_kind(self):
        """Return whether the vouchers were amounts and become percentages, or the like."""
        program = self.campaign.voucher_program_id.sudo()
        if not program or self.mode == "none":
            return False
        was_percent = program.reward_ids[:1].discount_mode == "percent"
        return was_percent != (self.mode == "percent") or program.currency_id != self.currency

    def _is_narrower(self):
        """Return whether the vouchers need a larger purchase than before, or no longer go with others."""
        program, campaign = self.campaign.voucher_program_id.sudo(), self.campaign
        least = sum(program.rule_ids.mapped("minimum_amount"))
        return bool(program) and self.mode != "none" and (
            self.currency.compare_amounts(campaign.voucher_min_purchase, least) > 0
            or (program.dm_is_cumulative and not campaign.is_voucher_cumulative)
        )

    # === TELLING === #

    def counts(self):
        """Return how many vouchers are in each step.

        :rtype: dict[str, int]
        """
        rows = self._execute(SQL("SELECT step, count(*) FROM %s GROUP BY step", self.table))
        return dict.fromkeys(("new", "changed", "untouched", "used", "quarantined", "gone"), 0) | dict(rows)

    def told(self):
        """Return the vouchers that their customers know and that would be worth less, in a query of ids."""
        return SQL("SELECT card_id FROM %s WHERE step NOT IN ('used', 'gone') AND is_told_worse", self.table)

    # === DOING === #

    def carry_out(self, program):
        """Issue, change and withdraw what :meth:`plan` found.

        :param program: the ``loyalty.program`` of the vouchers, empty if there shall be none
        :raise UserError: if there are no numbers left
        """
        self._insert(program)
        self._update(program)
        self._quarantine()
        self._link_recipients()
        self.env.invalidate_all(flush=False)

    def issue_some(self, program, count):
        """Write some of the new vouchers only: what :meth:`plan` finds new next time is what is left.

        :return: how many were written
        :rtype: int
        """
        some = keep(self.env, "dm_voucher_some", SQL(
            "SELECT * FROM %s WHERE step = 'new' ORDER BY recipient_id LIMIT %s", self.table, count,
        ))
        self.table, table = some, self.table
        self._insert(program)
        self.table = table
        self.env.invalidate_all(flush=False)
        return count

    def _insert(self, program):
        """Write the new cards, their history and their recipients' link; again for numbers that exist already."""
        missing = self.counts()["new"]
        again = SQL("")
        for _round in range(ROUNDS if missing else 0):
            missing -= self._insert_once(program, again)
            if not missing:
                return
            again = SQL("AND NOT EXISTS (SELECT FROM loyalty_card k WHERE k.dm_recipient_id = p.recipient_id)")
        if missing:
            raise UserError(self.env._(
                "There are not enough free numbers that begin with %(prefix)s: choose a shorter beginning in the "
                "company's settings. No voucher was issued.", prefix=self.company.dm_voucher_prefix,
            ))

    def _insert_once(self, program, again):
        names = SQL(", ").join(map(SQL.identifier, DECIDED))
        self.env.cr.execute(SQL(
            """WITH made AS (
                   INSERT INTO loyalty_card (dm_campaign_id, dm_recipient_id, partner_id, code, company_id, active,
                                             create_uid, write_uid, create_date, write_date, %(names)s)
                   SELECT %(campaign)s, w.recipient_id, w.partner_id, w.code, %(company)s, TRUE, %(uid)s, %(uid)s,
                          %(now)s, %(now)s, %(program)s, %(values)s
                     FROM (SELECT b.*, %(number)s AS code FROM (
                              SELECT p.recipient_id, p.partner_id, p.amount, %(body)s AS body
                                FROM %(plan)s p WHERE p.step = 'new' %(again)s
                          ) b) w
                    WHERE NOT EXISTS (SELECT FROM product_product g WHERE g.barcode = w.code)
                      AND NOT EXISTS (SELECT FROM product_uom u WHERE u.barcode = w.code)
                       ON CONFLICT (code) DO NOTHING
                RETURNING id, dm_recipient_id, points
               ), noted AS (
                   INSERT INTO loyalty_history (card_id, description, issued, used, create_uid, write_uid, create_date,
                                                write_date)
                   SELECT id, %(description)s, points, 0, %(uid)s, %(uid)s, %(now)s, %(now)s FROM made
               )
               UPDATE dm_recipient r SET voucher_id = made.id FROM made WHERE r.id = made.dm_recipient_id""",
            names=names, campaign=self.campaign.id, company=program.company_id.id or None, uid=self.env.uid, now=NOW,
            program=program.id, values=SQL(", ").join(self._wanted_values()),
            number=with_check_digit(SQL("b.body")), body=random_body(self.company.dm_voucher_prefix),
            plan=self.table, again=again,
            description=self.env._("Gift voucher of “%(campaign)s”", campaign=self.campaign.name),
        ))
        return self.env.cr.rowcount

    def _update(self, program):
        """Write today's values to the vouchers that stay or come back; number and customer stay as they are."""
        self._note("changed", self._points(), self.env._("Changed with “%(campaign)s”", campaign=self.campaign.name))
        self._execute(SQL(
            """UPDATE loyalty_card c SET (%s) = ROW(%s, %s), active = TRUE, dm_quarantine_date = NULL,
                      dm_recipient_id = w.recipient_id, write_uid = %s, write_date = %s
                 FROM %s w WHERE w.card_id = c.id AND w.step = 'changed'""",
            SQL(", ").join(map(SQL.identifier, DECIDED)), program.id or None, SQL(", ").join(self._wanted_values()),
            self.env.uid, NOW, self.table,
        ))

    def _quarantine(self):
        """Withdraw vouchers: archived, worthless and expired in one write.

        Archived or expired alone, one on an open till would go through; the amount is remembered.
        """
        self._note("quarantined", SQL("0"), self.env._("In quarantine"))
        self._execute(SQL(
            """UPDATE loyalty_card c SET active = FALSE, points = 0, expiration_date = %(today)s::date - 1,
                      dm_quarantine_date = %(today)s, write_uid = %(uid)s, write_date = %(now)s
                 FROM %(plan)s w WHERE w.card_id = c.id AND w.step = 'quarantined'""",
            today=self.today, uid=self.env.uid, now=NOW, plan=self.table,
        ))

    def _note(self, step, points, description):
        """Write the change of points down where Odoo's users look for it."""
        self._execute(SQL(
            """INSERT INTO loyalty_history (card_id, description, issued, used, create_uid, write_uid, create_date,
                                            write_date)
               SELECT w.card_id, %s, %s - w.old_points, 0, %s, %s, %s, %s
                 FROM %s w WHERE w.step = %s AND %s <> w.old_points""",
            description, points, self.env.uid, self.env.uid, NOW, NOW, self.table, step, points,
        ))

    def _link_recipients(self):
        """Let every recipient's row name its customer's voucher, if there is one that is not in quarantine."""
        self._execute(SQL(
            """UPDATE dm_recipient r SET voucher_id = f.card_id
                 FROM (SELECT o.id, c.id AS card_id
                         FROM dm_recipient o LEFT JOIN res_partner p ON p.id = o.partner_id
                    LEFT JOIN (SELECT DISTINCT ON (q.commercial_partner_id) q.commercial_partner_id AS entity, k.id
                                 FROM loyalty_card k JOIN res_partner q ON q.id = k.partner_id
                                WHERE k.dm_campaign_id = %(campaign)s AND k.dm_quarantine_date IS NULL
                             ORDER BY q.commercial_partner_id, k.dm_used_date IS NULL, k.id
                              ) c ON c.entity = p.commercial_partner_id
                           AND o.exclusion_reason IS NULL AND o.is_control IS NOT TRUE
                        WHERE o.campaign_id = %(campaign)s) f
                WHERE f.id = r.id AND r.voucher_id IS DISTINCT FROM f.card_id""",
            campaign=self.campaign.id,
        ))

    def _execute(self, query):
        return self.env.execute_query(query)
