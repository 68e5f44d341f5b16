"""A gateway to try things out with: it takes messages and sends none. ``./dev run`` and the tests start it.

Never imported by the addon itself, and it knows nothing of Odoo: ``desk`` is what it remembers and how it misbehaves,
``server`` speaks HTTP, ``page`` shows what came in, ``tell`` sends reports and answers back.
"""
