from odoo import api, fields, models
from odoo.exceptions import UserError

from .rendering import Rendering
from .text import Template, clean


class DmText(models.Model):
    """A text that is ready to be used: in a campaign, or for one customer who is waiting for news.

    *Advertising* goes to campaigns, with a way to refuse and within legal hours. *Service*, such as "your car is
    ready", goes to one customer, without either.
    """

    _name = "dm.text"
    _description = "Ready Text"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    body = fields.Text(
        string="Text", required=True, translate=True, help="Fields stand between #: #Prenom|dear customer#.",
    )
    kind = fields.Selection(
        [("advertising", "Advertising"), ("service", "Service")], required=True, default="advertising",
        help="A service text goes to one customer, at any hour and without a mention of STOP.",
    )
    channel = fields.Selection([("sms", "SMS"), ("app", "Mobile app")], required=True, default="sms")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: of all companies.")

    # === CONSTRAINT METHODS === #

    @api.constrains("body")
    def _check_body(self):
        for text in self:
            text._get_fields()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_body(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_body(vals))

    # === BUSINESS METHODS === #

    def _prepare_service_message(self, partner, record=None):
        """Return what the outbox needs to send this text to one customer: a message of service, at any hour.

        Everything is read with the rights of the current user.

        :param partner: the customer, one contact
        :param record: what the text is about, such as a vehicle; otherwise fields of records are those of the
            customer's first
        :return: ``partner_id``, ``channel``, ``number`` (see ``res.partner._dm_message_address``), ``body``,
            ``segments``, ``is_advertising`` (False)
        :rtype: dict
        :raise UserError: if this is advertising, or the customer cannot be reached so
        """
        self.ensure_one()
        partner.ensure_one().check_access("read")
        if self.kind != "service":
            raise UserError(self.env._(
                "“%(name)s” is advertising, which leaves with a campaign: choose a service text.", name=self.name,
            ))
        return {
            "partner_id": partner.id, "channel": self.channel, "is_advertising": False,
            "number": partner._dm_message_address(self.channel), **self._render_for(partner, record),
        }

    def _render_for(self, partner, record=None):
        """Return this text for one customer, in their language; parameters as for :meth:`_prepare_service_message`.

        :return: ``body`` and ``segments``
        :rtype: dict
        """
        lang = partner.lang or self.env.lang
        text, customer = self.with_context(lang=lang), partner.with_context(lang=lang)
        values = customer._dm_get_texts(text._get_fields(), record and record.with_context(lang=lang))
        rendering = Rendering(
            self.env["dm.recipient"], Template(text.body), text._get_fields(), is_pushed=self.channel == "app",
        )
        body = rendering.fill(values)
        return {"body": body, "segments": rendering.measure(body).segments}

    def _get_fields(self):
        """Return the fields that the text names.

        :return: name in the text → ``dm.field``
        :rtype: dict
        :raise UserError: naming the first one that there is not
        """
        return self.env["dm.field"]._find_all_named(Template(self.body or "").names)

    @api.model
    def _clean_body(self, vals):
        return {**vals, "body": clean(vals["body"])} if vals.get("body") else vals
