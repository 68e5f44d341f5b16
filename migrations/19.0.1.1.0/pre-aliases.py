"""Give the fields of the catalogue the other names that texts may call them by; their records are not updated."""
from lxml import etree

from odoo.tools import file_open


def migrate(cr, _version):
    """Fill the new column before ready texts are loaded that use those names."""
    cr.execute("ALTER TABLE dm_field ADD COLUMN IF NOT EXISTS aliases varchar")
    with file_open("direct_marketing/data/dm_field_data.xml", "rb") as file:
        records = etree.parse(file).iter("record")
        named = [(record.get("id"), record.findtext("field[@name='aliases']")) for record in records]
    for name, aliases in named:
        cr.execute(
            """UPDATE dm_field SET aliases = %s
                 FROM ir_model_data d
                WHERE d.module = 'direct_marketing' AND d.name = %s AND d.res_id = dm_field.id
                  AND dm_field.aliases IS NULL""", [aliases, name],
        )
