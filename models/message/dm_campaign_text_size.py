import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools import SQL

from ..campaign.dm_campaign_work import JobKind
from .dm_campaign_text import BODIES, TEXTS
from .gsm7 import BASIC, EXTENDED, UCS2
from .tally import Tally
from .window import zone_of

# A list that is not longer is counted while the text is typed …
LIVE = 1000
# … of a longer one, so many rows from all over it, and of the shortest and the longest.
SPREAD, ENDS = 400, 25
# A list that is not longer is counted while the user waits; a longer one in the background, so many at a time.
PATIENT, STEP = 20_000, 10_000


class DmCampaign(models.Model):
    """How many SMS the texts of a campaign are, and what they cost.

    The figures are exact once every recipient's text was written; until then, of a long list, they are estimated from
    a part of it, and say so. They are those of the text that leaves: with the mention to refuse, in each customer's
    language, at the price of each number's country.
    """

    _inherit = "dm.campaign"

    text_counts = fields.Json(
        readonly=True, copy=False, help="By channel: what was counted, and of which text and list.",
    )

    # === ACTION METHODS === #

    def action_count_text(self, channel="sms"):
        """Write the text for every recipient and count; a long list is counted in the background.

        :param str channel: ``sms`` or ``app``
        :raise UserError: if the text cannot be sent, or the campaign is closed
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_no_job()
        self._check_message_text(channel)
        count = self._count_written(channel)
        if count > PATIENT and self.env.context.get("dm_in_background"):
            self._keep({"text_counts": {**(self.text_counts or {}), channel: False}})
            return self._start_job("count_text", total=count, channel=channel)
        self._keep_count(channel, self._count_all(channel))
        return True

    # === BUSINESS METHODS === #

    def get_text_size(self, channel="sms"):
        """Return how many SMS the campaign's text is.

        :param str channel: ``sms`` or ``app``
        :return: as :meth:`Tally.get_figures <.tally.Tally.get_figures>`, ``is_exact``, and ``counted``: how many
            recipients' texts were counted
        :rtype: dict
        :raise UserError: if the text names an unknown field
        """
        self.ensure_one()
        self.check_access("read")
        return self._get_text_size(channel)

    def _get_text_size(self, channel, body=None, *, is_plain=None):
        """Return :meth:`get_text_size` of a text; parameters as for :meth:`_get_rendering`."""
        if body is None and is_plain is None:
            kept = (self.text_counts or {}).get(channel)
            if kept and kept.get("of") == self._get_count_mark(channel) and "figures" in kept:
                return kept["figures"]
        figures, _longest = self._estimate_text(channel, body, is_plain=is_plain)
        return figures

    def _estimate_text(self, channel, body=None, *, is_plain=None):
        """Return the figures of a text, exact for a short list, and the recipients of the longest messages first.

        :rtype: tuple[dict, list[int]]
        """
        rendering = self._get_rendering(channel, body, is_plain=is_plain)
        count = self._count_written(channel)
        spread, ends = self._get_sample(rendering, channel, count)
        messages = [message for message in rendering.messages([*spread, *ends]) if message.body is not None]
        tally = Tally()
        prices, among = self._get_prices(channel, messages), set(spread)
        for message in messages:
            if message.id in among:
                tally.add(message.size, prices[message.id], message.missing, message.saved)
        figures = {**tally.get_figures(count), "is_exact": count <= LIVE, "counted": len(messages)}
        lengths = [message.size.segments for message in messages]
        figures.update(smallest=min(lengths, default=0), largest=max(lengths, default=0))
        messages.sort(key=lambda each: (-each.size.segments, each.size.encoding != UCS2, -each.size.units, each.id))
        return figures, [message.id for message in messages]

    def _count_all(self, channel):
        """Return the figures of the text of every recipient."""
        rendering, tally = self._get_rendering(channel), Tally()
        self._add_to_tally(tally, rendering, channel, self._get_written_ids(rendering, channel))
        return self._get_exact(tally)

    def _step_count_text(self, channel):
        """Count the next recipients of a long list; what was counted is kept in :attr:`text_counts`.

        :return: how many were counted
        """
        mark, kept = self._get_count_mark(channel), (self.text_counts or {}).get(channel) or {}
        # Counting begins anew where the list or the settings changed meanwhile.
        kept = kept if kept.get("of") == mark else {}
        rendering, tally = self._get_rendering(channel), Tally(kept.get("tally"))
        ids = self._get_written_ids(rendering, channel, after=kept.get("after", 0), limit=STEP)
        self._add_to_tally(tally, rendering, channel, ids)
        if ids:
            kept = {"of": mark, "tally": tally.tell(), "after": ids[-1]}
            self._keep({"text_counts": {**(self.text_counts or {}), channel: kept}})
        else:
            self._keep_count(channel, self._get_exact(tally))
        return len(ids)

    def _add_to_tally(self, tally, rendering, channel, ids):
        for begin in range(0, len(ids), LIVE):
            messages = list(rendering.messages(ids[begin:begin + LIVE]))
            prices = self._get_prices(channel, messages)
            for message in messages:
                if message.body is not None:
                    tally.add(message.size, prices[message.id], message.missing, message.saved)

    def _keep_count(self, channel, figures):
        kept = {"of": self._get_count_mark(channel), "figures": figures}
        self._keep({"text_counts": {**(self.text_counts or {}), channel: kept}})

    def _get_exact(self, tally):
        return {**tally.get_figures(), "is_exact": True, "counted": tally.number}

    def _get_count_mark(self, channel):
        """Return what a count is of: it holds as long as this stays the same."""
        traits = self._get_traits(channel)
        told = [
            self[BODIES[channel]], self.is_sms_plain, str(self.selection_date), self.recipient_count, self.row_mode,
            traits.stop_mode, traits.stop_text, sorted(traits.points.items()),
        ]
        return sha256(json.dumps(told).encode()).hexdigest()

    def _get_prices(self, channel, messages):
        """Return the points of messages, by the recipient's id; one for a message to an app."""
        if channel == "app":
            return {message.id: 1 for message in messages}
        traits = self._get_traits(channel)
        # Numbers decide what a text costs, whether or not the current user may see them: they stay here.
        rows_sudo = self.env["dm.recipient"].sudo().browse(message.id for message in messages)
        numbers = {row["id"]: row["mobile"] for row in rows_sudo.read(["mobile"])}
        return {
            message.id: traits.price(zone_of(numbers[message.id])[0], message.size.segments) for message in messages
        }

    # === WHOSE TEXTS === #

    def _count_written(self, channel):
        """Return how many recipients a channel writes to."""
        return self._with_responsible().env["dm.recipient"].search_count(self._get_written_domain(channel))

    def _get_written_ids(self, rendering, channel, *, after=0, limit=None):
        domain = [*self._get_written_domain(channel), ("id", ">", after)]
        return list(rendering.recipients._search(domain, order="id", limit=limit))

    def _get_sample(self, rendering, channel, count):
        """Return recipients from all over the list, and those whose messages are likely the shortest and longest.

        :return: two lists of ids, the second without those of the first; of a short list, all and none
        """
        if count <= LIVE:
            return self._get_written_ids(rendering, channel), []
        domain = self._get_written_domain(channel)
        spread = rendering.recipients._search(domain, limit=SPREAD)
        spread.add_where("dm_recipient.id %% %s = 0", [count // SPREAD])
        spread, ends = list(spread), []
        length = self._get_length_sql(rendering)
        for direction in ("ASC", "DESC") if length else ():
            query = rendering.recipients._search(domain).select()
            ends += [id_ for id_, in self.env.execute_query(SQL(
                "%s ORDER BY %s %s LIMIT %s", query, length, SQL(direction), ENDS,
            ))]
        return spread, [id_ for id_ in dict.fromkeys(ends) if id_ not in set(spread)]

    def _get_length_sql(self, rendering):
        """Return how long the values are that the list itself keeps, more where they have letters that cost more.

        :rtype: SQL | None
        """
        kept = self.env["dm.recipient"]._get_kept_columns()
        names = {kept[path] for field in rendering.columns if not field.model for path in field._get_paths()
                 if path in kept and self.env["dm.recipient"]._fields[kept[path]].type == "char"}
        if not names:
            return None
        text = SQL("CONCAT(%s)", SQL(", ").join(SQL.identifier("dm_recipient", name) for name in sorted(names)))
        outside = "[^" + "".join(f"\\{sign}" if sign in "\\]^-[" else sign for sign in BASIC + EXTENDED) + "]"
        return SQL("LENGTH(%s) + CASE WHEN %s ~ %s THEN 1000 ELSE 0 END", text, text, outside)

    @api.model
    def _get_job_kinds(self):
        return {
            **super()._get_job_kinds(),
            "count_text": JobKind(self.env._("Counting the SMS"), "_step_count_text", frozenset(TEXTS)),
        }
