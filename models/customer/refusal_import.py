"""Recording a file of refusals: each line finds its customers, or the blacklist, or is told with its number."""
from collections import defaultdict
from functools import cache

from odoo.tools import split_every, unique

from .channels import ANSWERED_CHANNELS, LOGGED_CHANNELS, NOT_IN_FILES
from .email_address import valid_email
from .phone import first_mobile, listed_number

BLACKLISTS = {"email": "mail.blacklist", "sms": "phone.blacklist", "phone": "phone.blacklist"}
# So many addresses come onto a blacklist at once: Odoo compares each with all others of its batch.
BATCH = 1000
# Numbers are read as of so many countries, those of most contacts.
MOST_COUNTRIES = 5
# So much of a line is shown where it cannot be recorded.
SHOWN = 200


class RefusalImport:
    """Records the lines of one file, with a number of queries that does not grow with it.

    A line refuses for every customer who has its reference, its e-mail address or its number; one that names a number
    and the channel of calls refuses calls to that number. A number without its country's code may be of any country of
    which the shop has contacts. An address or number that nobody has goes to the blacklist of its channel; where the
    channel has none, the refusal is kept in the log with its address. ``problems`` are sentences, in the order of the
    lines.

    :param env: environment of who may do all this
    :param list lines: :class:`.refusal_file.RefusalLine`
    :param str wording: kept as proof
    """

    def __init__(self, env, lines, wording):
        self.env = env
        self.lines = lines
        self.wording = wording
        self.problems = []
        self.refused = defaultdict(lambda: defaultdict(set))
        self.listed = defaultdict(set)
        self.proofs = []
        self.recorded = 0
        self.countries = self._find_countries()
        # Reading a number takes longer than all else that is done with a line.
        self.read_numbers = cache(self._read_numbers)

    def run(self):
        """Record all that can be, and return self."""
        self._find_customers()
        for line in self.lines:
            self._sort(line)
        for channel, numbers in self.refused.items():
            partners = self.env["res.partner"].browse(sorted(partner.id for partner in numbers))
            partners._dm_record_permission(channel, "refused", "import", wording=self.wording, numbers=numbers)
        self.env["dm.permission.log"].sudo().create(self.proofs)
        self._blacklist()
        return self

    # === FINDING === #

    def _find_countries(self):
        """Return the codes of the countries whose national numbers the file may have, the company's first."""
        partners = self.env["res.partner"].with_context(active_test=False)
        home = self.env.company.country_id or partners._dm_default_country()
        others = partners._read_group(
            [("country_id", "not in", [False, home.id]), "|", ("mobile", "!=", False), ("phone", "!=", False)],
            ["country_id"], order="__count desc", limit=MOST_COUNTRIES,
        )
        return [home.code, *(country.code for country, in others)]

    def _read_numbers(self, text):
        """Return the numbers that a text can mean, in E.164 form, that of the company's country first."""
        is_whole = text.startswith(("+", "00"))
        found = (listed_number(text, code) for code in self.countries[:1 if is_whole else None])
        return tuple(unique(filter(None, found)))

    def _find_customers(self):
        """Look the customers of all lines up at once, archived ones too."""
        partners = self.env["res.partner"].with_context(active_test=False)
        references = {reference for line in self.lines for reference in line.references}
        self.by_reference = self._grouped(partners, ("ref",), references)
        emails = {email for line in self.lines for email in self._emails(line)}
        self.by_email = self._grouped(partners, ("email_normalized",), emails)
        numbers = {number for line in self.lines for number in self._numbers(line)}
        self.by_phone = self._grouped(partners, ("dm_mobile", "dm_phone", "phone_sanitized"), numbers)

    @staticmethod
    def _grouped(partners, names, values):
        """Return the contacts by value of some fields."""
        found = defaultdict(partners.browse)
        for name in names:
            for partner in partners.search([(name, "in", list(values))]):
                found[partner[name]] |= partner
        return found

    def _customers(self, line):
        none = self.env["res.partner"]
        return none.union(
            *(self.by_reference.get(reference, none) for reference in line.references),
            *(self.by_email.get(email, none) for email in self._emails(line)),
            *(self.by_phone.get(number, none) for number in self._numbers(line)),
        )

    @staticmethod
    def _emails(line):
        return set(filter(None, map(valid_email, line.emails)))

    def _numbers(self, line):
        return {number for text in line.phones for number in self.read_numbers(text)}

    def _unknown_numbers(self, line):
        """Return all that the numbers of a line can mean for its channel, where nobody has them.

        Whose they are is not known: a refusal too many costs a message, one too few the law.
        """
        numbers = self._numbers(line)
        return {number for number in numbers if first_mobile([number], None)} if line.channel == "sms" else numbers

    # === SORTING === #

    def _sort(self, line):
        """Put a line where it belongs."""
        if line.is_wide:
            self._tell(line, self.env._("what stands behind the last column of the heading was not read"))
        if line.channel not in dict(LOGGED_CHANNELS) or line.channel in NOT_IN_FILES:
            self._tell(line, self.env._("there is no channel “%(channel)s”", channel=line.channel))
        elif not (line.emails or line.phones or line.references):
            self._tell(line, self.env._("it names no e-mail address, phone number or reference"))
        elif partners := self._customers(line):
            self._refuse(line, partners)
        else:
            self._keep_unknown(line)

    def _refuse(self, line, partners):
        self.recorded += 1
        if line.channel not in ANSWERED_CHANNELS:
            self._log(line, partners)
            return
        numbers = self._numbers(line) if line.channel == "phone" else set()
        for partner in partners:
            self.refused[line.channel][partner] |= numbers.intersection(partner._dm_numbers()) or {False}

    def _keep_unknown(self, line):
        """Keep the refusal of somebody who is not known: the day they become a customer it must hold."""
        addresses = self._emails(line) if line.channel == "email" else self._unknown_numbers(line)
        if line.channel in BLACKLISTS and addresses:
            self.recorded += 1
            self.listed[line.channel] |= addresses
        elif not (line.emails or line.phones):
            code = ", ".join(line.references)
            self._tell(line, self.env._("no customer has the reference “%(code)s”", code=code))
        elif line.channel in BLACKLISTS:
            self._log(line)
            self._tell(line, self.env._("no customer has it, and it is no address or number of this channel; it is "
                                        "kept in the permission history"))
        else:
            self._log(line)
            self._tell(line, self.env._("no customer has it; it is kept in the permission history"))

    def _log(self, line, partners=()):
        self.proofs += self.env["dm.permission.log"]._prepare_proofs(
            partners or self.env["res.partner"], line.channel, "refused", "import", wording=self.wording,
            address=", ".join(line.emails or line.phones) or None,
        )

    def _tell(self, line, problem):
        self.problems.append(self.env._(
            "Line %(number)s (%(text)s): %(problem)s.", number=line.number, problem=problem,
            text=line.text if len(line.text) <= SHOWN else f"{line.text[:SHOWN]}…",
        ))

    # === BLACKLISTS === #

    def _batches(self):
        """Give the unknown addresses of each channel, some at a time."""
        for channel, addresses in self.listed.items():
            for batch in split_every(BATCH, sorted(addresses), list):
                yield channel, batch

    def _blacklist(self):
        """Put unknown addresses on the blacklists, those that were taken off again too."""
        for channel, addresses in self._batches():
            blacklist = self.env[BLACKLISTS[channel]].sudo().with_context(
                dm_permission_source="import", dm_permission_wording=self.wording,
            )
            if channel == "sms":
                blacklist._dm_refuse_texts(addresses)
            else:
                blacklist._dm_refuse(addresses)
