"""Writing down what became of messages: states only rise, in whatever order things are told."""
from odoo.tools import SQL

from .exchange import FAILED, SENT, UNCERTAIN
from .states import LEFT, RANKS, highest, rank
from .structure import keepable

# What is told about a message, column by column, and its type in the database.
TOLD = {
    "uuid": "text", "state": "text", "reference": "text", "code": "text", "error": "text", "points": "numeric",
    "settle_date": "timestamp",
}
# What gateways said, in their own words.
WORDS = ("reference", "code", "error")


def told(uuid, state, **values):
    """Return a row for :func:`apply`.

    :param str state: ``sent``, ``delivered``, ``failed`` or ``uncertain``
    :param values: further keys of :data:`TOLD`
    :rtype: dict
    """
    row = {**dict.fromkeys(TOLD), **values, "uuid": uuid, "state": state}
    return {**row, **{name: keepable(row[name] or "") or None for name in WORDS}}


def of_outcome(outcome, settle_date=None, pull_date=None):
    """Return what an exchange tells, as a row for :func:`apply`.

    What is said to be sent without a reference of the gateway is not: nobody could ever prove it.

    :param Outcome outcome: one whose state is not ``queued``
    :param datetime settle_date: when to ask what became of it, if nobody knows now
    :param datetime pull_date: when to ask for a report, if it was sent and the gateway does not report by itself
    """
    state = outcome.state if outcome.state in (SENT, FAILED) else UNCERTAIN
    code = outcome.code
    if state == SENT and not keepable(outcome.reference):
        state, code = UNCERTAIN, "no_reference"
    return told(
        outcome.uuid, state, reference=outcome.reference, code=code, error=outcome.error,
        points=outcome.points, settle_date={UNCERTAIN: settle_date, SENT: pull_date}.get(state),
    )


def apply(env, rows, moment, gateway_id=None):
    """Raise the states of messages to what is told about them.

    Of several rows about the same message the highest counts. Rows about messages that are not there are passed over.

    :param list[dict] rows: made by :func:`told`
    :param datetime moment: when it was told
    :param int gateway_id: the only gateway whose messages are meant; None for any
    :return: the ids of the messages that rose
    :rtype: list[int]
    """
    best = {}
    for row in rows:
        known = best.setdefault(row["uuid"], row)
        if known is not row and highest(known["state"], row["state"]) == row["state"]:
            best[row["uuid"]] = {**row, "reference": row["reference"] or known["reference"]}
    if not best:
        return []
    _lock(env, [*best])
    source = _source([*best.values()])
    _keep_reference(env, source, gateway_id)
    rose = env.execute_query(SQL(
        """UPDATE dm_message m
              SET state = t.state, failure_code = t.code, error = t.error, settle_date = t.settle_date, sender = NULL,
                  sent_date = CASE WHEN t.state = ANY(%(left)s) THEN COALESCE(m.sent_date, %(moment)s)
                                   ELSE m.sent_date END,
                  done_date = CASE WHEN t.state IN ('delivered', 'failed') THEN %(moment)s ELSE m.done_date END
             FROM %(source)s
            WHERE m.uuid = t.uuid AND %(mine)s AND %(before)s < %(after)s RETURNING m.id""",
        left=list(LEFT), moment=moment, source=source, mine=_of(gateway_id),
        before=rank(SQL("m.state")), after=rank(SQL("t.state")),
    ))
    env["dm.message"].invalidate_model()
    return [id_ for id_, in rose]


def _lock(env, uuids):
    """Lock the rows in one order, so that those who tell at the same time wait for each other and never for ever."""
    env.execute_query(SQL("SELECT id FROM dm_message WHERE uuid = ANY(%s) ORDER BY id FOR NO KEY UPDATE", uuids))


def _keep_reference(env, source, gateway_id):
    """Keep what the gateway calls a message and took for it, however late that is told."""
    env.execute_query(SQL(
        """UPDATE dm_message m
              SET gateway_reference = COALESCE(m.gateway_reference, t.reference),
                  gateway_points = COALESCE(m.gateway_points, t.points)
             FROM %s
            WHERE m.uuid = t.uuid AND %s AND (m.gateway_reference IS NULL AND t.reference IS NOT NULL
                                              OR m.gateway_points IS NULL AND t.points IS NOT NULL) RETURNING 1""",
        source, _of(gateway_id),
    ))


def _of(gateway_id):
    return SQL("m.gateway_id = %s", gateway_id) if gateway_id else SQL("TRUE")


def _source(rows):
    """Return the rows as an item of a FROM clause, ``t``."""
    columns = SQL(", ").join(
        SQL("%s::%s[]", [row[name] for row in rows], SQL(kind)) for name, kind in TOLD.items()
    )
    return SQL("unnest(%s) AS t (%s)", columns, SQL(", ").join(map(SQL.identifier, TOLD)))


def is_told(state):
    """Return whether a gateway may say that of a message.

    >>> is_told("delivered"), is_told("queued"), is_told("skipped"), is_told("lost")
    (True, False, False, False)
    """
    return RANKS["uncertain"] <= RANKS.get(state, -1) < RANKS["skipped"]
