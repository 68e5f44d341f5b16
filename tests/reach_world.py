"""Small random worlds for the pipeline from a selection to its recipients, and who receives in them, read naively."""
import hashlib
from datetime import timedelta

from odoo.fields import Command

from ..models.customer.household import household_key
from .permission_oracle import expected_permission

MAILS = ("one@example.com", "two@example.com", "three@example.com")
# Odoo makes "@shop" of the first; nobody can be written to there.
NO_MAILS = (None, "anna@@shop", "anna@shop")
MOBILES = (None, "+33610000001", "+33610000002", "+33610000003")
PHONE = "05 59 00 00 00"
NO_PHONES = (None, "05 59 00 00 00 1", "ask her sister")
STREETS = (None, "1 av. Foch", "1, avenue Foch", "2 rue de l'Église", "2 R EGLISE")
SURNAMES = ("Durand", "DURAND", "Élan")


def address_of(partner, channel):
    """Return what a channel needs of a contact, falsy if it is not there."""
    return {
        "email": partner.email in MAILS, "sms": partner.dm_mobile,
        "phone": partner.phone == PHONE or bool(partner.mobile),
        "post": partner.zip and partner.city and (partner.street or partner.street2), "file": True, "app": False,
    }[channel]


class Oracle:
    """Who receives of a campaign's selected customers, one customer after the other.

    :param campaign: one ``dm.campaign`` that selects all of a world
    :param World world: the customers, and what they spent
    :param struck: those struck out
    :param contacts: (customer, channel, day) of the messages that they had
    """

    def __init__(self, campaign, world, struck, contacts):
        self.campaign, self.world, self.struck, self.contacts = campaign, world, struck, contacts
        self.partners, self.today = world.people, world.today
        self.channels = campaign.channel_ids.mapped("code") or ["file"]

    def judge(self):
        """Return, by customer: reason, whom a duplicate stands back for, control, what each channel says."""
        said = {
            partner: {channel: self.world.permission(partner, channel) for channel in self.channels}
            for partner in self.partners
        }
        self.reach = {partner: {c: self._reach(partner, c, said[partner][c]) for c in self.channels}
                      for partner in self.partners}
        self.reason = {partner: self._own_reason(partner, said[partner]) for partner in self.partners}
        self.first = {}
        self._leave_duplicates_out()
        self._press()
        return {
            partner: (self.reason[partner], self.first.get(partner), self._is_control(partner), self.reach[partner])
            for partner in self.partners
        }

    def _reach(self, partner, channel, permission):
        if not address_of(partner, channel):
            return "no_address"
        return {"allowed": "reachable", "refused": "refused", "unknown": "never_asked"}[permission]

    def _own_reason(self, partner, said):
        if partner in self.struck:
            return "struck"
        refuses = all(permission == "refused" for permission in said.values())
        return "refused" if refuses and self.campaign.exclude_refused else False

    # === DUPLICATES === #

    def _leave_duplicates_out(self):
        """Go through the customers from the first by the rule; who shares nothing with one kept is kept."""
        kept = []
        for partner in sorted(self.partners, key=self._merit):
            if self.reason[partner]:
                continue
            first = next((other for other in kept if self._keys(other) & self._keys(partner)), None)
            if first:
                self.reason[partner], self.first[partner] = "duplicate", first
            else:
                kept.append(partner)

    def _merit(self, partner):
        day, amount = self.world.spent.get(partner, (None, None))
        merit = day and day.toordinal() if self.campaign.dedup_keep == "recent" else amount
        return merit is None, -(merit or 0), partner.id

    def _keys(self, partner):
        keys = set()
        if self.campaign.dedup_email:
            keys.add(self._takes_part(partner, "email") and partner.email in MAILS and partner.email)
        if self.campaign.dedup_mobile:
            keys.add(self._takes_part(partner, "sms") and partner.dm_mobile)
        if self.campaign.dedup_household:
            keys.add(self._takes_part(partner) and self._household(partner))
        return keys - {None, False}

    def _takes_part(self, partner, channel=None):
        """By the channel that uses what is shared, as far as the campaign has it; else by any."""
        says = self.reach[partner]
        return says[channel] == "reachable" if channel in says else "reachable" in says.values()

    @staticmethod
    def _household(partner):
        return household_key(partner.zip, partner.street, partner.lastname, partner.street2)

    # === PRESSURE AND CONTROL === #

    def _press(self):
        for partner in self.partners:
            for channel in self.channels:
                if self.reach[partner][channel] == "reachable" and self._is_pressed(partner, channel):
                    self.reach[partner][channel] = "pressure"
            says = self.reach[partner].values()
            if not self.reason[partner] and "pressure" in says and "reachable" not in says:
                self.reason[partner] = "pressure"

    def _is_pressed(self, partner, channel):
        leaves = max(self.campaign.send_date, self.today)
        return channel != "file" and any(
            sum(
                who == partner and 0 <= (day - leaves).days + before < cap.days
                and (not cap.channel_id or by == channel)
                for who, by, day in self.contacts
            ) >= cap.maximum
            for cap in self.campaign.env["dm.pressure"].search([]) if cap.channel_id.code in (False, channel)
            for before in range(cap.days)
        )

    def _is_control(self, partner):
        if self.reason[partner] or not self.campaign.control_percent:
            return False
        key = self._household(partner) if self.campaign.dedup_household else None
        text = f"{self.campaign.control_salt}:{key or partner.id}"
        number = int(hashlib.md5(text.encode()).hexdigest()[:8], 16)
        return number < self.campaign.control_percent / 100 * 2 ** 32


class World:
    """Random customers who share addresses, refuse, bought and were written to; and random campaigns on them."""

    def __init__(self, case, random, today):
        self.case, self.env, self.random, self.today = case, case.env, random, today
        self.people = self.env["res.partner"]
        self.spent = {}
        self.permissions = {}

    def permission(self, partner, channel):
        """Return what a customer permits; permissions do not change in a world."""
        key = partner, channel
        if key not in self.permissions:
            self.permissions[key] = expected_permission(partner, channel, self.case.company, self.today)
        return self.permissions[key]

    def populate(self, number):
        """Make customers."""
        product = self.case._product(10.0)
        for rank in range(number):
            partner = self._person(rank)
            self.people += partner
            if self.random.random() < 0.6:
                day = self.today - timedelta(days=self.random.choice((3, 3, 400, 1200)))
                pieces = self.random.choice((1, 2))
                self.case._ticket(partner, [(product, pieces)], day)
                self.spent[partner] = (day, 10.0 * pieces)

    def _person(self, rank):
        choice = self.random.choice
        partner = self.env["res.partner"].create({
            "lastname": choice(SURNAMES), "firstname": f"P{rank}", "customer_rank": 1,
            "email": choice((*MAILS, *NO_MAILS)), "mobile": choice(MOBILES), "phone": choice((PHONE, *NO_PHONES)),
            "street": choice(STREETS),
            "zip": choice((None, "64000", "64 000")), "city": "Pau", "dm_accepts_mailing": self.random.random() > 0.1,
            "country_id": self.env.ref("base.fr").id,
        })
        for channel in ("email", "sms", "post", "phone"):
            if self.random.random() < 0.5:
                partner._dm_record_permission(channel, choice(("allowed", "allowed", "refused", "unknown")), "staff")
        return partner

    def campaign(self, number):
        """Return a random campaign on all of them, not yet refreshed."""
        flag, codes = lambda: self.random.random() < 0.5, ("email", "sms", "post", "phone", "app", "file")
        chosen = self.random.sample(codes, self.random.choice((0, 1, 1, 2, 3)))
        channels = self.env["dm.channel"].search([("code", "in", chosen)])
        return self.env["dm.campaign"].create({
            "name": f"Random {number}", "send_date": self.today + timedelta(days=self.random.choice((-5, 0, 4))),
            "channel_ids": [Command.set(channels.ids)], "exclude_refused": flag(), "dedup_email": flag(),
            "dedup_mobile": flag(), "dedup_household": flag(), "control_percent": self.random.choice((0, 0, 30)),
            "dedup_keep": self.random.choice(("recent", "spend")), "audience": "all",
            "filter_ids": [Command.create({"partner_domain": str([("id", "in", self.people.ids)])})],
        })
