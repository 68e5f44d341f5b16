from odoo import models
from odoo.tools import SQL, format_datetime

from ..selection import words
from ..selection.explanation import Explanation
from .reachability import REACHABLE, reach_name


class DmCampaign(models.Model):
    """Why in, why out: for each customer, also for one who was never selected."""

    _inherit = "dm.campaign"

    # === BUSINESS METHODS === #

    def explain(self, partner_ids):
        """Tell why customers are in the campaign's list or are not.

        The lines are run with the rights of the responsible user, as for the list, but for these customers only.
        Nothing is written.

        :param list[int] partner_ids: customers whom the current user may see
        :return: for each, in this order, ``{"partner_id", "name", "status" ("recipient", "control", "excluded" or
            "absent"), "reason" (of who is excluded), "selected" (by the lines of now), "sentence", "channels" (of who
            receives): [{"name", "reached", "why"}, …], "population": [{"code", "sentence", "holds"}, …], "lines":
            [{"id", "number", "operation", "summary", "matches", "effect" ("added", "already", "removed", "absent" or
            False), "conditions": [{"sentence", "holds"}, …]}]}``
        :rtype: list[dict]
        :raise AccessError: if the user may not see the campaign or a customer
        :raise UserError: if the selection cannot be run
        """
        self.ensure_one()
        self.check_access("read")
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners.check_access("read")
        # Who may read the campaign may know what its lines do, which need not be this user's to run.
        explanation = Explanation(self.sudo()._get_selection(), partners.ids)
        judged = explanation.scope.judge(partners.ids)
        rows = self._find_rows(partners)
        return [
            self._explain(partner, explanation.explain(partner.id), judged[partner.id], rows.get(partner.id))
            for partner in partners
        ]

    def _find_rows(self, partners):
        """Return the recipients that stand for customers, by customer."""
        rows = self.env["dm.recipient"].search([
            ("campaign_id", "=", self.id), ("partner_id", "in", partners.ids), ("is_further", "=", False),
        ])
        return {row.partner_id.id: row for row in rows}

    def _explain(self, partner, told, judged, row):
        lines = [self._explain_line(number, line) for number, line in enumerate(told["lines"], start=1)]
        population = [
            {"code": code, "sentence": sentence, "holds": judged[code]}
            for code, sentence in self._get_population_sentences(partner, judged).items()
        ]
        status = "absent"
        if row:
            status = "excluded" if row.exclusion_reason else "control" if row.is_control else "recipient"
        result = {
            "partner_id": partner.id, "name": partner.display_name, "status": status,
            "reason": row.exclusion_reason if row else False, "selected": told["selected"],
            "channels": self._get_told_channels(row) if status == "recipient" else [],
            "population": population, "lines": lines,
        }
        return dict(result, sentence=self._get_why_sentence(result))

    def _explain_line(self, number, told):
        line = told["line"]
        return {
            "id": line.id, "number": number, "operation": line.operation, "summary": line.summary,
            "matches": told["matches"], "effect": told["effect"],
            "conditions": [{"sentence": sentence, "holds": holds} for sentence, holds in told["conditions"]],
        }

    def _get_told_channels(self, row):
        """Return which channels of the campaign reach a row of the list now, and why the others do not.

        Of a closed campaign, what was said then.
        """
        codes = self._get_judged_channels()
        if self.state == "closed":
            said = {code: row[reach_name(code)] for code in codes}
        else:
            [said] = self.env.execute_query_dict(SQL(
                "SELECT %s FROM dm_recipient WHERE id = %s",
                SQL(", ").join(SQL("%s AS %s", self._reach_sql(code), SQL.identifier(code)) for code in codes), row.id,
            ))
        names = {channel.code: channel.name for channel in self.env["dm.channel"].search([("code", "in", codes)])}
        return [
            {"name": names[code], "reached": said[code] == REACHABLE,
             "why": self._get_reach_labels(code).get(said[code], "").lower()}
            for code in codes
        ]

    # === SENTENCES === #

    def _get_population_sentences(self, partner, judged):
        """Return a sentence of each rule on who can be selected at all, as it is for this customer."""
        env = self.env
        company, user = self.company_id.name, self.sudo().user_id.name
        audience = {
            "customers": (
                env._("Is a customer of %(company)s", company=company),
                env._("Never bought from %(company)s and is not marked as a customer; the audience is “Customers”",
                  company=company),
            ),
            "third_parties": (
                env._("Is neither customer nor supplier"),
                env._("Is a customer or supplier; the audience is “Third parties”"),
            ),
            "all": (env._("Everyone may be selected"), ""),
        }[self.audience]
        sentences = {
            "active": (env._("The contact is active"), env._("The contact is archived")),
            "own": (
                env._("Stands for itself, not for a company"),
                env._("Is a contact of a company: the company is the customer, and is selected in its place"),
            ),
            "company": (
                env._("May be a customer of %(company)s", company=company),
                env._("Belongs to another company than %(company)s", company=company),
            ),
            "outsider": (env._("Is no colleague"), env._("Is a colleague: an internal user of this database")),
            "audience": audience,
            "visible": (
                env._("%(user)s, who is responsible, sees this contact", user=user),
                env._("%(user)s, who is responsible for the selection, may not see this contact", user=user),
            ),
        }
        return {code: holds if judged[code] else fails for code, (holds, fails) in sentences.items()}

    def _get_why_sentence(self, told):
        """Return in one sentence why a customer is in the list or is not.

        :param dict told: what :meth:`explain` returns, without its sentence
        """
        if told["status"] == "excluded":
            return self._get_exclusion_sentences()[told["reason"]]
        if told["status"] == "absent":
            return self._get_waiting_sentence() if told["selected"] else self._get_absence_sentence(told)
        if not told["selected"]:
            return self.env._(
                "Is in the list made on %(date)s; the selection of today would leave them out: %(why)s",
                date=self._get_list_date(), why=self._get_absence_sentence(told),
            )
        if told["status"] == "control":
            return self.env._("Is in the control group: selected, gets nothing, and purchases are compared.")
        return self._get_receiving_sentence(told["channels"])

    def _get_receiving_sentence(self, channels):
        """Return by which channels a recipient gets the campaign, if not by all.

        :param list channels: as :meth:`_get_told_channels` returns them
        """
        closed = "; ".join(
            self.env._("%(channel)s: %(why)s", channel=channel["name"], why=channel["why"])
            for channel in channels if not channel["reached"]
        )
        reached = words.names(self.env, [channel["name"] for channel in channels if channel["reached"]])
        if not closed:
            return self.env._("Receives the campaign.")
        if not reached:
            return self.env._("Stands in the list, but nothing reaches this customer. %(closed)s.", closed=closed)
        return self.env._("Receives the campaign: %(reached)s. Not: %(closed)s.", reached=reached, closed=closed)

    def _get_waiting_sentence(self):
        """Return why who is selected is not in the list."""
        if not self.selection_date:
            return self.env._("Is selected; the list was not made yet.")
        if self.row_model and not self.is_list_outdated:
            return self.env._(
                "Is selected, but had no row of its own (%(records)s) when the list was made on %(date)s.",
                records=self._get_row_name(), date=self._get_list_date(),
            )
        return self.env._(
            "Is selected today, but not in the list made on %(date)s: refresh the list.", date=self._get_list_date(),
        )

    def _get_list_date(self):
        return format_datetime(self.env, self.selection_date, dt_format="short")

    def _get_absence_sentence(self, told):
        """Return why the selection of today does not take a customer."""
        failed = next((rule["sentence"] for rule in told["population"] if not rule["holds"]), None)
        if failed:
            return self.env._("Cannot be selected: %(rule)s.", rule=failed)
        remover = next((line for line in reversed(told["lines"]) if line["effect"] == "removed"), None)
        if remover:
            return self.env._(
                "Line %(number)s takes this customer out: %(line)s.", number=remover["number"], line=remover["summary"],
            )
        if any(line["operation"] == "add" for line in told["lines"]):
            return self.env._("No line adds this customer.")
        return self.env._("The selection starts with nobody, and no line adds customers.")

    def _get_exclusion_sentences(self):
        """Return why who was selected does not receive, by reason."""
        env = self.env
        return {
            "struck": env._("Was selected, then struck out by hand."),
            "refused": env._(
                "Was selected, then left out: does not wish to be contacted in the ways of this campaign.",
            ),
            "duplicate": env._(
                "Was selected, then left out: somebody else in the list has the same address or number.",
            ),
            "pressure": env._("Was selected, then left out: was contacted often enough lately."),
            "gone": env._("Was selected, and is no longer a customer."),
        }
