from . import dm_yield_report
from . import ir_actions_report_voucher
