"""A filter line named one target in its own columns; now it may name several, each in a condition."""


def migrate(cr, _version):
    """Turn the targets that lines name into conditions, while the old columns are still there.

    A line that lost its target had a mode alone: its condition has no target, and stops the selection as the line did.
    """
    cr.execute(
        """INSERT INTO dm_filter_condition (filter_id, kind, sequence, source_target_id, deny, domain,
                                            create_uid, create_date, write_uid, write_date)
           SELECT f.id, 'target', 10, f.source_target_id, f.source_target_mode IS NOT DISTINCT FROM 'not_in', '[]',
                  f.create_uid, f.create_date, f.write_uid, f.write_date
             FROM dm_filter f
            WHERE (f.source_target_id IS NOT NULL OR f.source_target_mode IS NOT NULL)
              AND NOT EXISTS (SELECT FROM dm_filter_condition c WHERE c.filter_id = f.id AND c.kind = 'target')
            ORDER BY f.id""",
    )
