"""What the oracle knows of cards, vehicles, birthdays, past campaigns, vouchers, permissions and scores; conditions.

Rules here are written from the reference, day by day and record by record, not as the addon computes them.
"""
from datetime import date, timedelta

from odoo.fields import Command

from . import score_oracle

CHANNELS = ("email", "sms", "post", "phone", "file")
# Moments in UTC, with the day that they were in Paris.
ANSWERED = (
    ("2026-05-31 21:59:59", "2026-05-31"), ("2026-05-31 22:00:00", "2026-06-01"), ("2026-06-01 12:00:00", "2026-06-01"),
)
DAYS = ("02-27", "02-28", "02-29", "03-01", "06-14", "06-15", "06-16", "06-30", "07-01", "07-31", "08-01",
        "12-31", "01-01")


class Kinds:
    """Gives customers what the repeated kinds ask about, and draws conditions on it.

    :param random.Random random: where chance comes from
    :param date today: the day of the selection
    :param elsewhere: another company
    """

    def __init__(self, env, random, today, elsewhere):
        self.env, self.random, self.today = env, random, today
        self.voucher_programs = env["loyalty.program"].create([
            {"name": f"Vouchers of {company.name}", "program_type": "coupons", "company_id": company.id,
             "dm_is_voucher": True} for company in (env.company, env.company, elsewhere)
        ])
        self.programs = env["loyalty.program"].create([
            {"name": f"Program {kind}", "program_type": kind, "trigger": "auto", "applies_on": "both"}
            for kind in ("loyalty", "ewallet", "coupons")
        ])
        brand = env["fleet.vehicle.model.brand"].create({"name": "Make"})
        self.models = env["fleet.vehicle.model"].create([
            {"name": name, "brand_id": brand.id} for name in ("CLIO", "LAGUNA", "ZOE")
        ])

    # === THE WORLD === #

    def furnish(self, partner):
        """Give a customer random things, in Odoo too.

        :return: what the oracle knows of them
        :rtype: dict
        """
        birthday = self._birthday()
        partner.birthdate_date = birthday
        return {
            "birthday": birthday, "past": {}, "vouchers": [],
            "cards": [self._card(partner) for _number in range(self.random.choice((0, 0, 1, 2)))],
            "vehicles": [self._vehicle(partner) for _number in range(self.random.choice((0, 1, 2)))],
            "answers": dict(self._answer(partner) for _number in range(self.random.choice((0, 1, 2)))),
        }

    def _birthday(self):
        if self.random.random() < 0.2:
            return None
        day = self.random.choice(DAYS)
        return date.fromisoformat(f"{self.random.choice((1960, 1988, 2000))}-{day}")

    def _card(self, partner):
        values = {
            "program_id": self.random.choice(self.programs).id, "points": self.random.choice((0, 10, 50, 200)),
            "expiration_date": self.random.choice((None, self.today, self.today + timedelta(days=30))),
            "active": self.random.random() > 0.2,
        }
        self._quiet_cards().create({**values, "partner_id": partner.id})
        return values

    def _quiet_cards(self):
        return self.env["loyalty.card"].with_context(loyalty_no_mail=True, action_no_send_mail=True)

    def _vehicle(self, partner):
        """Return a vehicle that may be sold: without driver, or archived."""
        fate = self.random.choice(("kept", "kept", "kept", "left", "archived"))
        model, kilometres = self.random.choice(self.models), self.random.choice((0, 20000, 90000))
        self.env["fleet.vehicle"].create({
            "model_id": model.id, "odometer": kilometres, "driver_id": partner.id if fate != "left" else False,
            "active": fate != "archived",
        })
        return {"model": model.name, "kilometres": kilometres, "kept": fate == "kept"}

    def _answer(self, partner):
        """Return what a customer answered for a channel, in place of earlier ones: (channel, (answer, day, source))."""
        channel, answer = self.random.choice(CHANNELS[:-1]), self.random.choice(("allowed", "refused", "unknown"))
        (moment, day), source = self.random.choice(ANSWERED), self.random.choice(("staff", "till"))
        self.env["dm.permission"].search([("partner_id", "=", partner.id), ("channel", "=", channel)]).unlink()
        partner._dm_record_permission(channel, answer, source, since=moment)
        return channel, (answer, date.fromisoformat(day), source)

    def remember(self, world):
        """Make past campaigns, of some customers each, of whom some returned and some were control; compute scores."""
        self._score(world)
        self.campaigns = self.env["dm.campaign"].create([
            {"name": f"Past {day}", "send_date": day, "channel_ids": [Command.set(self._channels(*codes).ids)]}
            for day, codes in (
                ("2026-01-10", ("sms", "email")), ("2026-04-10", ()), ("2026-05-10", ("sms",)),
                (self.today + timedelta(days=1), ("email",)),
            )
        ])
        for campaign, state in zip(self.campaigns, ("ready", "closed", "draft", "ready"), strict=True):
            self.env["dm.recipient"].create([
                self._row(campaign, customer) for customer in self.random.sample(world, 15)
            ])
            campaign.state = state
        for customer in world:
            customer["vouchers"] += [self._voucher(customer) for _number in range(self.random.choice((0, 0, 1, 2)))]

    def _voucher(self, customer):
        """Give a customer a voucher that may be used, expired, in quarantine, or another company's."""
        chance = self.random.choice
        voucher = {
            "dm_campaign_id": chance(self.campaigns[:2]).id, "program_id": chance(self.voucher_programs).id,
            "dm_issue_date": chance((date(2026, 1, 10), date(2026, 4, 10))),
            "expiration_date": chance((None, self.today - timedelta(days=1), self.today)),
            "dm_used_date": chance((None, date(2026, 5, 1))), "dm_quarantine_date": chance((None, None, self.today)),
        }
        self._quiet_cards().create({**voucher, "partner_id": customer["id"], "points": 0})
        return voucher

    def _channels(self, *codes):
        return self.env["dm.channel"].search([("code", "in", codes)])

    def _score(self, world):
        """Compute the scores of today in Odoo, and by the oracle."""
        tickets = []
        for customer in world:
            tickets += [
                score_oracle.Ticket(customer["id"], ticket.day, ticket.pieces, ticket.amount)
                for ticket in customer["bought"] if ticket.is_own
            ]
        found = score_oracle.scores(tickets, self.today.replace(year=self.today.year - 2), self.today)
        self.groups = self.env["dm.score.group"].search([])
        for customer in world:
            customer["score"] = found[customer["id"]][3:] if customer["id"] in found else None
            customer["group"] = self._group_of(customer["score"])
        self.env["dm.score"]._store(self.env.company, self.today)

    def _group_of(self, score):
        """Return the id of the first group that a score falls in."""
        for group in self.groups if score else ():
            limits = ((group.r_from, group.r_to), (group.f_from, group.f_to), (group.m_from, group.m_to))
            if all(first <= figure <= last for figure, (first, last) in zip(score, limits, strict=True)):
                return group.id
        return None

    def _row(self, campaign, customer):
        fate = self.random.choice(("returned", "stayed", "stayed", "control", "refused"))
        customer["past"][campaign.id] = fate
        return {
            "campaign_id": campaign.id, "partner_id": customer["id"], "returned": fate == "returned",
            "is_control": fate == "control", "exclusion_reason": "refused" if fate == "refused" else False,
        }

    # === RANDOM CONDITIONS === #

    def condition(self):
        """Return the values of a random condition, and its rule over one customer."""
        values, rule = self.random.choice((
            self._cards, self._vehicles, self._anniversary, self._past, self._permission, self._scores, self._vouchers,
        ))()
        if self.random.random() < 0.3:
            return {**values, "deny": True}, lambda customer: not rule(customer)
        return values, rule

    def _cards(self):
        programs = self.random.choice((self.env["loyalty.program"], self.programs[0], self.programs[1:]))
        kinds = set((programs or self.programs[:2]).ids)
        least, most, none = self.random.choice((
            (0, 0, False), (10, 0, False), (11, 0, False), (0, 50, False), (10, 50, False), (0, 0, True), (0, 0, True),
        ))
        until = self.random.choice((None, self.today))
        values = {
            "kind": "card", "program_ids": [Command.set(programs.ids)], "points_from": least, "points_to": most,
            "without_points": none, "date_to": until,
        }
        return values, lambda customer: any(
            card["active"] and card["program_id"] in kinds and (not least or card["points"] >= least)
            and (not most or card["points"] <= most) and (not none or card["points"] <= 0)
            and (not until or (card["expiration_date"] and card["expiration_date"] <= until))
            for card in customer["cards"]
        )

    def _vehicles(self):
        name, least = self.random.choice(("CLIO", "LAGUNA", None)), self.random.choice((None, 20000, 20001))
        domain = [("model_id.name", "=", name)] if name else []
        domain += [("odometer", ">=", least)] if least else []
        values = {
            "kind": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id", "domain": str(domain),
        }
        return values, lambda customer: any(
            vehicle["kept"] and name in (None, vehicle["model"]) and vehicle["kilometres"] >= (least or 0)
            for vehicle in customer["vehicles"]
        )

    def _anniversary(self):
        if self.random.random() < 0.2:
            values = {"kind": "anniversary", "anniversary_mode": "next_month"}
            return values, self._falls(date(2026, 7, 1), date(2026, 7, 31))
        if self.random.random() < 0.5:
            days = self.random.choice((0, 1, 16, 200, 258))
            values = {"kind": "anniversary", "anniversary_mode": "next", "next_days": days}
            return values, self._falls(self.today, self.today + timedelta(days=days))
        first, last = self.random.choice((
            ((27, 2, 2027), (28, 2, 2027)), ((31, 12, 2026), (1, 1, 2027)), ((1, 3, 2027), (14, 6, 2027)),
            ((15, 6, 2026), (15, 6, 2026)), ((16, 6, 2026), (14, 6, 2027)),
        ))
        values = {
            "kind": "anniversary", "anniversary_mode": "between", "day_from": first[0], "month_from": str(first[1]),
            "day_to": last[0], "month_to": str(last[1]),
        }
        return values, self._falls(date(*reversed(first)), date(*reversed(last)))

    @staticmethod
    def _falls(first, last):
        """Return the rule that a birthday is celebrated on one of the days between two dates."""
        def rule(customer):
            birthday, day = customer["birthday"], first
            while birthday and day <= last:
                try:
                    celebrated = birthday.replace(year=day.year)
                except ValueError:
                    celebrated = date(day.year, 2, 28)
                if celebrated == day:
                    return True
                day += timedelta(days=1)
            return False
        return rule

    def _past(self):
        campaigns = self.random.choice((self.env["dm.campaign"], *self.campaigns))
        meant = set((campaigns or self.campaigns[:2] | self.campaigns[3]).ids)
        outcome = self.random.choice(("recipient", "returned", "not_returned", "reached"))
        if outcome == "reached":
            return self._reached(campaigns, meant)
        if outcome == "not_returned":
            # The last one has not shipped yet.
            meant.discard(self.campaigns[3].id)
        fates = {
            "recipient": {"returned", "stayed", "control"}, "returned": {"returned"}, "not_returned": {"stayed"},
        }[outcome]
        values = {"kind": "campaign", "campaign_outcome": outcome, "campaign_ids": [Command.set(campaigns.ids)]}
        return values, lambda customer: any(customer["past"].get(campaign) in fates for campaign in meant)

    def _reached(self, campaigns, meant):
        """By a released campaign that has shipped, of that channel: the first by two channels, the second by none."""
        channel = self.random.choice((None, "sms", "email", "post"))
        by = {None: 1, "sms": 1, "email": 1, "post": 0}[channel]
        meant &= set(self.campaigns[:by].ids)
        values = {
            "kind": "campaign", "campaign_outcome": "reached", "campaign_channel": channel,
            "campaign_ids": [Command.set(campaigns.ids)],
        }
        return values, lambda customer: any(
            customer["past"].get(campaign) in {"returned", "stayed"} for campaign in meant
        )

    def _vouchers(self):
        named = self.random.choice((self.env["dm.campaign"], self.campaigns[0], self.campaigns[:2]))
        answers = {name: self.random.choice(("any", "any", "yes", "no")) for name in ("redeemed", "expired")}
        first, last = self.random.choice(((None, None), (date(2026, 4, 10), None), (None, date(2026, 4, 9))))
        values = {
            "kind": "voucher", "campaign_ids": [Command.set(named.ids)], "date_from": first, "date_to": last,
            **{f"voucher_{name}": answer for name, answer in answers.items()},
        }
        meant, own = set(named.ids), set(self.voucher_programs[:2].ids)

        def is_meant(voucher):
            expires = voucher["expiration_date"]
            facts = {"redeemed": bool(voucher["dm_used_date"]), "expired": bool(expires) and expires < self.today}
            return (
                voucher["program_id"] in own and not voucher["dm_quarantine_date"]
                and (not meant or voucher["dm_campaign_id"] in meant)
                and (first or date.min) <= voucher["dm_issue_date"] <= (last or date.max)
                and all(answer == "any" or facts[name] == (answer == "yes") for name, answer in answers.items())
            )
        return values, lambda customer: any(map(is_meant, customer["vouchers"]))

    def _permission(self):
        channel, answer = self.random.choice(CHANNELS), self.random.choice(("allowed", "refused", "unknown"))
        values = {"kind": "permission", "permission_channel": channel, "permission_answer": answer}
        if channel == "file" or self.random.random() < 0.5:
            return values, lambda customer: self._permitted(customer, channel) == answer
        first, last = self.random.choice(((None, "2026-05-31"), ("2026-06-01", None), ("2026-05-31", "2026-05-31")))
        source = self.random.choice((None, "staff", "till"))
        values |= {"date_from": first, "date_to": last, "permission_source": source}
        first, last = date.fromisoformat(first or "2000-01-01"), date.fromisoformat(last or "2100-01-01")

        def rule(customer):
            said, day, how = customer["answers"].get(channel, (None, None, None))
            given = said == answer and first <= day <= last and source in (None, how)
            return given and self._permitted(customer, channel) == answer
        return values, rule

    @staticmethod
    def _permitted(customer, channel):
        """Return the effective permission of a consumer who is on no blacklist."""
        said = customer["answers"].get(channel, (None,))[0]
        if not customer["active"] or not customer["dm_accepts_mailing"] or said == "refused":
            return "refused"
        kept = any(ticket.kept and ticket.is_own for ticket in customer["bought"])
        if channel in ("file", "post") or said == "allowed" or (channel in ("email", "sms") and kept):
            return "allowed"
        return "unknown"

    def _scores(self):
        groups = self.env["dm.score.group"]
        if self.random.random() < 0.5:
            groups = self.groups.browse(self.random.sample(self.groups.ids, 2))
        values = {"kind": "score", "score_group_ids": [Command.set(groups.ids)]}
        limits = []
        for measure in ("recency", "frequency", "monetary"):
            first, last = self.random.choice(((1, 5), (1, 5), (4, 5), (3, 3), (1, 2)))
            values |= {f"score_{measure}_from": first, f"score_{measure}_to": last}
            limits.append((first, last))
        meant = set(groups.ids)

        def rule(customer):
            figures = customer["score"]
            return bool(figures) and (not meant or customer["group"] in meant) and all(
                first <= figure <= last for figure, (first, last) in zip(figures, limits, strict=True)
            )
        return values, rule
