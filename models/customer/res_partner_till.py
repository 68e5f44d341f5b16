import logging

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from .channels import TILL_CHANNELS
from .email_address import valid_email_sql
from .phone import international
from .till_answer import moment, readable

_logger = logging.getLogger(__name__)

ASK_AGAIN = relativedelta(years=1)
TILL_ANSWERS = ("allowed", "refused", "skipped")


class ResPartner(models.Model):
    """What a till asks a customer, and what became of it.

    A till knows from ``dm_till_questions`` what it may ask, without the server. It keeps each answer with the ticket
    and in its own memory until the server has it; it may thus come twice, or days later: :meth:`_dm_take_till_answers`
    keeps it once, with the moment at which it was given.
    """

    _inherit = "res.partner"

    dm_till_questions = fields.Json(
        string="Questions of tills", compute="_compute_dm_till_questions", groups="point_of_sale.group_pos_user",
        help="The channels about which a till may ask, and from which day on (false: at once).",
    )

    # === COMPUTE METHODS === #

    def _compute_dm_till_questions(self):
        questions = {partner_id: {} for partner_id in self.ids}
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        for partner_id, channel, asked in self.env.execute_query(self._dm_till_questions_sql()):
            questions[partner_id][channel] = bool(asked) and fields.Date.to_string(asked + ASK_AGAIN)
        for partner in self:
            partner.dm_till_questions = questions.get(partner.id, {})

    # === LOADING === #

    @api.model
    def _load_pos_data_fields(self, config):
        loaded = [*super()._load_pos_data_fields(config), "mobile", "dm_accepts_mailing"]
        if self.env.user.has_group("point_of_sale.group_pos_user"):
            loaded.append("dm_till_questions")
        return loaded

    def _dm_till_questions_sql(self):
        """Return the rows (contact, channel, day of the last answer or question) of what tills may ask these contacts.

        Not asked is whoever wants no mailings, agreed already, is on the blacklist or has no such address.
        """
        partner = SQL.identifier("p")
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT p.id, %(channel)s, (SELECT max(log.date)::date FROM dm_permission_log log
                                               WHERE log.partner_id = p.id AND log.channel = %(channel)s)
                     FROM res_partner p
                    WHERE p.id = ANY(%(ids)s) AND p.dm_accepts_mailing AND %(address)s
                      AND NOT %(listed)s AND NOT (%(agreed)s AND NOT %(refused)s AND NOT %(doubted)s)""",
                channel=channel, ids=list(self.ids), address=self._dm_has_address_sql(partner, channel),
                listed=self._dm_blacklisted_sql(partner, channel), agreed=said("allowed"), refused=said("refused"),
                doubted=said("unknown"), to_flush=[
                    *self._dm_permission_sources(),
                    *self._dm_fields("dm.permission.log", "partner_id", "channel", "date"),
                ],
            ) for channel in TILL_CHANNELS for said in [self._dm_said(partner, channel)]
        )

    @api.model
    def _dm_has_address_sql(self, partner, channel):
        if channel == "email":
            return SQL("%s IS NOT NULL", valid_email_sql(partner))
        return SQL(
            "(%(partner)s.dm_mobile IS NOT NULL OR (%(partner)s.dm_mobile_checked IS NOT TRUE "
            "AND COALESCE(%(partner)s.mobile, %(partner)s.phone) IS NOT NULL))", partner=partner,
        )

    # === RECORDING === #

    @api.model
    def _dm_take_till_answers(self, ticket, answers, company):
        """Record what customers answered at a till, each answer once, however often it comes.

        Nothing here ever stops a sale: what cannot be read is left out, and the server's log says so; but a refusal
        stands as far as it can be read. An answer is a dictionary of ``partner_id``, ``channel`` (of
        ``TILL_CHANNELS``), ``answer`` (of ``TILL_ANSWERS``), ``at`` (UTC, as text), ``wording``, ``address`` and
        ``cashier``.

        :param str ticket: the order's uuid
        :param list answers: what the till kept
        :param company: the till's ``res.company``
        """
        told, log_sudo = readable(answers), self.env["dm.permission.log"].sudo()
        if not isinstance(answers, list) or len(told) < len(answers):
            _logger.warning("Something that came as an answer of ticket %s is none.", ticket)
        for answer in told:
            values = self._dm_read_till_answer(ticket, answer)
            if not values:
                _logger.warning("An answer of ticket %s could not be read.", ticket)
            elif not log_sudo.search_count([("till_key", "=", values["till_key"])], limit=1):
                self._dm_keep_till_answer(answer, company=company, **values)

    @api.model
    def _dm_read_till_answer(self, ticket, answer):
        """Return the proof that a till's answer makes, None if it is none.

        A refusal needs no contact and no moment: it may have an address, and is known since now at the latest.

        :param dict answer: of :func:`.till_answer.readable`
        """
        since, now = moment(answer["at"]), fields.Datetime.now()
        if answer["channel"] not in TILL_CHANNELS or answer["answer"] not in TILL_ANSWERS:
            return None
        if answer["answer"] != "refused" and not (since and answer["partner_id"]):
            return None
        return {
            **{name: answer[name] for name in ("wording", "cashier", "address")},
            "till_key": f"{ticket}/{answer['channel']}/{answer['at']}",
            # The clock of a till may be wrong: nobody answers in the future.
            "since": min(since or now, now),
        }

    @api.model
    def _dm_keep_till_answer(self, answer, *, since, address, **proof):
        # Of a customer who is gone, or is none of this cashier's, only the proof is kept; but a refusal stands.
        partner = self.browse(answer["partner_id"]).exists()._filtered_access("read")
        proof["address"] = partner._dm_plain_address(address) or None
        if answer["answer"] == "refused" and not partner:
            partner = self._dm_find_refusing(answer, proof["address"])
        log = self.env["dm.permission.log"]
        try:
            with self.env.cr.savepoint():
                if answer["answer"] == "skipped" or not partner:
                    log._append(partner, answer["channel"], answer["answer"], "till", date=since, **proof)
                for customer in partner if answer["answer"] != "skipped" else ():
                    customer._dm_record_permission(answer["channel"], answer["answer"], "till", since=since, **proof)
                    # An answer is kept once; its other customers are those who have the same address.
                    proof["till_key"] = None
        except UniqueViolation:
            _logger.info("Answer %s came twice at the same time; it is kept once.", proof["till_key"])

    @api.model
    def _dm_find_refusing(self, answer, address):
        """Return whose refusal one is that was given for a contact that is hidden or was merged into another meanwhile.

        :param dict answer: as the till tells it
        :param str address: for which it was given, as proofs keep it
        :return: the contact, else who has the address now; with all rights
        """
        partner_sudo = self.sudo().browse(answer["partner_id"]).exists()
        if partner_sudo or not address:
            return partner_sudo
        if answer["channel"] == "sms":
            # As it was written, where no country tells what it is.
            same = self.sudo().with_context(active_test=False).search([("mobile", "=", answer["address"])])
            return self.sudo()._dm_reached_by_text(address) | same
        return self.sudo().with_context(active_test=False).search([("email_normalized", "=", address)])

    def _dm_plain_address(self, text):
        """Return an e-mail address or number as proofs keep it; as it was written if it is neither."""
        return email_normalize(text) or international(text, self._dm_number_country().code) or text
