"""The rows of a file: which they are, in which order, with which values; a long file needs little memory."""
import unicodedata
from itertools import islice

from odoo.tools import split_every

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

    Left out are who does not receive, the control group, and recipients whose contact the user may not see. A contact
    that is archived or no longer there is in, with what the list keeps of it. Who has come to refuse all mailings since
    the list was made is left out, unless the campaign lists those who refuse.

    :param campaign: one ``dm.campaign``, in the environment of the user who will see the rows
    :param fields: the ``dm.field`` of the columns
    :param list levels: pairs of a ``dm.field`` and whether the greatest come first: what orders the rows, the first
        decides first; rows without a value are last both ways. By last and first name where that leaves it open
    """

    def __init__(self, campaign, fields, levels):
        recipients = campaign.env["dm.recipient"].with_context(active_test=False)
        domain = [("campaign_id", "=", campaign.id), ("exclusion_reason", "=", False), ("is_control", "=", False)]
        if campaign.exclude_refused:
            domain += ["|", ("partner_id", "=", False), ("partner_id.dm_accepts_mailing", "=", True)]
        order = "lastname, firstname, partner_id, row_rank, id" if campaign.row_model else "lastname, firstname, id"
        ids = list(recipients._search(domain, order=order))
        # Whoever may not see them may know how many they are.
        super().__init__(recipients, fields, ids, recipients.sudo().search_count(domain) - len(ids))
        # From the last level to the first: sorting keeps the order of what is equal.
        for field, descending in reversed(levels):
            self._sort(field, descending)

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
