"""One sender at a time, on however many servers: a lock that ends with the process, however that dies."""
import time

import psycopg2

from odoo.sql_db import connection_info_for

# Of PostgreSQL's advisory locks, which each database has for itself, that of the outbox.
KEY = (1684893541, 1)
TRIES, PAUSE = 10, 0.1


class SenderLock:
    """An advisory lock on a connection of its own, on which no transaction is ever open.

    The server gives it back when the connection ends. Who has it may thus conclude that nobody else sends: whatever is
    *submitting* belongs to a process that is dead, or that lost its connection and finds out by :meth:`is_held` before
    its next request.

    :param str database: name of the database
    """

    def __init__(self, database):
        _name, info = connection_info_for(database)
        self.connection = psycopg2.connect(**info)
        self.connection.autocommit = True

    def acquire(self):
        """Take the lock if nobody has it, and return whether it is ours.

        A process that was killed has it for a moment more, until the database server notices.
        """
        with self.connection.cursor() as cr:
            for _try in range(TRIES):
                cr.execute("SELECT pg_try_advisory_lock(%s, %s)", KEY)
                if cr.fetchone()[0]:
                    return True
                time.sleep(PAUSE)
        return False

    def is_held(self):
        """Return whether the connection, and with it the lock, is still there."""
        try:
            with self.connection.cursor() as cr:
                cr.execute("SELECT 1")
        except psycopg2.Error:
            return False
        return True

    def close(self):
        """Give the lock back."""
        self.connection.close()
