import { roundDecimals } from "@web/core/utils/numbers";

// Line by line, a price without tax reaches any total but those that lie between two cents of it.
const ATTEMPTS = 4;

/**
 * Let the lines of a voucher, or of what is taken back of it, bring their ticket to a total, tax included, to the cent.
 *
 * Core shares the amount out over the taxes and rounds each share; where prices exclude tax, some totals cannot be
 * reached at all. The largest line takes up the difference, and the cent that remains is a line without tax.
 */
export function takeOffExactly(order, lines, total) {
    const digits = priceDigits(order);
    for (const line of lines) {
        line.price_unit = roundDecimals(line.price_unit, digits);
    }
    const largest = lines.reduce((one, other) => (other.price_unit < one.price_unit ? other : one));
    const missing = () => order.currency.round(order.priceIncl - total);
    let best = { distance: Infinity };
    for (let attempt = 0; attempt < ATTEMPTS && missing(); attempt++) {
        const distance = Math.abs(missing());
        best = distance < best.distance ? { distance, price: largest.price_unit } : best;
        largest.price_unit = roundDecimals(largest.price_unit - missing() / largest.qty, digits);
    }
    if (missing()) {
        largest.price_unit = best.price;
        addRemainder(order, largest, missing());
    }
}

function addRemainder(order, line, amount) {
    const sign = Math.sign(line.qty);
    order.models["pos.order.line"].create({
        order_id: order,
        product_id: line.product_id,
        qty: sign,
        price_unit: -amount * sign,
        price_type: "manual",
        tax_ids: [],
        is_reward_line: line.is_reward_line,
        reward_id: line.reward_id,
        coupon_id: line.coupon_id,
        reward_identifier_code: line.reward_identifier_code,
        points_cost: 0,
    });
}

/** How many decimals unit prices have. */
export function priceDigits(order) {
    const precision = order.models["decimal.precision"].find(({ name }) => name === "Product Price");
    return precision?.digits ?? 2;
}
