from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import unique

from .ordering import is_sortable
from .reading import ALL, CONTACT, Reader

# Columns that are no value of a text.
UNREADABLE = {"binary", "json", "properties", "properties_definition"}


class DmField(models.Model):
    """One value of a customer that a message, an export, a letter or a label can carry.

    ``path`` says where the value stands: columns from the contact on, joined by dots. Several paths, separated by
    commas, give the first that is filled. ``shape`` says what is made of it. With a ``model``, the path begins at a
    record of the customer's, such as a vehicle: the one that the row is about, or the first of theirs.
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
            ("time", "Time of a moment"),
            ("department", "Département of a postcode and a country"),
            ("second", "The second, where there is the first"),
            ("all", "All of the customer's, in one text"),
        ],
        required=True, default="first",
    )
    sequence = fields.Integer(default=1000)
    active = fields.Boolean(default=True)
    is_readable = fields.Boolean(
        compute="_compute_is_readable", help="The user may see such records, and their module is there.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "There is another field with this code: choose another one.")

    # === COMPUTE METHODS === #

    @api.depends("model")
    @api.depends_context("uid")
    def _compute_is_readable(self):
        for field in self:
            model = field._get_model_name()
            field.is_readable = model in self.env and self.env[model].has_access("read")

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
                    "and a country's code, separated by a comma, a second value a first one.",
                    path=field.path, shape=dict(self._fields["shape"]._description_selection(self.env))[field.shape],
                ))

    def _fits(self, columns):
        if self.shape == "department":
            return [column.type for column in columns] == ["char", "char"]
        if self.shape == "second":
            return len(columns) == 2
        if self.shape == "time":
            return all(column.type == "datetime" for column in columns)
        return self.shape in ("first", ALL) or all(column.type in ("date", "datetime") for column in columns)

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
        """Return the fields that the user may read, by group, in their language.

        :param str model: the records that rows are about: fields of others are left out then
        :return: ``[{"code", "name", "fields": [{"code", "name", "sortable"}, …]}, …]``; groups without fields are left
            out
        :rtype: list[dict]
        """
        found = self.search([("active", "=", True), *self._get_domain_of(model)]).filtered("is_readable")
        return [
            {"code": code, "name": label, "fields": [
                {"code": field.code, "name": field.name, "sortable": is_sortable(field)} for field in members
            ]}
            for code, label in self._fields["group"]._description_selection(self.env)
            if (members := found.filtered(lambda field, code=code: field.group == code))
        ]

    @api.model
    def _get_domain_of(self, model):
        """Return which fields are of contacts or of a model's records; without a model, that is all of them."""
        return [("model", "in", [False, CONTACT, model])] if model else []

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
    def _find_listed(self, listed, model=None):
        """Return the fields of columns or of an order, written as ``[{"code", …}, …]``.

        :param str model: as for :meth:`get_catalogue`
        :raise UserError: if there is no such field, or they are not written like that
        """
        try:
            codes = [entry["code"] for entry in listed or []]
        except (TypeError, KeyError) as error:
            raise UserError(self.env._("Columns are written as a list of codes: [{'code': 'Nom'}].")) from error
        return self._find(codes, model)

    @api.model
    def _keep_known(self, listed, model=None):
        """Return the entries of columns or of an order whose field is still in the catalogue."""
        known = set(self.search([("active", "=", True), *self._get_domain_of(model)]).mapped("code"))
        return [entry for entry in listed or [] if entry["code"] in known]

    @api.model
    def _keep_readable(self, listed):
        """Return the entries of columns or of an order whose field is still there and that the user may read."""
        kept = self._keep_known(listed)
        readable = set(self._find_listed(kept).filtered("is_readable").mapped("code"))
        return [entry for entry in kept if entry["code"] in readable]

    def _get_paths(self):
        """Return the paths of this field, in order."""
        self.ensure_one()
        return [path.strip() for path in self.path.split(",") if path.strip()]

    def _get_values(self, rows, kept=None, records=None):
        """Return the values of these fields for many customers, in as many queries for a thousand as for ten.

        They are read with the rights of the current user and in the environment's language.

        :param rows: contacts, or records with a ``partner_id`` (which may be empty)
        :param dict kept: contact's column → column of ``rows`` that keeps what was used; it wins over the contact
        :param dict records: by model, for each row's id, the ids of the records of that customer, the row's own first;
            those that are gone or that the user may not see are empty
        :return: one list a row, in the order of the fields: texts, numbers, dates, None
        :rtype: list[list]
        """
        labels = {True: self.env._("Yes"), False: self.env._("No")}
        kept, records = kept or {}, records or {}
        readers = [Reader(rows.env, field, kept, labels) for field in self]
        copies, partners = self._read_rows(rows, kept)
        sources = {CONTACT: self._read_contacts(partners, kept)}
        for model, found in records.items():
            sources[model] = self._read_records(rows.env[model], found.values())
        own = {**records, CONTACT: {copy["id"]: [copy["partner_id"]] for copy in copies}}
        for reader in readers:
            reader.prepare(copies, sources.get(reader.model, {}).values())
        return [
            [reader.value(copy, [
                sources.get(reader.model, {}).get(id_) for id_ in own.get(reader.model, {}).get(copy["id"], ())
            ]) for reader in readers]
            for copy in copies
        ]

    def _read_rows(self, rows, kept):
        """Return the columns of the rows themselves, with ``id`` and ``partner_id``, and their contacts."""
        if rows._name == CONTACT:
            return [{"id": id_, "partner_id": id_} for id_ in rows.ids], rows
        wanted = [kept[name] for name in self._get_first_columns(CONTACT) if name in kept]
        return rows.read(["partner_id", *wanted], load=None), rows.partner_id

    def _read_contacts(self, partners, kept):
        columns = self._get_first_columns(CONTACT) - set(kept)
        return {row["id"]: row for row in partners.read([*columns], load=None)} if columns else {}

    def _read_records(self, records, ids_of_rows):
        """Return by id the columns of those records that are there and that the user may see."""
        columns = self._get_first_columns(records._name)
        ids = unique(id_ for ids in ids_of_rows for id_ in ids)
        visible = records.browse(ids).exists()._filtered_access("read")
        return {row["id"]: row for row in visible.read([*columns], load=None)} if columns else {}

    def _get_first_columns(self, model):
        """Return the columns of a model that the paths of its fields begin with."""
        return {
            path.partition(".")[0] for field in self if field._get_model_name() == model for path in field._get_paths()
        }
