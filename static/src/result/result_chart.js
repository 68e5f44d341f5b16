import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** Per currency, in their order: the colour of the campaign's line and that of the whole shop's. */
const COLORS = [
    ["#1a9c5b", "#3b7ddd"],
    ["#c2188b", "#ee8fbe"],
    ["#d97706", "#f2b84b"],
    ["#6d4bd8", "#a895ec"],
    ["#0e8a8a", "#67c7c7"],
];
const FORMS = { line: _t("Lines"), area: _t("Areas"), bar: _t("Bars") };
/** In the place of a currency: all of them, each order converted at its own rate. */
export const CONVERTED = -1;
export const DEFAULT_CHOICE = { measure: "margin", form: "line", currency: 0 };
const COLORS_BEFORE = ["#8a94a6", "#c0c6d1"];

export function getColor(currencyRank, isShop) {
    return COLORS[currencyRank % COLORS.length][isShop ? 1 : 0];
}

/** The rows by currency that are shown: side by side, or as one. */
export function getBlocks(table, choice) {
    return choice.currency === CONVERTED ? [{ ...table.converted, id: CONVERTED }] : table.currencies;
}

export function getRowColor(currencyRank, row) {
    return row.is_before ? COLORS_BEFORE[row.is_shop ? 1 : 0] : getColor(currencyRank, row.is_shop);
}

/**
 * @param {Object} table what dm.campaign.get_result_table() returned
 * @returns {Object} the choices of the menu: lists of {value, label}
 */
export function getOptions(table) {
    const measures = new Map([["margin", _t("Margins")]]);
    for (const row of table.currencies[0]?.rows || []) {
        if (!measures.has(row.group)) {
            measures.set(row.group, row.legend);
        }
    }
    const currencies = table.currencies.map(({ id, name }) => ({ value: id, label: name }));
    return {
        measure: [...measures].map(([value, label]) => ({ value, label })),
        form: Object.entries(FORMS).map(([value, label]) => ({ value, label })),
        currency: table.converted
            ? [
                  { value: 0, label: _t("All currencies") },
                  ...currencies,
                  { value: CONVERTED, label: _t("Converted to %s", table.converted.name) },
              ]
            : [],
    };
}

/**
 * Keep of a remembered choice what this table can show.
 */
export function validChoice(choice, table) {
    const options = getOptions(table);
    const valid = { ...DEFAULT_CHOICE };
    for (const name of Object.keys(valid)) {
        if (options[name].some(({ value }) => value === choice[name])) {
            valid[name] = choice[name];
        }
    }
    return valid;
}

/**
 * @returns {Object[]} the rows that the graph shows, each with its colour; rows without a text are not drawn
 */
export function getSeries(table, choice) {
    return getBlocks(table, choice).flatMap((currency, rank) =>
        currency.rows
            .filter((row) => row.group === choice.measure && (choice.showsBefore || !row.is_before))
            .filter((row) => row.total_text && (!choice.currency || choice.currency === currency.id))
            .map((row) => ({ ...row, currencyId: currency.id, color: getRowColor(rank, row) }))
    );
}

function getDataset(row, table, choice, hasTwoAxes) {
    return {
        label: row.label,
        data: row.values.map((value, rank) => (table.buckets[rank].is_future ? null : value)),
        texts: row.texts,
        borderColor: row.color,
        backgroundColor: choice.form === "area" ? `${row.color}33` : row.color,
        fill: choice.form === "area",
        borderWidth: choice.form === "bar" ? 0 : 2.5,
        borderDash: (row.is_shop || row.is_before) && choice.form === "line" ? [6, 4] : [],
        pointRadius: table.buckets.length > 40 ? 0 : 3,
        tension: 0.25,
        cubicInterpolationMode: "monotone",
        maxBarThickness: 36,
        yAxisID: row.is_shop && hasTwoAxes ? "shop" : "y",
    };
}

function getAxis(position, title, color, grid) {
    return {
        type: "linear",
        position,
        title: { display: Boolean(title), text: title, color },
        ticks: {
            color,
            maxTicksLimit: 6,
            callback: (value) => formatFloat(value, { digits: [16, Number.isInteger(value) ? 0 : 2] }),
        },
        grid: { color: grid, drawOnChartArea: position === "left" },
        border: { display: false },
        grace: "5%",
        beginAtZero: true,
    };
}

/**
 * The shop sells many times what a campaign brings: its line has an axis of its own, on the right.
 *
 * @returns {Object} the configuration of Chart.js
 */
export function getChartConfig(table, choice) {
    const scheme = cookie.get("color_scheme");
    const color = getCustomColor(scheme, "#374151", "#E4E4E4");
    const grid = getCustomColor(scheme, "rgba(0,0,0,.08)", "rgba(255,255,255,.15)");
    const rows = getSeries(table, choice);
    const hasTwoAxes = rows.some((row) => row.is_shop) && rows.some((row) => !row.is_shop);
    const scales = {
        x: { ticks: { color, maxRotation: 0, autoSkipPadding: 12 }, grid: { display: false } },
        y: getAxis("left", hasTwoAxes ? _t("Campaign") : "", color, grid),
    };
    if (hasTwoAxes) {
        scales.shop = getAxis("right", _t("Whole shop"), color, grid);
    }
    return {
        type: choice.form === "bar" ? "bar" : "line",
        data: {
            labels: table.buckets.map((bucket) => bucket.label),
            datasets: rows.map((row) => getDataset(row, table, choice, hasTwoAxes)),
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            scales,
            plugins: {
                legend: { display: false },
                tooltip: {
                    callbacks: {
                        title: ([item]) => table.buckets[item.dataIndex].title,
                        label: ({ dataset, dataIndex }) => `${dataset.label} ${dataset.texts[dataIndex]}`,
                    },
                },
            },
        },
    };
}
