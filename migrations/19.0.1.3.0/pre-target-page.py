"""Empty the page of targets in a line's form before the form is loaded: it names columns that are no longer there."""


def migrate(cr, _version):
    """Leave the page, which is loaded after the form, without content; loading it fills it again."""
    cr.execute(
        """UPDATE ir_ui_view v SET arch_db = '{"en_US": "<data/>"}'
             FROM ir_model_data d
            WHERE d.module = 'direct_marketing' AND d.name = 'dm_filter_view_form_target' AND d.model = 'ir.ui.view'
              AND d.res_id = v.id""",
    )
