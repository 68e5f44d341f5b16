import configparser
import os
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import config

from .gateway_client import JsonClient
from .gateway_settings import Settings

SYSTEM = "base.group_system"
SECRETS = ("secret", "consumer_key", "webhook_secret")
# What is shown of a secret: that there is one.
MASK = "••••••••"
# A gateway may read its key from the server's environment; other variables are none of its business.
ENVIRONMENT = "env:"
ENVIRONMENT_PREFIX = "DM_"
KINDS = [
    ("json", "Other gateway (JSON over HTTPS)"),
    ("ovh", "OVHcloud"),
    ("smsfactor", "SMSFactor"),
    ("octopush", "Octopush"),
    ("brevo", "Brevo"),
    ("odoo", "Odoo's own (credits by Odoo, Twilio …)"),
    ("sandbox", "Sandbox, for trying out"),
]


class DmGateway(models.Model):
    """What messages leave through: who it is, how to speak to it, whether it may be used.

    Managers create and change gateways. Where requests go and what proves who we are is an administrator's: whoever
    could change the address alone would be sent the key. How to speak to it stands in ``dm_gateway_setting.py``.

    What other parts of the addon use: :meth:`_get_for`, :meth:`_check_ready`, :meth:`_get_traits`, :meth:`_open`,
    :meth:`_note_credit`.
    """

    _name = "dm.gateway"
    _description = "Message Gateway"
    _order = "channel, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True, help="Empty: for all companies.",
    )
    channel = fields.Selection([("sms", "SMS"), ("app", "Mobile app")], required=True, default="sms")
    kind = fields.Selection(KINDS, string="Gateway", required=True, default="json")
    is_on = fields.Boolean(string="Switched on", readonly=True, copy=False)
    database_uuid = fields.Char(
        readonly=True, copy=False, groups=SYSTEM,
        help="The database in which it was switched on: a copy sends nothing.",
    )
    status = fields.Selection(
        [
            ("ready", "Ready to send"), ("off", "Switched off"), ("incomplete", "Incomplete"),
            ("copy", "Copied database"),
        ],
        compute="_compute_status",
    )
    status_text = fields.Char(string="What to do", compute="_compute_status")
    carries_odoo = fields.Boolean(
        string="Odoo's other texts too",
        help="Appointments, deliveries and whatever else Odoo texts leave through this gateway, too.",
    )

    account = fields.Char(help="What the gateway calls your service or account, such as sms-ab12345-1.")
    login = fields.Char(
        string="User or application", groups=SYSTEM, copy=False, help="User name, e-mail or application key.",
    )
    secret = fields.Char(
        string="Key", groups=SYSTEM, copy=False,
        help="The key, token or password of your account; or env:DM_NAME, to read it from that variable of the "
             "server's environment.",
    )
    consumer_key = fields.Char(string="Consumer key", groups=SYSTEM, copy=False)
    webhook_token = fields.Char(groups=SYSTEM, copy=False, readonly=True, index="btree_not_null")
    webhook_secret = fields.Char(
        string="Signature key", groups=SYSTEM, copy=False, help="With it the gateway signs what it tells us.",
    )
    report_url = fields.Char(string="Address for reports", compute="_compute_urls", groups=SYSTEM)
    stop_url = fields.Char(string="Address for STOP", compute="_compute_urls", groups=SYSTEM)
    answer_url = fields.Char(string="Address for other answers", compute="_compute_urls", groups=SYSTEM)

    # === COMPUTE METHODS === #

    @api.depends("is_on", "kind", "database_uuid", "endpoint", "secret", "login", "consumer_key", "account", "active")
    @api.depends_context("lang")
    def _compute_status(self):
        for gateway in self:
            gateway.status, gateway.status_text = gateway.sudo()._get_status()

    @api.depends("webhook_token")
    def _compute_urls(self):
        for gateway in self:
            base, token = gateway.get_base_url(), gateway.webhook_token
            for kind in ("report", "stop", "answer"):
                gateway[f"{kind}_url"] = f"{base}/dm/sms/{token}/{kind}" if token else False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        gateways = super().create(vals_list)
        for gateway in gateways.sudo():
            gateway.webhook_token = gateway.webhook_token or secrets.token_hex(32)
        return gateways

    def write(self, vals):
        """A key goes to the gateway that it was entered for, and to no other; what was shown of it is none."""
        vals = {name: value for name, value in vals.items() if not (name in SECRETS and value == MASK)}
        if "kind" in vals:
            for gateway in self.sudo().filtered(lambda gateway: gateway.kind != vals["kind"]):
                super(DmGateway, gateway).write({name: False for name in SECRETS if name not in vals})
        return super().write(vals)

    def _read_format(self, fnames, load="_classic_read"):
        """Keys can be entered, not read; where the server's environment has them, its variable is shown."""
        rows = super()._read_format(fnames, load)
        for row in rows:
            for name in SECRETS:
                if row.get(name) and not row[name].startswith(ENVIRONMENT):
                    row[name] = MASK
        return rows

    def export_data(self, fields_to_export):
        """Keys are in no file."""
        if any(name.rpartition("/")[2].rpartition(".")[2] in SECRETS for name in fields_to_export):
            raise UserError(self.env._("The keys of a gateway cannot be exported: leave them out."))
        return super().export_data(fields_to_export)

    # === ACTION METHODS === #

    def action_switch_on(self):
        """Let messages leave, from this database and from none of its copies."""
        self.check_access("write")
        for gateway in self.sudo():
            if problem := gateway._get_problem():
                raise UserError(problem)
            gateway.write({"is_on": True, "database_uuid": self._get_database()})
        return True

    def action_switch_off(self):
        """Keep messages back: what is queued waits."""
        self.check_access("write")
        self.sudo().is_on = False
        return True

    def action_new_token(self):
        """Forget the addresses that the gateway tells us things at, and make others."""
        if not self.env.user.has_group(SYSTEM):
            raise AccessError(self.env._("Only administrators may change the addresses at which a gateway reports."))
        for gateway in self:
            gateway.webhook_token = secrets.token_hex(32)
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _get_for(self, company, channel):
        """Return the gateway by which a company's messages leave, under sudo: it knows its key.

        One that is switched on comes first; one that is not is still returned, so that it can say why.

        :param str channel: ``sms`` or ``app``
        :return: one record or none
        """
        found = self.sudo().search([("channel", "=", channel), ("company_id", "in", [company.id, False])])
        return found.sorted(lambda gateway: (not gateway.is_on, not gateway.company_id))[:1]

    def _get_traits(self):
        """Return what the gateway can do and asks for.

        :rtype: exchange.Traits
        """
        return self._get_settings().traits()

    def _check_ready(self):
        """Refuse to send by a gateway that cannot.

        :raise UserError: saying what to do
        """
        if not self:
            raise UserError(self.env._(
                "There is no gateway for these messages: ask a manager to set one up, in Configuration → Gateways.",
            ))
        status, sentence = self.sudo()._get_status()
        if status != "ready":
            raise UserError(sentence)

    def _open(self):
        """Return what talks to the gateway: plain values, to be used when the transaction is over.

        :rtype: exchange.Client
        """
        return JsonClient(self._get_settings())

    def _get_settings(self):
        """Return the configuration as plain values; under sudo, since the keys are among them.

        :rtype: Settings
        """
        values = {name: self[name] for name in Settings.__dataclass_fields__ if name in self._fields}
        return Settings(**{**values, **self._prepare_settings()})

    def _prepare_settings(self):
        """Hook: return the settings that are not kept as the client wants them."""
        return {
            **{name: self._reveal(self[name]) for name in ("login", "secret", "consumer_key")},
            **{name: self[name] or "" for name in ("account", "report_url", "stop_url", "answer_url")},
            "allow_private": self._may_be_private(),
        }

    def _get_status(self):
        """Return what the gateway can do now, and what to do if that is nothing."""
        if problem := self._get_problem():
            return "incomplete", problem
        if not self.is_on or not self.active:
            return "off", self.env._("“%(name)s” is switched off: switch it on first.", name=self.name)
        if self.database_uuid != self._get_database():
            return "copy", self.env._(
                "This database is a copy of the one in which “%(name)s” was switched on: nothing is sent from it. If "
                "it is the shop's own from now on, switch the gateway on again.", name=self.name,
            )
        return "ready", False

    @api.model
    def _get_database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    @api.model
    def _reveal(self, value):
        """Return a secret, from the server's environment if it says so."""
        if not (value or "").startswith(ENVIRONMENT):
            return value or ""
        name = value.removeprefix(ENVIRONMENT)
        return os.environ.get(name, "") if name.startswith(ENVIRONMENT_PREFIX) else ""

    @api.model
    def _may_be_private(self):
        """Return whether the server's own file allows gateways on this machine and beside it.

        It is a section of its own, which Odoo does not read: ``[dm]`` with ``allow_private_gateway = 1``.
        """
        file = configparser.RawConfigParser()
        try:
            file.read([config["config"] or ""])
            return file.getboolean("dm", "allow_private_gateway", fallback=False)
        except (configparser.Error, ValueError):
            return False
