"""The customers' scores of the last year, month by month, as if the addon had been there."""
from dateutil.relativedelta import relativedelta

MONTHS = 12


def remember(env, company, today):
    """Compute the scores of the first days of the past months and of today."""
    firsts = [today.replace(day=1) - relativedelta(months=number) for number in range(MONTHS, 0, -1)]
    for day in [*firsts, today]:
        env["dm.score"]._store(company, day)
