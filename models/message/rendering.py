"""Writes one text for many customers, each in their language, in as many queries for a thousand as for ten."""
from typing import NamedTuple

from odoo.tools import split_every

from .gsm7 import UCS2, Size, size, transliterate
from .writer import Writer

# The recipients that are in memory at once.
BATCH = 1000
# A push message is one, whatever its length and letters.
PUSHED = Size("", 0, 1, 0)


class Message(NamedTuple):
    """A text that was written for a recipient.

    :param int id: the recipient's
    :param str | None body: None where who reads may not see the recipient
    :param Size size: with all that the gateway adds
    :param tuple missing: names of fields that have neither a value nor something to write instead
    :param int saved: how many SMS fewer it would be in cheaper letters
    """

    id: int
    body: str | None
    size: Size
    missing: tuple = ()
    saved: int = 0


UNSEEN = Size("", 0, 0, 0)


class Rendering:
    """One text, as it leaves.

    :param recipients: empty recordset of recipients, in the environment of who reads
    :param Template template: the text
    :param dict fields: name in the text → ``dm.field``
    :param Stop stop: how customers are told to refuse; None where nothing is added
    :param bool is_plain: whether values are written with the alphabet of SMS, as far as they can
    :param bool is_pushed: whether this is a message to an app: nothing is added and its length costs nothing
    """

    def __init__(self, recipients, template, fields, *, stop=None, is_plain=False, is_pushed=False):
        self.recipients = recipients
        self.template = template
        self.names = list(fields)
        self.columns = recipients.env["dm.field"].browse(field.id for field in fields.values())
        self.added = "" if is_pushed or not stop else stop.text
        self.is_ours = bool(stop and stop.is_ours)
        self.is_plain = is_plain
        self.is_pushed = is_pushed
        self.default_lang = recipients.env.lang

    def messages(self, ids):
        """Give the messages of recipients, in their order.

        :param list[int] ids:
        :rtype: Iterator[Message]
        """
        for batch in split_every(BATCH, ids, self.recipients.browse):
            # One query, where checking the rights of records reads them and their contacts whole.
            visible = batch.browse(batch._search([("id", "in", batch.ids)], order="id"))
            values = self._get_texts(visible)
            for id_ in batch.ids:
                yield self._message(id_, values[id_]) if id_ in values else Message(id_, None, UNSEEN)
            if self.names:
                visible.partner_id.invalidate_recordset()
            batch.invalidate_recordset()

    def fill(self, values):
        """Return the text with some values, as it leaves.

        :param dict values: name → text
        """
        if self.is_plain:
            values = {name: transliterate(value) for name, value in values.items()}
        body = self.template.fill(values)
        return body + self.added if self.is_ours else body

    def measure(self, body):
        """Return how long a text is that leaves.

        :rtype: Size
        """
        if self.is_pushed:
            return PUSHED
        return size(body if self.is_ours else body + self.added)

    def _message(self, id_, values):
        body = self.fill(values)
        length, saved = self.measure(body), 0
        if length.encoding == UCS2:
            saved = length.segments - self.measure(transliterate(body)).segments
        missing = tuple(name for name in self.template.bare_names if not values.get(name))
        return Message(id_, body, length, missing, saved)

    def _get_texts(self, rows):
        """Return the texts of the fields of some recipients: by id, by name.

        :rtype: dict[int, dict[str, str]]
        """
        if not self.names:
            return {id_: {} for id_ in rows.ids}
        texts = {}
        for lang, members in self._group_by_language(rows).items():
            there = members.with_context(lang=lang)
            writer = Writer(there.env)
            for id_, values in zip(there.ids, there._get_values(self.columns.with_env(there.env)), strict=True):
                texts[id_] = dict(zip(self.names, map(writer.text, values), strict=True))
        return texts

    def _group_by_language(self, rows):
        installed = {code for code, _name in rows.env["res.lang"].get_installed()}
        spoken = {row["id"]: row["lang"] for row in rows.partner_id.read(["lang"], load=None)}
        grouped = rows.grouped(lambda row: spoken.get(row.partner_id.id))
        languages = {}
        for lang, members in grouped.items():
            lang = lang if lang in installed else self.default_lang
            languages[lang] = languages.get(lang, rows.browse()) | members
        return languages
