from . import dm_export
