from odoo import api, fields, models
from odoo.exceptions import UserError

from ..campaign.reachability import REACHABLE, reach_name
from .exchange import Traits
from .gsm7 import size
from .rendering import Rendering
from .stop import stop_of
from .text import Template, clean

# The channels that have a text → the campaign's field with it.
BODIES = {"sms": "sms_body", "app": "app_body"}
TEXTS = {*BODIES.values(), "is_sms_plain"}


class DmCampaign(models.Model):
    """The texts of a campaign, and how they are written for each recipient."""

    _inherit = "dm.campaign"

    sms_body = fields.Text(
        string="Text of the SMS",
        help="Fields stand between #: #Prenom#, with what to write where there is none: #Prenom|dear customer#.",
    )
    app_body = fields.Text(string="Text for the app", help="As for the SMS; its length costs nothing.")
    is_sms_plain = fields.Boolean(
        string="Write values with cheaper letters",
        help="François becomes Francois: one letter that SMS does not have makes the whole text more than twice as "
             "long.",
    )
    is_by_sms = fields.Boolean(compute="_compute_is_by")
    is_by_app = fields.Boolean(compute="_compute_is_by")

    # === COMPUTE METHODS === #

    @api.depends("channel_ids")
    def _compute_is_by(self):
        for campaign in self:
            codes = campaign.channel_ids.mapped("code")
            campaign.is_by_sms, campaign.is_by_app = "sms" in codes, "app" in codes

    # === CONSTRAINT METHODS === #

    @api.constrains("sms_body", "app_body")
    def _check_texts(self):
        """Refuse fields that there are not; a copy may have one that is gone since, which sending refuses."""
        if not self.env.context.get("dm_copies_texts"):
            for campaign in self:
                for channel in BODIES:
                    campaign._get_text_fields(channel)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_texts(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._clean_texts(vals)
        self._check_texts_can_change(vals)
        return super().write(vals)

    def copy(self, default=None):
        copies = super(DmCampaign, self.with_context(dm_copies_texts=True)).copy(default)
        return copies.with_env(self.env)

    # === BUSINESS METHODS === #

    def _render_messages(self, channel, recipients):
        """Write the text for recipients, read with the rights of the campaign's responsible, in bounded memory.

        Values are in each customer's language; what the list keeps wins over what the contact has now.

        :param str channel: ``sms`` or ``app``
        :param recipients: rows of this campaign
        :return: for each, in their order: id, text, number of SMS with the mention to refuse. The text is None for a
            recipient whom the responsible may no longer see: nothing may be sent to them
        :rtype: Iterator[tuple[int, str | None, int]]
        :raise UserError: if the text cannot be sent (see :meth:`_check_message_text`)
        """
        self._check_message_text(channel)
        for message in self._get_rendering(channel).messages(recipients.ids):
            yield message.id, message.body, message.size.segments

    def _check_message_text(self, channel):
        """Refuse to send a text that cannot be.

        :param str channel: ``sms`` or ``app``
        :raise UserError: if it is empty or too long, names an unknown field, or one that the responsible may not read
        """
        self.ensure_one()
        template = self._get_template(channel)
        if not template.parts:
            raise UserError(self.env._("Write the text of “%(name)s” first.", name=self.name))
        self._check_fields_readable(channel)
        longest = self._get_traits(channel).max_segments
        if channel == "sms" and size(template.fill({})).segments > longest:
            raise UserError(self.env._(
                "The text of “%(name)s” is too long, at most %(count)s SMS can be sent as one: shorten it.",
                name=self.name, count=longest,
            ))

    def _check_fields_readable(self, channel):
        """Refuse fields of records that the responsible may not see.

        :raise UserError: naming the first one
        """
        for field in self._get_text_fields(channel).values():
            if not field.with_user(self._get_responsible()).is_readable:
                raise UserError(self.env._(
                    "The text shows “%(field)s”, which %(user)s may not see: leave it out, or choose another "
                    "responsible user.", field=field.name, user=self._get_responsible().sudo().name,
                ))

    def _check_texts_can_change(self, vals):
        """Refuse to change a text with which messages are on their way.

        :raise UserError: naming the campaign
        """
        for campaign in self:
            if any(name in vals and (campaign[name] or False) != (vals[name] or False) for name in TEXTS) \
                    and sum(campaign._get_open_messages().values()):
                raise UserError(self.env._(
                    "Messages of “%(name)s” are on their way with this text: wait until they have left, or cancel "
                    "those that are queued.", name=campaign.name,
                ))

    def _get_text_fields(self, channel, body=None):
        """Return the fields that a text names.

        :param str body: what to read instead of the campaign's own text
        :return: name in the text → ``dm.field``
        :rtype: dict
        :raise UserError: naming the first one that there is not, and the nearest one
        """
        return self.env["dm.field"]._find_all_named(self._get_template(channel, body).names)

    def _get_template(self, channel, body=None):
        return Template(self[BODIES[channel]] or "" if body is None else body)

    def _get_rendering(self, channel, body=None, *, is_plain=None, as_reader=False):
        """Return how the text is written for recipients.

        :param str body: what to write instead of the campaign's own text
        :param bool is_plain: instead of the campaign's own choice
        :param bool as_reader: with the rights of the current user, not those of the responsible
        :rtype: Rendering
        """
        reader = self if as_reader else self._with_responsible()
        lang = self.company_id.partner_id.lang or self.env.lang
        recipients = reader.env["dm.recipient"].with_context(active_test=False, lang=lang, tz=self.company_id.dm_tz)
        return Rendering(
            recipients, self._get_template(channel, body), self._get_text_fields(channel, body),
            stop=stop_of(self._get_traits(channel)), is_pushed=channel == "app",
            is_plain=self.is_sms_plain if is_plain is None else is_plain,
        )

    def _with_responsible(self):
        """Return the campaign in the environment of its responsible, limited to its company."""
        return self.with_user(self._get_responsible()).with_context(allowed_company_ids=self.company_id.ids)

    def _get_traits(self, channel):
        """Return what the gateway of a channel can do; without a gateway, what nearly all can.

        :rtype: Traits
        """
        gateway_sudo = self.env["dm.gateway"]._get_for(self.company_id or self.env.company, channel)
        return gateway_sudo._get_traits() if gateway_sudo else Traits()

    def _get_written_domain(self, channel):
        """Return which rows of the list a channel writes to, as far as the list knows."""
        domain = [
            ("campaign_id", "=", self.id), ("exclusion_reason", "=", False), ("is_control", "=", False),
            (reach_name(channel), "=", REACHABLE),
        ]
        return [*domain, ("is_further", "=", False)] if self.row_mode == "customer" else domain

    @api.model
    def _clean_texts(self, vals):
        """Return values with texts in one way of writing, so that they are counted as they are sent."""
        return {**vals, **{name: clean(vals[name]) for name in BODIES.values() if vals.get(name)}}
