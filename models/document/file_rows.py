"""The rows of a file: which they are, in which order, with which values; a long file needs little memory."""
import unicodedata
from itertools import islice

from odoo.tools import SQL, split_every

# The rows that are in memory at once.
BATCH = 1000


class FileRows:
    """Records as rows of values, read in batches.

    :param records: empty recordset of the rows' model, in the environment of the user who will see them
    :param fields: the ``dm.field`` of the columns
    :param list[int] ids: the rows, in order
    :param int hidden_count: how many more there are that the user may not see
    """

    def __init__(self, records, fields, ids, hidden_count):
        self.records = records
        self.fields = fields
        self.ids = ids
        self.hidden_count = hidden_count

    def __len__(self):
        return len(self.ids)

    def __iter__(self):
        return self._read(self.ids, self.fields)

    @property
    def columns(self):
        """Return the columns of the whole file: pairs of the header and the ``dm.field``'s code, None if it has none.

        :rtype: list[tuple]
        """
        return [(field.name, field.code) for field in self.fields]

    def first(self, count):
        """Return the first rows.

        :rtype: list[list]
        """
        return list(islice(self._read(self.ids[:count], self.fields), count))

    def _read(self, ids, fields):
        for batch in split_every(BATCH, ids, self.records.browse):
            yield from self._values(batch, fields)
            batch.partner_id.invalidate_recordset()
            batch.invalidate_recordset()

    def _values(self, batch, fields):
        """Return the values of some fields for some rows.

        :rtype: list[list]
        """
        raise NotImplementedError


class RecipientRows(FileRows):
    """The recipients of a campaign.

    Left out are who does not receive, the control group, recipients whose contact the user may not see, and who has
    become a company's or another company's customer since the list was made. Who has come to refuse every channel of
    the campaign since is left out, too, as is a contact that is archived or no longer there; where the campaign lists
    those who refuse, a last column of the file marks them. With what the list keeps of a contact.

    :param campaign: one ``dm.campaign``, in the environment of the user who will see the rows
    :param fields: the ``dm.field`` of the columns
    :param list levels: pairs of a ``dm.field`` and whether the greatest come first: what orders the rows, the first
        decides first; rows without a value are last both ways. By last and first name where that leaves it open
    """

    def __init__(self, campaign, fields, levels):
        recipients = campaign.env["dm.recipient"].with_context(active_test=False)
        domain = [("campaign_id", "=", campaign.id), ("exclusion_reason", "=", False), ("is_control", "=", False)]
        order = "lastname, firstname, partner_id, row_rank, id" if campaign.row_model else "lastname, firstname, id"
        self.campaign = campaign
        # Compiling what permissions are made of takes seconds, reading the rows a tenth of one.
        campaign.env.cr.execute(SQL("SET LOCAL jit = off"))
        ids = self._find(recipients, domain, order)
        # Whoever may not see them may know how many they are.
        super().__init__(recipients, fields, ids, len(self._find(recipients.sudo(), domain, None)) - len(ids))
        # From the last level to the first: sorting keeps the order of what is equal.
        for field, descending in reversed(levels):
            self._sort(field, descending)

    def __iter__(self):
        if self.campaign.exclude_refused:
            return super().__iter__()
        return (
            [*values, mark] for ids in split_every(BATCH, self.ids, list)
            for values, mark in zip(self._read(ids, self.fields), self._marks(ids), strict=True)
        )

    @property
    def columns(self):
        if self.campaign.exclude_refused:
            return super().columns
        return [*super().columns, (self.records._fields["is_refusing"]._description_string(self.records.env), None)]

    def _find(self, recipients, domain, order):
        query = recipients._search(domain, order=order)
        query.add_where(SQL("NOT %s", self.campaign._gone_sql()))
        if self.campaign.exclude_refused:
            query.add_where(SQL("NOT %s", self.campaign._refusing_sql()))
        return list(query)

    def _marks(self, ids):
        """Return, for some rows, whether their customers refuse every channel of the campaign now, in words."""
        env = self.records.env
        found = env.execute_query(SQL(
            "SELECT id FROM dm_recipient WHERE id = ANY(%s) AND %s", ids, self.campaign._refusing_sql(),
        ))
        refusing = {id_ for id_, in found}
        return [env._("Yes") if id_ in refusing else None for id_ in ids]

    def _values(self, batch, fields):
        return batch._get_values(fields)

    def _sort(self, field, descending):
        keys = [sort_key(value) for value, in self._read(self.ids, field)]
        ranked = zip(keys, self.ids, strict=True)
        filled, empty = [], []
        for key, id_ in ranked:
            (empty if key is None else filled).append((key, id_))
        filled.sort(key=lambda pair: pair[0], reverse=descending)
        self.ids = [id_ for _key, id_ in filled + empty]


class TargetFileRows(FileRows):
    """The rows of a target's result without those that are struck out, in the target's order.

    :param target: one ``dm.target``, in the environment of the user who will see the rows
    """

    def __init__(self, target):
        query, order = target._get_rows_query(sort=target._keep_known(target.sort))
        rows = target.env["dm.target.row"]
        query.add_where("dm_target_row.struck IS NOT TRUE")
        query.order = order
        super().__init__(rows, target.field_ids, list(query), 0)
        self.hidden_count = target.row_count - len(self)
        self.target = target

    def _values(self, batch, fields):
        return self.target._get_values(batch, fields)


def sort_key(value):
    """Return what a value is ordered by: texts without regard to accents and capitals.

    >>> sorted(["Zoé", "Émile", "eloi", "Ernest"], key=sort_key)
    ['eloi', 'Émile', 'Ernest', 'Zoé']
    >>> sort_key(None) is None, sort_key(12)
    (True, 12)
    """
    if not isinstance(value, str):
        return value
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", value) if not unicodedata.combining(sign))
    return bare.casefold()
