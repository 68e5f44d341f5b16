from . import dm_yield_report
