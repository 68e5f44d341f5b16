from difflib import get_close_matches

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import unique

from .reading import CONTACT, Reader

# Columns that are no value of a text.
UNREADABLE = {"binary", "json", "properties", "properties_definition"}
# The column of a row that names the record of a model; that of other models is ``res_id``.
KEYS = {CONTACT: "partner_id"}


class DmField(models.Model):
    """One value of a customer that a message, an export, a letter or a label can carry.

    ``path`` says where the value stands: columns from the contact on, joined by dots. Several paths, separated by
    commas, give the first that is filled. ``shape`` says what is made of it. With a ``model``, the path begins at the
    customer's record that a row is about, such as a vehicle; only lists with one row per such record have the value.
    """

    _name = "dm.field"
    _description = "Personalisation Field"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What stands between # in a text: #Nom#.")
    group = fields.Selection(
        [
            ("customer", "Customer"),
            ("address", "Address"),
            ("family", "Customer family"),
            ("card", "Card"),
            ("voucher", "Voucher"),
            ("vehicle", "Vehicle"),
            ("record", "Related record"),
        ],
        required=True, default="customer",
    )
    model = fields.Char(
        string="Records", help="Technical name of the model that the path begins at, such as fleet.vehicle. "
                               "Empty: the contact.",
    )
    path = fields.Char(required=True, help="Where the value stands, from the contact on: country_id.name")
    shape = fields.Selection(
        [
            ("first", "As it is"),
            ("day", "Day of a date"),
            ("month", "Month of a date"),
            ("year", "Year of a date"),
            ("department", "Département of a postcode and a country"),
        ],
        required=True, default="first",
    )
    sequence = fields.Integer(default=1000)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "There is another field with this code: choose another one.")

    # === CONSTRAINT METHODS === #

    @api.constrains("code")
    def _check_code(self):
        for field in self:
            if not field.code.isidentifier():
                raise ValidationError(self.env._(
                    "“%(code)s” cannot stand in a text: use letters, digits and underscores, and begin with a letter.",
                    code=field.code,
                ))

    @api.constrains("model", "path", "shape")
    def _check_path(self):
        for field in self:
            columns = [field._find_column(path) for path in field._get_paths()]
            if (not columns or not all(columns)) and field.model:
                raise ValidationError(self.env._(
                    "“%(path)s” leads to no column of “%(model)s”: write the columns' names joined by dots, such as "
                    "model_id.name.",
                    path=field.path, model=field.model,
                ))
            if not columns or not all(columns):
                raise ValidationError(self.env._(
                    "“%(path)s” leads to no column of a contact: write the columns' names joined by dots, such as "
                    "country_id.name.",
                    path=field.path,
                ))
            if not field._fits(columns):
                raise ValidationError(self.env._(
                    "“%(path)s” does not suit “%(shape)s”: a part of a date needs a date, a département a postcode "
                    "and a country's code, separated by a comma.",
                    path=field.path, shape=dict(self._fields["shape"]._description_selection(self.env))[field.shape],
                ))

    def _fits(self, columns):
        if self.shape == "department":
            return [column.type for column in columns] == ["char", "char"]
        return self.shape == "first" or all(column.type in ("date", "datetime") for column in columns)

    def _find_column(self, path):
        """Return the ORM's field at the end of one of this field's paths, None if there is none that can be read."""
        model, column = self.env.get(self._get_model_name()), None
        for name in path.split("."):
            column = model._fields.get(name) if model is not None else None
            if column is None:
                return None
            model = self.env[column.comodel_name] if column.relational else None
        return column if column.type not in UNREADABLE else None

    # === BUSINESS METHODS === #

    @api.model
    def get_catalogue(self, model=None):
        """Return all fields, by group, in the language of the user.

        :param str model: the records that rows are about, whose fields are in then; by default customers alone
        :return: ``[{"code", "name", "fields": [{"code", "name"}, …]}, …]``; groups without fields are left out
        :rtype: list[dict]
        """
        found = self.search([("active", "=", True), *self._get_domain_of(model)])
        return [
            {"code": code, "name": label, "fields": [{"code": field.code, "name": field.name} for field in members]}
            for code, label in self._fields["group"]._description_selection(self.env)
            if (members := found.filtered(lambda field, code=code: field.group == code))
        ]

    @api.model
    def _get_domain_of(self, model):
        """Return which fields a row has that is about a customer, or about a record of a model."""
        return [("model", "in", [False, CONTACT, model])]

    def _get_model_name(self):
        """Return the name of the model that the paths begin at."""
        return self.model or CONTACT

    @api.model
    def _find(self, codes, model=None):
        """Return the fields of these codes, in their order, each once.

        :param str model: as for :meth:`get_catalogue`
        :raise UserError: if there is no such field, naming the nearest one
        """
        mine = self.search([("code", "in", list(codes)), *self._get_domain_of(model)])
        found = {field.code: field.id for field in mine}
        for code in codes:
            if code not in found:
                raise UserError(self._get_unknown_sentence(code, model))
        return self.browse(found[code] for code in unique(codes))

    @api.model
    def _get_unknown_sentence(self, code, model=None):
        """Return the sentence that says that there is no such field, naming the nearest one."""
        known = self.search([("active", "=", True), *self._get_domain_of(model)]).mapped("code")
        near = get_close_matches(str(code), known, n=1, cutoff=0.5)
        if near:
            return self.env._("There is no field “%(code)s”: did you mean “%(near)s”?", code=code, near=near[0])
        return self.env._("There is no field “%(code)s”.", code=code)

    def _get_paths(self):
        """Return the paths of this field, in order."""
        self.ensure_one()
        return [path.strip() for path in self.path.split(",") if path.strip()]

    def _get_values(self, rows, kept=None, model=None):
        """Return the values of these fields for many customers, in as many queries for a thousand as for ten.

        They are read with the rights of the current user and in the environment's language.

        :param rows: contacts, or records with a ``partner_id`` (which may be empty)
        :param dict kept: contact's column → column of ``rows`` that keeps what was used; it wins over the contact
        :param str model: the model of the records whose ids ``rows`` have in ``res_id``; fields of others are empty
        :return: one list a row, in the order of the fields: texts, numbers, dates, None
        :rtype: list[list]
        """
        labels = {True: self.env._("Yes"), False: self.env._("No")}
        kept = kept or {}
        readers = [Reader(rows.env, field, kept, labels) for field in self]
        copies, sources = self._read_columns(rows, kept, model)
        for reader in readers:
            reader.prepare(copies, sources.get(reader.model, {}).values())
        return [
            [reader.value(copy, sources.get(reader.model, {}).get(copy.get(KEYS.get(reader.model, "res_id"))))
             for reader in readers]
            for copy in copies
        ]

    def _read_columns(self, rows, kept, model):
        """Read the columns that the fields start from.

        :return: the rows' own columns, with their ``partner_id``, and by model the records' columns by id
        :rtype: tuple[list[dict], dict[str, dict[int, dict]]]
        """
        names = self._get_first_columns(CONTACT)
        if rows._name == CONTACT:
            copies, partners = [{"partner_id": id_} for id_ in rows.ids], rows
        else:
            wanted = ["partner_id", *(["res_id"] if model else []), *(kept[name] for name in names if name in kept)]
            copies, partners = rows.read(wanted, load=None), rows.partner_id
        sources = {CONTACT: partners.read([*(names - set(kept))], load=None) if names - set(kept) else []}
        if model and (columns := self._get_first_columns(model)):
            ids = unique(copy["res_id"] for copy in copies if copy["res_id"])
            sources[model] = rows.env[model].browse(ids).read([*columns], load=None)
        return copies, {name: {row["id"]: row for row in found} for name, found in sources.items()}

    def _get_first_columns(self, model):
        """Return the columns of a model that the paths of its fields begin with."""
        return {
            path.partition(".")[0] for field in self if field._get_model_name() == model for path in field._get_paths()
        }
