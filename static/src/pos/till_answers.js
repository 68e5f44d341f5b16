import { browser } from "@web/core/browser/browser";

/**
 * Answers that the server has not confirmed yet, kept through reloads of the till and through deleted tickets.
 * Each is also kept with its ticket: what arrives twice the server keeps once.
 */
export function waitingAnswers(pos) {
    try {
        return JSON.parse(browser.localStorage.getItem(key(pos))) || [];
    } catch {
        return [];
    }
}

export function keepAnswer(pos, answer) {
    store(pos, [...waitingAnswers(pos), answer]);
}

/** Send what waits; what does not arrive goes on waiting. */
export async function sendAnswers(pos) {
    const answers = waitingAnswers(pos);
    if (!answers.length) {
        return;
    }
    const args = [[pos.config.id], answers];
    if (await pos.data.silentCall("pos.config", "dm_record_till_answers", args)) {
        const sent = new Set(answers.map((answer) => JSON.stringify(answer)));
        store(
            pos,
            waitingAnswers(pos).filter((answer) => !sent.has(JSON.stringify(answer)))
        );
    }
}

function store(pos, answers) {
    browser.localStorage.setItem(key(pos), JSON.stringify(answers));
}

function key(pos) {
    return `direct_marketing.answers.${odoo.info?.db}.${pos.config.id}`;
}
