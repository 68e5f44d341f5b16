from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import formatLang

from ..campaign.dm_campaign import COMPUTED_PERIOD
from .balance import Balance, break_even
from .cells import cell_text
from .uplift import uplift

# How many past campaigns tell what a returning customer brings.
PAST = 12


class DmCampaign(models.Model):
    """What a campaign earned beside what it cost, and what it changed against its control group."""

    _inherit = "dm.campaign"

    group_result_ids = fields.One2many("dm.result.group", "campaign_id", readonly=True, copy=False)
    balance_table = fields.Json(compute="_compute_balance_table", help="What the form shows of costs and gains.")

    # === COMPUTE METHODS === #

    @api.depends(
        "cost_ids.amount_company", "cost_ids.kind", "group_result_ids", "result_date", "recipient_count",
        "control_count", "send_date",
    )
    @api.depends_context("lang")
    def _compute_balance_table(self):
        for campaign in self:
            campaign.balance_table = campaign.get_balance()

    # === BUSINESS METHODS === #

    def get_balance(self):
        """Return what the campaign cost and earned, in figures and in words of the user's language.

        :return: dictionary of

            * ``before``: before there are results, the sentence from how many returns on the campaign pays
            * ``figures``: ``{"name", "label", "value", "text"}`` of what it cost and earned, in the company's currency;
              a value is None where it cannot be told
            * ``uplift``: with a control group, ``{"is_conclusive", "sentences", "difference", "low", "high",
              "p_value", "customers", "margin", "margin_low", "margin_high"}``
            * ``notes``: what must be known to read the figures

        :rtype: dict
        """
        self.ensure_one()
        if self.ids:
            self.check_access("read")
        recipients, control = self._get_groups()
        if not recipients:
            return {"before": self._get_break_even_sentence(), "figures": [], "uplift": None, "notes": []}
        found = uplift(recipients._as_group(), control._as_group()) if control else None
        return {
            "before": None, "figures": self._get_balance_figures(self._get_balance(recipients, found)),
            "uplift": found and self._get_uplift_values(found, recipients, control),
            "notes": self._get_balance_notes(recipients | control),
        }

    def _get_groups(self):
        """Return the results of the recipients and of the control group; empty where there are none."""
        groups = self.group_result_ids
        return groups.filtered(lambda group: not group.is_control), groups.filtered("is_control")

    def _get_balance(self, recipients, found):
        """Return costs beside gains.

        :param recipients: ``dm.result.group`` of the recipients
        :param found: the :class:`.uplift.Uplift`, None without a control group
        :rtype: Balance
        """
        return Balance(
            self.cost_total, recipients.customer_count, recipients.returning_count, recipients.margin,
            recipients.voucher_discount, found and found.margin,
        )

    def _get_past_returns(self):
        """Return what is known of past campaigns whose two months are over.

        :return: how many campaigns, their recipients, the customers who returned, what these brought
        :rtype: tuple[int, int, int, float]
        """
        over = self._get_today() - COMPUTED_PERIOD
        campaigns = self.search([
            ("company_id", "=", self.company_id.id), ("id", "not in", self._origin.ids), ("returning_count", ">", 0),
            "|", ("state", "=", "closed"), ("send_date", "<=", over),
            ("send_date", ">", over - relativedelta(years=2)),
        ], order="send_date DESC, id DESC", limit=PAST)
        [[margin]] = self.env["dm.result"]._read_group(
            [("campaign_id", "in", campaigns.ids)], [], ["margin_company:sum"],
        )
        return (
            len(campaigns), sum(campaigns.mapped("returnable_count")), sum(campaigns.mapped("returning_count")),
            margin or 0,
        )

    # === WORDS === #

    def _get_break_even_sentence(self):
        """Return from how many returns on the campaign pays, as far as it is known before launch."""
        env = self.env
        costs, recipients = self._get_costs_before_launch(), self.recipient_count - self.control_count
        if costs <= 0:
            return env._("Enter what the campaign will cost: then you see how many must come back for it to pay.")
        if recipients <= 0:
            return env._("The list is empty: nobody would receive this campaign.")
        campaigns, reached, returned, margin = self._get_past_returns()
        rate = break_even(costs, recipients, margin / returned if returned else 0)
        texts = {"costs": self._money(costs), "recipients": self._number(recipients)}
        if rate is None:
            return env._(
                "With costs of %(costs)s, each of the %(recipients)s recipients costs %(each)s. How many must come "
                "back for it to pay is shown once a past campaign has told what a returning customer brings.",
                each=self._money(costs / recipients), **texts,
            )
        texts |= {
            "campaigns": campaigns, "margin": self._money(margin / returned), "past": self._percent(returned / reached),
        }
        if rate > 1:
            return env._(
                "With costs of %(costs)s, the campaign would not pay even if all %(recipients)s recipients came back: "
                "in the last %(campaigns)s campaigns a returning customer brought a margin of %(margin)s.", **texts,
            )
        return env._(
            "With costs of %(costs)s, the campaign pays if %(count)s of the %(recipients)s recipients come back "
            "(%(rate)s). In the last %(campaigns)s campaigns %(past)s came back, and each brought a margin of "
            "%(margin)s.", count=self._number(-int(-rate * recipients // 1)), rate=self._percent(rate), **texts,
        )

    def _get_balance_figures(self, balance):
        env = self.env
        figures = [
            ("costs", env._("Costs"), balance.costs, "money"),
            ("per_contact", env._("Cost per recipient"), balance.per_contact, "money"),
            ("per_return", env._("Cost per returning customer"), balance.per_return, "money"),
            ("margin", env._("Margin of the campaign"), balance.margin, "money"),
        ]
        if balance.vouchers:
            figures += [
                ("vouchers", env._("Discounts of vouchers, without tax"), balance.vouchers, "money"),
                ("margin_before", env._("Margin before vouchers"), balance.margin_before_vouchers, "money"),
            ]
        if balance.incremental is not None:
            figures.append(("incremental", env._("Margin beyond the control group's"), balance.incremental, "money"))
        figures += [
            ("profit", env._("Earned after costs"), balance.profit, "money"),
            ("roi", env._("Return on investment"), None if balance.roi is None else 100 * balance.roi, "percent"),
        ]
        return [
            {
                "name": name, "label": label, "value": value,
                "text": cell_text(env, value, kind, self.company_id.currency_id) or "–",
            }
            for name, label, value, kind in figures
        ]

    def _get_uplift_values(self, found, recipients, control):
        return {
            "is_conclusive": found.is_conclusive, "difference": found.difference, "low": found.low, "high": found.high,
            "p_value": found.p_value, "customers": found.returns(found.difference), "margin": found.margin,
            "margin_low": found.margin_low, "margin_high": found.margin_high,
            "sentences": [
                self._get_rate_sentence(found, recipients, control), self._get_return_sentence(found),
                self._get_margin_sentence(found),
            ],
        }

    def _get_rate_sentence(self, found, recipients, control):
        return self.env._(
            "%(rate)s of the %(count)s recipients came back, and %(control_rate)s of the %(control_count)s customers "
            "of the control group, who got nothing.",
            rate=self._percent(recipients._as_group().rate), count=self._number(recipients.customer_count),
            control_rate=self._percent(control._as_group().rate), control_count=self._number(control.customer_count),
        )

    def _get_return_sentence(self, found):
        """Return whether the campaign brought customers back who would not have come."""
        env = self.env
        texts = {
            "difference": self._points(found.difference), "low": self._points(found.low),
            "high": self._points(found.high),
            # Never more precise than it is.
            "chance": formatLang(env, found.p_value, digits=2 if found.p_value >= 0.01 else 3),
        }
        if not found.is_conclusive:
            return env._(
                "Not conclusive: a difference of %(difference)s may well be chance (p = %(chance)s); the true one lies "
                "between %(low)s and %(high)s, 95 times in 100. A larger control group would tell more.", **texts,
            )
        customers = {
            "customers": self._number(abs(found.returns(found.difference))),
            "fewest": self._number(min(abs(found.returns(end)) for end in (found.low, found.high))),
            "most": self._number(max(abs(found.returns(end)) for end in (found.low, found.high))),
        }
        if found.difference > 0:
            return env._(
                "The campaign brought about %(customers)s customers back who would not have come, between %(fewest)s "
                "and %(most)s: a difference of %(difference)s (p = %(chance)s).", **customers, **texts,
            )
        return env._(
            "The campaign kept about %(customers)s customers away who would have come, between %(fewest)s and "
            "%(most)s: a difference of %(difference)s (p = %(chance)s).", **customers, **texts,
        )

    def _get_margin_sentence(self, found):
        """Return what the campaign added to the margin."""
        env = self.env
        if found.margin_low is None:
            return env._(
                "The margin beyond the control group's is %(margin)s; the group is too small to say how sure that is.",
                margin=self._money(found.margin),
            )
        texts = {
            "margin": self._money(found.margin), "low": self._money(found.margin_low),
            "high": self._money(found.margin_high),
        }
        if found.is_margin_conclusive:
            return env._(
                "The margin beyond the control group's is %(margin)s, between %(low)s and %(high)s.", **texts,
            )
        return env._(
            "The margin beyond the control group's is %(margin)s, but that is not conclusive: it lies between %(low)s "
            "and %(high)s.", **texts,
        )

    def _get_balance_notes(self, groups):
        notes = []
        if not self.cost_ids:
            notes.append(self.env._("No costs are entered: what each return cost cannot be told."))
        if len(groups) > 1 and groups._is_capped():
            notes.append(self.env._(
                "To compare both groups, what one customer brought counts as %(cap)s at most, so that a single very "
                "large purchase does not decide.", cap=self._money(groups[0].margin_cap or groups[1].margin_cap),
            ))
        unknown = sum(groups.mapped("unknown_margin_tickets"))
        if unknown:
            notes.append(self.env._(
                "The cost of %(count)s tickets is not known yet: the margins leave them out.", count=unknown,
            ))
        return notes

    def _money(self, amount):
        return cell_text(self.env, amount, "money", self.company_id.currency_id)

    def _number(self, count):
        return formatLang(self.env, round(count), digits=0)

    def _percent(self, share):
        return cell_text(self.env, 100 * share, "percent")

    def _points(self, share):
        """Return a difference of two shares, in points of percent, with its sign."""
        text = formatLang(self.env, abs(100 * share), digits=1)
        sign = "−" if share < 0 else "+"
        return self.env._("%(number)s points", number=f"{sign}{text}")
