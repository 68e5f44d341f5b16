"""Putting a campaign's messages into the queue: who gets one is judged in the database, texts are written in batches.

A row that is made in one go with its text is checked once. To fill it in later in the same transaction would have
PostgreSQL check all its foreign keys again and make all its index entries anew: twice the time.
"""
from itertools import islice

from odoo.tools import SQL

from .addressees import Addressees
from .states import AGAIN
from .window import zone_of

# So many texts are rendered and written at once: some megabytes.
BATCH = 2000
# What a row forgets of its last attempt.
ANEW = dict.fromkeys((
    "body", "segments", "points", "gateway_id", "gateway_reference", "gateway_points", "sender", "failure_code",
    "error", "settle_date", "settle_count", "submit_date", "sent_date", "done_date", "refused_date", "clicked_date",
), SQL("NULL"))
# Who is to get a message, or why not; and the texts that were written for them.
JUDGED, WRITTEN = SQL.identifier("dm_judged"), SQL.identifier("dm_written")
# What is frozen of a text, in the order of :meth:`Queueing._freeze`: column → type.
FROZEN = {
    "id": "int", "reason": "text", "body": "text", "segments": "int", "points": "numeric", "country_code": "text",
    "zone": "text",
}
# A reference as providers of Odoo want it: 32 hexadecimal digits.
NEW_UUID = SQL("replace(gen_random_uuid()::text, '-', '')")


class Queueing:
    """Makes the messages of a campaign for a channel.

    May be killed at any point and begun anew: :meth:`add` makes rows only for recipients who have none,
    :meth:`render` goes on with those that it left without a text.

    :param campaign: one ``dm.campaign``
    :param str channel: ``sms`` or ``app``
    :param int after: id of the row up to which all texts were rendered; :attr:`after` moves on with them
    """

    def __init__(self, campaign, channel, after=0):
        self.after = after
        self.campaign = campaign
        self.env = campaign.env
        self.channel = channel
        self.addressees = Addressees(campaign, channel)

    # === ROWS === #

    def add(self, state="queued", *, with_texts=True, **values):
        """Make a row for each recipient who has none and is not control.

        Who cannot be written to gets a row that says why; the same as who shares the number of another.

        :param str state: of the others: ``queued`` or ``cancelled``
        :param bool with_texts: whether their texts are written at once; otherwise :meth:`render` does it
        :param values: what else the rows have: column → value
        :return: how many rows were made
        :rtype: int
        """
        self.addressees.follow_numbers()
        self._keep_judged()
        if with_texts:
            self._write_all()
        count = self._insert(state, values)
        self.env.cr.execute(SQL("DROP TABLE %s, %s", JUDGED, WRITTEN))
        self.env["dm.message"].invalidate_model()
        return count

    def _keep_judged(self):
        """Keep who is to get a row in :data:`JUDGED`, and make room for their texts in :data:`WRITTEN`."""
        judged = self.addressees.judged(SQL(
            """NOT EXISTS (SELECT FROM dm_message known WHERE known.recipient_id = r.id AND known.channel = %s
                              AND known.is_test IS NOT TRUE)""", self.channel,
        ))
        columns = SQL(", ").join(SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in FROZEN.items())
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", JUDGED, judged))
        self.env.cr.execute(SQL("CREATE INDEX ON %s (id) WHERE reason IS NULL", JUDGED))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP", WRITTEN, columns))

    def _write_all(self):
        """Write the texts of all who may get one."""
        last = 0
        while rows := self._execute(SQL(
            "SELECT id, id, address FROM %s WHERE reason IS NULL AND id > %s ORDER BY id LIMIT %s", JUDGED, last, BATCH,
        )):
            last = rows[-1][0]
            self.env.cr.execute(SQL("INSERT INTO %s SELECT * FROM %s", WRITTEN, self._freeze(rows)))

    def _insert(self, state, values):
        """Make the rows of who was judged, with the texts that were written."""
        columns = {
            **self._get_constants(values), **self._get_copies(),
            **{name: SQL("w.%s", SQL.identifier(name)) for name in FROZEN if name not in ("id", "reason")},
        }
        self.env.cr.execute(SQL(
            """INSERT INTO dm_message (state, skip_reason, %s)
               SELECT CASE WHEN j.reason IS NULL AND w.reason IS NULL THEN %s ELSE 'skipped' END,
                      COALESCE(j.reason, w.reason), %s
                 FROM %s AS j LEFT JOIN %s AS w ON w.id = j.id ORDER BY j.id ON CONFLICT DO NOTHING""",
            SQL(", ").join(map(SQL.identifier, columns)), state, SQL(", ").join(columns.values()), JUDGED, WRITTEN,
        ))
        return self.env.cr.rowcount

    def add_again(self, which, state="queued", **values):
        """Put rows into the queue again that are failed, left out or cancelled: a new attempt of each.

        They are judged anew, with the numbers of now; who still cannot be written to stays out.

        :param SQL which: a condition on the message ``m``
        :param str state: as for :meth:`add`
        :param values: likewise
        :return: how many are in the queue again
        :rtype: int
        """
        again = SQL(
            """EXISTS (SELECT FROM dm_message m WHERE m.recipient_id = r.id AND m.channel = %s
                          AND m.is_test IS NOT TRUE AND m.state IN %s AND %s)""",
            self.channel, AGAIN, which,
        )
        self.addressees.follow_numbers()
        columns = {**{name: SQL("%s", value) for name, value in values.items()}, **self._get_copies(), **ANEW}
        rows = self._execute(SQL(
            """UPDATE dm_message m
                  SET state = CASE WHEN j.reason IS NULL THEN %s ELSE 'skipped' END, skip_reason = j.reason,
                      uuid = %s, attempt = m.attempt + 1, (%s) = ROW(%s)
                 FROM (%s) AS j
                WHERE m.recipient_id = j.id AND m.campaign_id = %s AND m.channel = %s AND m.is_test IS NOT TRUE
                  AND m.state IN %s AND (j.reason IS NULL OR m.state <> 'skipped')
            RETURNING m.state""",
            state, NEW_UUID, SQL(", ").join(map(SQL.identifier, columns)), SQL(", ").join(columns.values()),
            self.addressees.judged(again), self.campaign.id, self.channel, AGAIN,
        ))
        self.env["dm.message"].invalidate_model()
        return sum(row[0] != "skipped" for row in rows)

    # === TEXTS === #

    def render(self, limit=BATCH):
        """Render the texts of a batch of rows that have none, and freeze them with their price.

        :return: how many rows were done, 0 once none is left
        :rtype: int
        """
        rows = self._execute(SQL(
            """SELECT id, recipient_id, number FROM dm_message
                WHERE campaign_id = %s AND channel = %s AND segments IS NULL AND state IN ('queued', 'cancelled')
                  AND id > %s
             ORDER BY id LIMIT %s""", self.campaign.id, self.channel, self.after, limit,
        ))
        if rows:
            self.after = rows[-1][0]
            self._fill(rows)
        return len(rows)

    def render_all(self):
        """Render all texts that are missing."""
        while self.render():
            pass

    def _get_texts(self, recipient_ids):
        """Return texts and their lengths in SMS, by the recipient's id."""
        recipients = self.env["dm.recipient"].browse(recipient_ids)
        found = self.campaign._render_messages(self.channel, recipients)
        texts = {id_: (body, segments) for id_, body, segments in islice(found, len(recipient_ids))}
        # A million recipients are read one batch after the other.
        self.env.invalidate_all()
        return texts

    def _fill(self, rows):
        """Write the texts of messages into them; parameters as for :meth:`_freeze`."""
        names = SQL(", ").join(SQL("%s = f.%s", *[SQL.identifier(name)] * 2) for name in list(FROZEN)[2:])
        self._execute(SQL(
            """UPDATE dm_message m
                  SET %s, state = CASE WHEN f.reason IS NULL THEN m.state ELSE 'skipped' END, skip_reason = f.reason
                 FROM %s WHERE m.id = f.id AND m.state IN ('queued', 'cancelled') RETURNING 1""",
            names, self._freeze(rows),
        ))
        self.env["dm.message"].invalidate_model()

    def _freeze(self, rows):
        """Write the texts of a batch, and freeze them with their price.

        :param rows: id of the row that gets the text, the recipient's id, the number
        :return: the expression of a table ``f`` with the columns of :data:`FROZEN`
        :rtype: SQL
        """
        traits = self.env["dm.gateway"]._get_for(self.campaign.company_id, self.channel)._get_traits()
        texts = self._get_texts([recipient for _id, recipient, _number in rows if recipient])
        frozen = []
        for id_, recipient_id, number in rows:
            body, segments = texts.get(recipient_id, (None, 0))
            country, zone = zone_of(number)
            reason = "hidden" if body is None else None if body else "empty"
            frozen.append((id_, reason, body, segments, traits.price(country, segments), country, zone))
        columns = zip(map(list, zip(*frozen, strict=True)), FROZEN.values(), strict=True)
        return SQL(
            "unnest(%s) AS f (%s)", SQL(", ").join(SQL("%s::%s[]", values, SQL(kind)) for values, kind in columns),
            SQL(", ").join(map(SQL.identifier, FROZEN)),
        )

    # === COLUMNS === #

    def _get_constants(self, values):
        """Return what all new rows have alike: column → expression."""
        campaign = self.campaign
        constants = {
            "campaign_id": campaign.id, "company_id": campaign.company_id.id, "channel": self.channel, "attempt": 1,
            "is_test": False, "is_advertising": True, "tells_voucher": campaign._tells_vouchers(self.channel),
            **values,
        }
        return {
            **{name: SQL("%s", value) for name, value in constants.items()},
            "uuid": NEW_UUID,
        }

    @staticmethod
    def _get_copies():
        """Return what rows have of their judged recipient ``j``: column → expression."""
        return {
            "recipient_id": SQL("j.id"), "partner_id": SQL("j.partner_id"), "number": SQL("j.address"),
            "res_model": SQL("j.row_model"), "res_id": SQL("j.row_id"),
        }

    def _execute(self, query):
        return self.env.execute_query(query)

