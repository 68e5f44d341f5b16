"""The demonstration shop: invented customers and three years of sales, loaded by ``./dev run``.

Never imported by the addon itself. What happens in the shop is drawn in plain Python (``towns``, ``people``, ``goods``,
``sales``), the same at each loading of a day; ``tills``, ``orders`` … write it down in Odoo's tables.
"""
