"""What the oracle knows of cards, vehicles, birthdays and past campaigns, and random conditions on them.

Rules here are written from the reference, day by day and record by record, not as the addon computes them.
"""
from datetime import date, timedelta

from odoo.fields import Command

DAYS = ("02-27", "02-28", "02-29", "03-01", "06-14", "06-15", "06-16", "06-30", "12-31", "01-01")


class Kinds:
    """Gives customers what the repeated kinds ask about, and draws conditions on it.

    :param random.Random random: where chance comes from
    :param date today: the day of the selection
    """

    def __init__(self, env, random, today):
        self.env, self.random, self.today = env, random, today
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
            "birthday": birthday, "past": {},
            "cards": [self._card(partner) for _number in range(self.random.choice((0, 0, 1, 2)))],
            "vehicles": [self._vehicle(partner) for _number in range(self.random.choice((0, 1, 2)))],
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
        quiet = self.env["loyalty.card"].with_context(loyalty_no_mail=True, action_no_send_mail=True)
        quiet.create({**values, "partner_id": partner.id})
        return values

    def _vehicle(self, partner):
        """Return a vehicle that may be sold: without driver, or archived."""
        fate = self.random.choice(("kept", "kept", "kept", "left", "archived"))
        model, kilometres = self.random.choice(self.models), self.random.choice((0, 20000, 90000))
        self.env["fleet.vehicle"].create({
            "model_id": model.id, "odometer": kilometres, "driver_id": partner.id if fate != "left" else False,
            "active": fate != "archived",
        })
        return {"model": model.name, "kilometres": kilometres, "kept": fate == "kept"}

    def remember(self, world):
        """Make two past campaigns, of some customers each, of whom some returned and some were control."""
        self.campaigns = self.env["dm.campaign"].create([
            {"name": f"Past {day}", "send_date": day} for day in ("2026-01-10", "2026-04-10", "2026-05-10")
        ])
        for campaign, state in zip(self.campaigns, ("ready", "closed", "draft"), strict=True):
            self.env["dm.recipient"].create([
                self._row(campaign, customer) for customer in self.random.sample(world, 15)
            ])
            campaign.state = state

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
        values, rule = self.random.choice((self._cards, self._vehicles, self._anniversary, self._past))()
        if self.random.random() < 0.3:
            return {**values, "deny": True}, lambda customer: not rule(customer)
        return values, rule

    def _cards(self):
        programs = self.random.choice((self.env["loyalty.program"], self.programs[0], self.programs[1:]))
        kinds = set((programs or self.programs[:2]).ids)
        least, until = self.random.choice((0, 10, 11)), self.random.choice((None, self.today))
        values = {"kind": "card", "program_ids": [Command.set(programs.ids)], "points_from": least, "date_to": until}
        return values, lambda customer: any(
            card["active"] and card["program_id"] in kinds and (not least or card["points"] >= least)
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
        meant = set((campaigns or self.campaigns[:2]).ids)
        outcome = self.random.choice(("recipient", "returned", "not_returned"))
        fates = {
            "recipient": {"returned", "stayed", "control"}, "returned": {"returned"}, "not_returned": {"stayed"},
        }[outcome]
        values = {"kind": "campaign", "campaign_outcome": outcome, "campaign_ids": [Command.set(campaigns.ids)]}
        return values, lambda customer: any(customer["past"].get(campaign) in fates for campaign in meant)
