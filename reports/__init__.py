from . import ir_actions_report_voucher
