"""Taking a batch of messages out of the queue: what may leave is judged again, in the moment in which it leaves."""
from dataclasses import dataclass

from odoo.tools import SQL

from .exchange import Outgoing
from .states import OUT

# So many messages are deferred in one statement.
DEFERRED = 20_000


@dataclass(frozen=True)
class Turn:
    """Messages that leave in the same way: of one campaign and channel, its tests apart; or a company's of service.

    :param int campaign_id: None for messages of service, which are of no campaign
    """

    campaign_id: int | None
    company_id: int
    channel: str
    is_test: bool

    @property
    def is_sending(self):
        """Whether these are what a campaign sends: then they are judged when they leave, and can pause."""
        return bool(self.campaign_id) and not self.is_test

    def owns(self):
        """Return the condition that a message ``m`` is of this turn."""
        if self.campaign_id:
            return SQL("m.campaign_id = %s AND m.is_test = %s", self.campaign_id, self.is_test)
        return SQL("m.campaign_id IS NULL AND m.company_id = %s AND m.is_advertising = FALSE", self.company_id)


def sendable(campaign, job):
    """Return the condition that the messages of a campaign may leave.

    :param SQL campaign: alias of the ``dm_campaign`` row
    :param str job: the kind of job during which they may not
    """
    return SQL(
        """(%(c)s.active AND %(c)s.state = 'ready' AND %(c)s.is_sending_paused IS NOT TRUE
            AND NOT EXISTS (SELECT FROM dm_campaign_job job
                             WHERE job.campaign_id = %(c)s.id AND job.kind = %(job)s))""",
        c=campaign, job=job,
    )


class Claim:
    """A batch of one turn, claimed in a short transaction of which the caller commits the end.

    After :meth:`run`, ``messages`` are to be handed over, and ``touched`` says how many rows were looked at.

    :param env: of the scheduled action
    :param Turn turn:
    :param Line line: the gateway
    :param str sender: who claims
    :param datetime now: the moment for which all is judged
    """

    def __init__(self, env, turn, line, sender, now):
        self.env, self.turn, self.line, self.sender, self.now = env, turn, line, sender, now
        self.campaign = env["dm.campaign"].browse(turn.campaign_id or [])
        self.messages = []
        self.opening = None
        self.is_short_of_credit = False

    def run(self):
        """Judge and claim a batch.

        :return: self
        """
        rows = self._lock()
        self.touched = len(rows)
        if self.turn.is_sending:
            rows = self._skip_refused(rows)
            rows = self._defer_closed(rows)
        rows = self._keep_affordable(rows)
        if rows:
            self._submit(rows)
        return self

    # === STEPS === #

    def _lock(self):
        """Lock the next messages that nobody else is at, and read them."""
        turn = self.turn
        return self.env.execute_query_dict(SQL(
            """SELECT m.id, m.uuid, m.number, m.body, m.points, m.country_code, m.zone, m.is_advertising
                 FROM dm_message m
                WHERE m.state = 'queued' AND %s AND m.channel = %s
                  AND COALESCE(m.deferred_date, '-infinity'::timestamp) <= %s AND m.segments IS NOT NULL
                  AND (NOT %s OR EXISTS (SELECT FROM dm_campaign c WHERE c.id = m.campaign_id AND %s))
             ORDER BY COALESCE(m.deferred_date, '-infinity'::timestamp), m.id LIMIT %s FOR UPDATE OF m SKIP LOCKED""",
            turn.owns(), turn.channel, self.now, turn.is_sending, self.campaign._get_sendable_sql(SQL("c")),
            self.line.size,
        ))

    def _skip_refused(self, rows):
        """Leave those out who cannot be written to any more, with the reason."""
        reasons = judge(self.campaign, self.turn.channel, [row["id"] for row in rows])
        if reasons:
            self.env.execute_query(SQL(
                """UPDATE dm_message m SET state = 'skipped', skip_reason = j.reason
                     FROM unnest(%s, %s::text[]) AS j (id, reason) WHERE m.id = j.id RETURNING 1""",
                [*reasons], [*reasons.values()],
            ))
        return [row for row in rows if row["id"] not in reasons]

    def _defer_closed(self, rows):
        """Let messages wait for the hours of where they go."""
        openings = {
            place: self.env["dm.window"]._get_opening(*place, self.now)
            for place in {(row["country_code"], row["zone"]) for row in rows if row["is_advertising"]}
        }
        later = {place: opening for place, opening in openings.items() if opening > self.now}
        for place, opening in later.items():
            self._defer(place, opening)
        self.opening = min(later.values(), default=None)
        return [
            row for row in rows if not row["is_advertising"] or (row["country_code"], row["zone"]) not in later
        ]

    def _defer(self, place, opening):
        """Defer all messages of the turn that go to one place, not just those of this batch."""
        turn = self.turn
        self.touched += len(self.env.execute_query(SQL(
            """WITH closed AS MATERIALIZED (
                    SELECT m.id FROM dm_message m
                     WHERE m.state = 'queued' AND %s AND m.channel = %s
                       AND COALESCE(m.deferred_date, '-infinity'::timestamp) <= %s AND m.is_advertising
                       AND m.country_code IS NOT DISTINCT FROM %s AND m.zone IS NOT DISTINCT FROM %s
                     LIMIT %s FOR UPDATE SKIP LOCKED)
               UPDATE dm_message m SET deferred_date = %s FROM closed WHERE m.id = closed.id RETURNING 1""",
            turn.owns(), turn.channel, self.now, *place, DEFERRED, opening,
        )))

    def _keep_affordable(self, rows):
        """Return the first messages that the credit pays for."""
        credit = self.line.credit
        if credit is None:
            return rows
        kept, total = [], 0
        for row in rows:
            total += row["points"] or 0
            if total > credit:
                self.is_short_of_credit = True
                break
            kept.append(row)
        return kept

    def _submit(self, rows):
        """Write down that the messages leave, before any of them does."""
        ids = [row["id"] for row in rows]
        self.env.execute_query(SQL(
            """UPDATE dm_message SET state = 'submitting', sender = %s, gateway_id = %s, submit_date = %s,
                      failure_code = NULL, error = NULL
                WHERE id = ANY(%s) RETURNING 1""", self.sender, self.line.gateway_id, self.now, ids,
        ))
        if self.turn.is_sending and self.campaign.voucher_date:
            self.campaign._mark_vouchers_told(SQL(
                "SELECT recipient_id FROM dm_message WHERE id = ANY(%s) AND tells_voucher", ids,
            ))
        self.env["dm.message"].invalidate_model()
        self.line.spend(sum(row["points"] or 0 for row in rows))
        self.messages = [
            Outgoing(row["uuid"], row["number"], row["body"], bool(row["is_advertising"])) for row in rows
        ]


def judge(campaign, channel, ids):
    """Return why messages cannot leave now: a key of :data:`.states.SKIP_REASONS` by the message's id.

    Permission, blacklist, archived contacts, the list and the number are those of now.

    :param campaign: the one ``dm.campaign`` of the messages
    :param str channel: theirs
    :param list ids: of some messages, a batch
    :rtype: dict
    """
    env = campaign.env
    # Compiling the expression takes longer than judging a batch by it.
    env.cr.execute(SQL("SET LOCAL jit = off"))
    listed = SQL(
        "EXISTS (SELECT FROM phone_blacklist listed WHERE listed.active AND listed.number = m.number)",
        to_flush=[env["phone.blacklist"]._fields[name] for name in ("active", "number")],
    )
    address = SQL.identifier("p", "dm_mobile" if channel == "sms" else "dm_app_token")
    is_changed = SQL("%s IS DISTINCT FROM m.number", address)
    # Two recipients may be one customer since: contacts were merged.
    is_second = SQL(
        """EXISTS (SELECT FROM dm_message had
                    WHERE had.partner_id = r.partner_id AND had.id <> m.id AND had.campaign_id = m.campaign_id
                      AND had.channel = m.channel AND had.is_test IS NOT TRUE AND had.state IN %s
                      AND (had.res_model, had.res_id) IS NOT DISTINCT FROM (m.res_model, m.res_id))""", OUT,
    )
    return dict(env.execute_query(SQL(
        """SELECT j.id, j.reason
             FROM (SELECT m.id, CASE WHEN r.id IS NULL THEN 'gone'
                                     ELSE COALESCE(NULLIF(%s, 'reachable'), CASE WHEN %s THEN 'refused'
                                                                                WHEN %s THEN 'changed'
                                                                                WHEN %s THEN 'duplicate' END)
                                END AS reason
                     FROM dm_message m
                LEFT JOIN dm_recipient r ON r.id = m.recipient_id
                LEFT JOIN res_partner p ON p.id = r.partner_id
                    WHERE m.id = ANY(%s)) AS j
            WHERE j.reason IS NOT NULL""",
        campaign._reach_sql(channel, "r"), listed, is_changed, is_second, ids,
    )))
