from difflib import get_close_matches

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import unique

from .reading import CONTACT, Reader

# Columns that are no value of a text.
UNREADABLE = {"binary", "json", "properties", "properties_definition"}


class DmField(models.Model):
    """One value of a customer that a message, an export, a letter or a label can carry.

    ``path`` says where the value stands: columns from the contact on, joined by dots. Several paths, separated by
    commas, give the first that is filled. ``shape`` says what is made of it.
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

    @api.constrains("path", "shape")
    def _check_path(self):
        for field in self:
            columns = [self._find_column(path) for path in field._get_paths()]
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

    @api.model
    def _find_column(self, path):
        """Return the ORM's field at the end of a path from the contact, None if there is none that can be read."""
        model, column = self.env[CONTACT], None
        for name in path.split("."):
            column = model._fields.get(name) if model is not None else None
            if column is None:
                return None
            model = self.env[column.comodel_name] if column.relational else None
        return column if column.type not in UNREADABLE else None

    # === BUSINESS METHODS === #

    @api.model
    def get_catalogue(self):
        """Return all fields, by group, in the language of the user.

        :return: ``[{"code", "name", "fields": [{"code", "name"}, …]}, …]``; groups without fields are left out
        :rtype: list[dict]
        """
        found = self.search([("active", "=", True)])
        return [
            {"code": code, "name": label, "fields": [{"code": field.code, "name": field.name} for field in members]}
            for code, label in self._fields["group"]._description_selection(self.env)
            if (members := found.filtered(lambda field, code=code: field.group == code))
        ]

    @api.model
    def _find(self, codes):
        """Return the fields of these codes, in their order, each once.

        :raise UserError: if there is no such field, naming the nearest one
        """
        found = {field.code: field.id for field in self.search([("code", "in", list(codes))])}
        for code in codes:
            if code not in found:
                raise UserError(self._get_unknown_sentence(code))
        return self.browse(found[code] for code in unique(codes))

    @api.model
    def _get_unknown_sentence(self, code):
        """Return the sentence that says that there is no such field, naming the nearest one."""
        near = get_close_matches(str(code), self.search([("active", "=", True)]).mapped("code"), n=1, cutoff=0.5)
        if near:
            return self.env._("There is no field “%(code)s”: did you mean “%(near)s”?", code=code, near=near[0])
        return self.env._("There is no field “%(code)s”.", code=code)

    def _get_paths(self):
        """Return the paths of this field, in order."""
        self.ensure_one()
        return [path.strip() for path in self.path.split(",") if path.strip()]

    def _get_values(self, rows, kept=None):
        """Return the values of these fields for many customers, in as many queries for a thousand as for ten.

        They are read with the rights of the current user and in the environment's language.

        :param rows: contacts, or records with a ``partner_id`` (which may be empty)
        :param dict kept: contact's column → column of ``rows`` that keeps what was used; it wins over the contact
        :return: one list a row, in the order of the fields: texts, numbers, dates, None
        :rtype: list[list]
        """
        labels = {True: self.env._("Yes"), False: self.env._("No")}
        kept = kept or {}
        readers = [Reader(rows.env, field, kept, labels) for field in self]
        copies, contacts = self._read_columns(rows, kept)
        for reader in readers:
            reader.prepare(copies, contacts.values())
        return [
            [reader.value(copy, contact) for reader in readers]
            for copy in copies for contact in [contacts.get(copy["partner_id"])]
        ]

    def _read_columns(self, rows, kept):
        """Read the columns that the fields start from.

        :return: the rows' own columns, with their ``partner_id``, and the contacts' columns by id
        :rtype: tuple[list[dict], dict[int, dict]]
        """
        names = {path.partition(".")[0] for field in self for path in field._get_paths()}
        if rows._name == CONTACT:
            copies, partners = [{"partner_id": id_} for id_ in rows.ids], rows
        else:
            wanted = ["partner_id", *(kept[name] for name in names if name in kept)]
            copies, partners = rows.read(wanted, load=None), rows.partner_id
        columns = names - set(kept)
        contacts = partners.read([*columns], load=None) if columns else []
        return copies, {contact["id"]: contact for contact in contacts}
