import json
import re
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .address import AddressRefused, read_url
from .dm_gateway import SYSTEM
from .gateway_presets import STRUCTURES, preset
from .gateway_settings import Settings
from .signing import ALGORITHMS, PLAIN
from .structure import leaves
from .verdict import parse_verdict

URLS = ("endpoint", "time_url", "look_up_url", "pull_url", "credit_url", "purchase_url")
SENDER = re.compile(r"^[A-Za-z0-9 ]{3,11}$|^\+?\d{3,15}$")
REPORTED = ("sent", "delivered", "failed", "stop")
PLACES = re.compile(r"\{(account|uuid|tag|reference)\}")


class DmGateway(models.Model):
    """How to speak to a gateway: a setting each for what gateways differ in. :mod:`.gateway_presets` fills them."""

    _inherit = "dm.gateway"

    # Connection
    endpoint = fields.Char(string="Address", groups=SYSTEM, help="May contain {account}.")
    method = fields.Selection([("POST", "POST"), ("PUT", "PUT")])
    auth = fields.Selection(
        string="Identification", groups=SYSTEM,
        selection=[
            ("none", "None"), ("basic", "User and password"), ("bearer", "Bearer token"), ("header", "Key in a header"),
            ("query", "Key in the address"), ("hmac", "Signature (HMAC-SHA256)"), ("ovh", "OVHcloud's signature"),
        ],
    )
    auth_name = fields.Char(string="Name of header or parameter", groups=SYSTEM)
    time_url = fields.Char(string="Address of its clock", groups=SYSTEM)
    headers = fields.Text(groups=SYSTEM, help="Names and values; {login} is the user.")
    connect_timeout = fields.Float(string="Seconds to connect", digits=(6, 1))
    read_timeout = fields.Float(string="Seconds to answer", digits=(6, 1))
    rate = fields.Float(string="Messages a second", digits=(6, 1), help="0: no limit.")

    # Request
    body = fields.Text(
        help='A structure in JSON. Texts such as "{number}" are replaced as a whole: number, text, uuid, sender, '
             "tag (the first 20 characters of uuid), account, marketing, purpose, stop, no_stop, unicode, coding, "
             'simulation, report_url, stop_url, answer_url. A list of one {"each": …} gets an element for each of the '
             "messages.",
    )
    max_batch = fields.Integer(string="Messages a request")
    number_form = fields.Selection(
        string="Numbers as",
        selection=[("plus", "+33612345678"), ("digits", "33612345678"), ("zeros", "0033612345678")],
    )
    sender = fields.Char(help="What the phone shows: 3 to 11 letters and digits, or a number.")
    country_ids = fields.One2many("dm.gateway.country", "gateway_id", string="Countries", copy=True)
    only_countries = fields.Boolean(string="These countries only")
    marketing_value = fields.Char(string="Word for advertising")
    service_value = fields.Char(string="Word for service")
    plain_value = fields.Char(string="Word for plain text")
    unicode_value = fields.Char(string="Word for Unicode")
    is_simulation = fields.Boolean(string="Simulation", help="The gateway checks, and sends nothing.")
    max_segments = fields.Integer(string="Longest message, in SMS")
    stop_mode = fields.Selection(
        string="STOP mention",
        selection=[("gateway", "The gateway adds it"), ("ours", "We write it"), ("none", "None")],
    )
    stop_text = fields.Char(string="Text of the mention", help="As it arrives, for it is counted.")
    stop_tag = fields.Char(string="Mark for the mention", help="What the gateway wants to find in its place.")
    key_place = fields.Selection(string="Sent twice, it sends once", help="By our reference, within the time below.",
        selection=[("none", "No"), ("header", "Yes, by a header"), ("body", "Yes, by the reference in the body")],
    )
    key_name = fields.Char(string="Name of the header")
    key_window = fields.Integer(string="Seconds for which it remembers")

    # Answer
    list_path = fields.Char(string="List of messages")
    uuid_path = fields.Char(string="Our reference")
    number_path = fields.Char(string="Number")
    id_path = fields.Char(string="Its reference", help="Without it, no message counts as sent.")
    status_path = fields.Char(string="State")
    accepted = fields.Char(string="States that mean accepted", help="Separated by commas.")
    points_path = fields.Char(string="Points taken")
    error_text_path = fields.Char(string="Error")
    error_map = fields.Text(
        string="Errors",
        help='Conditions and what they mean, such as {"code=12": "fail number"}: fail, wait, pause, known, uncertain.',
    )
    status_map = fields.Text(string="HTTP errors", help='Such as {"402": "pause credit"}; 400 to 499.')
    look_up_url = fields.Char(
        string="Address of the look-up", groups=SYSTEM, help="Must contain {uuid}, or {tag}: its first 20 characters.",
    )
    look_up_path = fields.Char(string="Message")
    look_up_id_path = fields.Char(string="Its reference in the look-up")
    look_up_status_path = fields.Char(string="State in the look-up")
    look_up_map = fields.Text(string="States of the look-up", help='Such as {"done": "sent", "lost": "fail number"}.')
    look_up_missing = fields.Selection(
        string="Unknown there means",
        selection=[("uncertain", "Nothing"), ("queued", "It never had the message")],
    )
    settle = fields.Integer(string="Not before, in seconds")
    credit_url = fields.Char(string="Address of the credit", groups=SYSTEM)
    credit_path = fields.Char(string="Credit in the answer")
    purchase_url = fields.Char(string="Page for buying credit")

    # Reports and answers
    report_list_path = fields.Char(string="List of reports")
    report_uuid_path = fields.Char(string="Our reference in a report")
    report_id_path = fields.Char(string="Its reference in a report")
    report_number_path = fields.Char(string="Number in a report")
    report_status_path = fields.Char(string="State in a report")
    report_map = fields.Text(
        string="States of reports", help="Each is sent, delivered or failed; or stop: it refuses further messages.",
    )
    report_code_path = fields.Char(string="Code in a report")
    report_date_path = fields.Char(string="Date in a report")
    stop_list_path = fields.Char(string="List of answers")
    stop_number_path = fields.Char(string="Number in an answer")
    stop_text_path = fields.Char(string="Text of an answer")
    stop_date_path = fields.Char(string="Date of an answer")
    signature_header = fields.Char(string="Header of the signature")
    signature_algorithm = fields.Selection(
        string="Algorithm", selection=[
            *((name, f"HMAC-{name.upper()}") for name in ALGORITHMS), (PLAIN, "None: the key itself"),
        ],
    )
    signature_date_header = fields.Char(
        string="Header of its moment", help="Seconds; then the signature is of moment, full stop and body.",
    )
    signature_tolerance = fields.Integer(string="Seconds it may be off")

    # === ONCHANGE METHODS === #

    @api.onchange("kind")
    def _onchange_kind(self):
        for name, value in self._get_preset(self.kind).items():
            if self._has_field_access(self._fields[name], "write"):
                self[name] = value

    # === CONSTRAINT METHODS === #

    @api.constrains(*URLS)
    def _check_urls(self):
        for gateway in self.sudo():
            for name in URLS:
                if gateway[name]:
                    gateway._check_url(name)
            if gateway.look_up_url and not re.search(r"\{(uuid|tag)\}", gateway.look_up_url):
                raise ValidationError(self.env._("The address of the look-up must contain {uuid} or {tag}."))

    @api.constrains(*STRUCTURES)
    def _check_structures(self):
        for gateway in self.sudo():
            for name in STRUCTURES:
                if not (name == "body" or isinstance(gateway._parse(name), dict)):
                    raise ValidationError(self.env._(
                        "“%(field)s” must be names and values in JSON, such as {“a”: “b”}.",
                        field=gateway._get_label(name),
                    ))
            gateway._check_headers()
            gateway._check_maps()
            if gateway.body and not leaves(gateway._parse("body")):
                raise ValidationError(self.env._("The body must contain “{number}” and “{text}”."))

    @api.constrains("sender")
    def _check_sender(self):
        for gateway in self:
            if gateway.sender and not SENDER.match(gateway.sender):
                raise ValidationError(self.env._(
                    "“%(sender)s” cannot be shown as sender: take 3 to 11 letters and digits, without accents.",
                    sender=gateway.sender,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Fill what the kind of gateway is known to need, whoever may see it."""
        gateways = super().create(vals_list)
        for gateway, vals in zip(gateways, vals_list, strict=True):
            gateway._fill(vals)
        return gateways

    def write(self, vals):
        changed = self.filtered(lambda gateway: vals.get("kind", gateway.kind) != gateway.kind)
        result = super().write(vals)
        for gateway in changed:
            gateway._fill(vals)
        return result

    # === ACTION METHODS === #

    def action_fill_in(self):
        """Write the settings of the kind anew, as this version of the addon knows them; keys and senders stay."""
        self.check_access("write")
        if "json" in self.mapped("kind"):
            raise UserError(self.env._("Nothing is known of this gateway: its page “Advanced” is yours."))
        for gateway in self:
            gateway._fill({})
        return True

    # === BUSINESS METHODS === #

    def _fill(self, vals):
        """Write the settings of the kind, but for those that somebody has just given."""
        preset_values = self._get_preset(self.kind)
        self.sudo().write({name: value for name, value in preset_values.items() if name not in vals})

    def _get_preset(self, kind):
        """Return the settings of a kind; who goes on to a configuration of their own keeps what is there."""
        kept = kind == "json" and self._origin.sudo().endpoint
        return {} if kept else preset(kind)

    def _check_url(self, name):
        """Refuse an address that is none of a gateway, as far as that is seen without asking for it."""
        try:
            read_url(PLACES.sub("a", self[name]), allow_private=self._may_be_private())
        except AddressRefused as refused:
            raise ValidationError(self._explain_address(refused.code, self._get_label(name))) from refused

    def _check_headers(self):
        for name, value in self._parse("headers").items():
            if not (re.fullmatch(r"[A-Za-z0-9-]+", name) and isinstance(value, str) and value.isprintable()):
                raise ValidationError(self.env._("“%(name)s” is no header with a text: correct it.", name=name))

    def _check_maps(self):
        for name in ("error_map", "status_map", "look_up_map", "report_map"):
            for key, words in self._parse(name).items():
                if not self._is_meaning(name, key, words):
                    raise ValidationError(self.env._(
                        "“%(key)s: %(words)s” is not understood in “%(field)s”: its help says what can stand there.",
                        key=key, words=words, field=self._get_label(name),
                    ))

    @staticmethod
    def _is_meaning(name, key, words):
        """Return whether an entry of a map can be understood."""
        if name == "report_map":
            return words in REPORTED
        if name == "look_up_map" and words == "sent":
            return True
        if name == "status_map" and not re.fullmatch(r"4\d\d", key):
            return False
        try:
            return bool(parse_verdict(words))
        except ValueError:
            return False

    def _prepare_settings(self):
        settings = super()._prepare_settings()
        texts = {
            name: self[name] or "" for name, field in self._fields.items()
            if name in Settings.__dataclass_fields__ and field.type in ("char", "selection")
        }
        return {
            **texts, **{name: self._parse(name) for name in STRUCTURES if name in Settings.__dataclass_fields__},
            **settings,
            "sender": self.sender or "",
            "senders": {row.country_id.code: row.sender for row in self.country_ids if row.sender},
            "points": {row.country_id.code: row.points for row in self.country_ids},
            "countries": frozenset(self.country_ids.country_id.mapped("code") if self.only_countries else ()),
            "accepted": tuple(filter(None, (word.strip() for word in (self.accepted or "").split(",")))),
        }

    def _get_problem(self):
        """Hook: return why the gateway cannot be used as it is configured, False if it can."""
        if self.kind == "odoo":
            return False
        if not self.endpoint:
            return self.env._("Enter the address of “%(name)s”.", name=self.name)
        if "{account}" in self.endpoint and not self.account:
            return self.env._("Enter the account of “%(name)s”.", name=self.name)
        if self.auth != "none" and not self._reveal(self.secret):
            return self.env._("An administrator must enter the key of “%(name)s”.", name=self.name)
        if self.auth == "ovh" and not (self._reveal(self.login) and self._reveal(self.consumer_key)):
            return self.env._(
                "An administrator must enter the application and the consumer key of “%(name)s”.", name=self.name,
            )
        return self._get_request_problem() or self._get_answer_problem()

    def _get_request_problem(self):
        if self.auth in ("header", "query", "hmac") and not self.auth_name:
            return self.env._(
                "Enter the name of the header or parameter that has the key of “%(name)s”.", name=self.name,
            )
        if self.key_place == "header" and not self.key_name:
            return self.env._("Enter the name of the header that has our reference, for “%(name)s”.", name=self.name)
        needed = {"number", "text", *(["simulation"] if self.is_simulation else [])}
        needed |= {"uuid"} if self.key_place == "body" else set()
        needed |= set(re.findall(r"\{(uuid|tag)\}", self.look_up_url or ""))
        if missing := needed - leaves(self._parse("body")):
            return self.env._(
                "The body of “%(name)s” lacks %(missing)s: see its page “Advanced”.", name=self.name,
                missing=", ".join(sorted(f"{{{leaf}}}" for leaf in missing)),
            )
        return False

    def _get_answer_problem(self):
        if not self.id_path:
            return self.env._(
                "Say where the answer of “%(name)s” has its reference: nothing counts as sent without one.",
                name=self.name,
            )
        if self.list_path and not (self.uuid_path or self.number_path):
            return self.env._(
                "Say where the list in the answer of “%(name)s” has our reference, or the number: without it nobody "
                "knows which message is meant.", name=self.name,
            )
        return False

    def _parse(self, name):
        """Return the structure that a field holds; an empty one if it holds none."""
        with suppress(ValueError):
            return json.loads(self[name] or "{}")
        raise ValidationError(self.env._(
            "“%(field)s” cannot be read: it must be JSON.", field=self._get_label(name),
        ))

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _explain_address(self, code, label):
        """Return the sentence for an address that is refused: a code of :mod:`.address`."""
        env = self.env
        return {
            "form": env._("“%(field)s” is no address: it begins with https:// and has no spaces.", field=label),
            "scheme": env._(
                "“%(field)s” must begin with https://. A sandbox on this machine may do without, where the server's "
                "own file allows it: [dm], allow_private_gateway = 1.", field=label,
            ),
            "user": env._("“%(field)s” must not contain a user or password: there are fields for them.", field=label),
            "host": env._("“%(field)s” names no server.", field=label),
            "unknown": env._("Nobody knows the server of “%(field)s”: correct its name.", field=label),
            "private": env._(
                "“%(field)s” leads to this server or its network: only addresses of the internet are spoken to.",
                field=label,
            ),
        }[code]
