from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .dm_campaign_text import BODIES
from .gsm7 import cheaper, foreign, transliterate
from .rendering import Rendering
from .stop import stop_of
from .text import Field, Template, clean, split

# How many recipients the preview goes through with its arrows: those with the longest messages.
LONGEST = 50


class DmCampaign(models.Model):
    """What the editor of a text shows while it is typed; nothing is written."""

    _inherit = "dm.campaign"

    @api.readonly
    def check_text(self, channel, body, is_plain=False):
        """Return what a text is that is being written.

        The figures are those of the campaign's list, whom its responsible may see, as for sending; so a text that is
        not the campaign's own is for those who may change it.

        :param str channel: ``sms`` or ``app``
        :param str body: the text, as it stands in the editor
        :param bool is_plain: whether values are written with cheaper letters
        :return: ``pieces`` (see :meth:`_get_pieces`); ``text``: encoding, units, segments and what is left of the text
            at its shortest; ``figures`` as for :meth:`get_text_size`, with names of fields in ``missing``, None
            without a list or where a field is unknown; ``longest``: ids of recipients; ``stop``: who adds what
        :rtype: dict
        """
        self._check_channel(channel)
        own = self[BODIES[channel]] or "" if self else ""
        self.check_access("read" if self and body == own else "write" if self else "create")
        body, pieces = body or "", self._get_pieces(channel, body or "")
        answer = {
            "pieces": pieces, "text": self._measure_bare(channel, body), "figures": None, "longest": [],
            "stop": self._get_stop_values(channel), "max_segments": self._get_traits(channel).max_segments,
        }
        if self and clean(body) and not any(piece["kind"] == "unknown" for piece in pieces):
            answer.update(self._get_editor_figures(channel, body, is_plain))
        return answer

    @api.readonly
    def preview_text(self, channel, body, recipient_id, is_plain=False):
        """Return the message of one recipient, read with the rights of the current user.

        :param str channel: ``sms`` or ``app``
        :param str body: the text, as it stands in the editor
        :param int recipient_id: a row of this campaign
        :param bool is_plain: whether values are written with cheaper letters
        :return: ``name``, ``number``, ``body``, ``added`` (what the gateway adds), ``segments``, ``units``, ``left``,
            ``encoding``
        :rtype: dict
        :raise AccessError: if the user may not see that recipient
        :raise UserError: if the text names an unknown field
        """
        self.ensure_one()
        self._check_channel(channel)
        self.check_access("read")
        recipient = self.env["dm.recipient"].browse(recipient_id).exists()
        if recipient.campaign_id != self:
            raise AccessError(self.env._("That is no recipient of this campaign: choose one of its list."))
        recipient.check_access("read")
        rendering = self._get_rendering(channel, body or "", is_plain=is_plain, as_reader=True)
        [message] = rendering.messages(recipient.ids)
        return {
            "name": recipient.name, "number": recipient.mobile, "body": message.body,
            "added": "" if rendering.is_ours else rendering.added, **message.size._asdict(),
        }

    @api.readonly
    def find_recipients(self, channel, name, limit=8):
        """Return recipients whom a channel writes to, by a part of their name, for the preview.

        :return: ``[{"id", "name"}, …]``
        :rtype: list[dict]
        """
        self.ensure_one()
        self._check_channel(channel)
        self.check_access("read")
        rows = self.env["dm.recipient"].search(
            [*self._get_written_domain(channel), ("name", "ilike", name or "")], limit=min(limit, LONGEST),
        )
        return [{"id": row.id, "name": row.name} for row in rows]

    # === PARTS === #

    def _check_channel(self, channel):
        if channel not in BODIES:
            raise UserError(self.env._("Texts are for SMS and for mobile apps."))

    def _get_editor_figures(self, channel, body, is_plain):
        """Return the figures of a text, exact if it was counted, and the recipients whose messages are longest."""
        figures, longest = self._estimate_text(channel, body, is_plain=is_plain)
        kept = (self.text_counts or {}).get(channel) or {}
        if body == (self[BODIES[channel]] or "") and is_plain == self.is_sms_plain \
                and kept.get("of") == self._get_count_mark(channel):
            figures = kept.get("figures", figures)
        fields = self._get_text_fields(channel, body)
        missing = [
            {"name": fields[name].name, "count": count} for name, count in figures["missing"].items() if name in fields
        ]
        return {"figures": {**figures, "missing": missing}, "longest": longest[:LONGEST]}

    def _measure_bare(self, channel, body):
        """Return how long a text is at least, for whatever values of its fields, and in cheaper letters.

        A field has no value, or one of a single letter if something else would stand there instead of none.
        """
        rendering = Rendering(
            self.env["dm.recipient"], Template(body), {}, stop=stop_of(self._get_traits(channel)),
            is_pushed=channel == "app",
        )
        template = rendering.template
        written = rendering.fill(dict.fromkeys(set(template.names).difference(template.bare_names), "."))
        plain = rendering.measure(transliterate(written))
        return {**rendering.measure(written)._asdict(), "plain_segments": plain.segments}

    def _get_pieces(self, channel, body):
        """Return a text in pieces, as they are written: together they are the text.

        :return: ``text``; ``kind``: ``text``, ``field``, ``unknown`` or ``costly``; ``instead``: what to write instead
            of an unknown field or a letter that costs more, None where nothing is known; ``title``: what to say of it
        :rtype: list[dict]
        """
        split_text = split(body)
        names = [piece.name for piece in split_text if isinstance(piece, Field)]
        found = self.env["dm.field"]._find_named(names)
        pieces = []
        for piece in split_text:
            if isinstance(piece, Field):
                pieces.append(self._get_field_piece(piece, found))
            else:
                pieces += self._get_plain_pieces(piece, foreign(clean(body)) if channel == "sms" else [])
        return pieces

    def _get_field_piece(self, piece, found):
        if piece.name in found:
            return {"text": piece.source, "kind": "field", "instead": None, "title": found[piece.name].name}
        near = self.env["dm.field"]._get_near(piece.name)
        return {
            "text": piece.source, "kind": "unknown", "title": self.env["dm.field"]._get_unknown_sentence(piece.name),
            "instead": near and piece.source.replace(piece.name, near, 1),
        }

    def _get_plain_pieces(self, text, dear):
        """Give the pieces of a part without fields: letters that cost more stand alone."""
        pieces = []
        for sign in text:
            kind = "costly" if sign in dear else "text"
            if kind == "text" and pieces and pieces[-1]["kind"] == "text":
                pieces[-1]["text"] += sign
            else:
                instead = cheaper(sign) if kind == "costly" else None
                pieces.append({"text": sign, "kind": kind, "instead": instead, "title": ""})
        return pieces

    def _get_stop_values(self, channel):
        """Return who adds the mention to refuse (``gateway``, ``ours``, ``none``; ``unknown`` without a gateway)."""
        if channel == "app":
            return {"mode": "none", "text": ""}
        if not self.env["dm.gateway"]._get_for(self.company_id or self.env.company, channel):
            return {"mode": "unknown", "text": ""}
        traits = self._get_traits(channel)
        return {"mode": traits.stop_mode, "text": traits.stop_text}
