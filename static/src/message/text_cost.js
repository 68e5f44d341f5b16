import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";

/** What a text costs, and what can be done about it. */
export class TextCost extends Component {
    static template = "direct_marketing.TextCost";
    static props = {
        answer: Object,
        channel: String,
        isPlain: Boolean,
        isReadonly: Boolean,
        isSlow: Boolean,
        replaceCostly: Function,
        replaceUnknown: Function,
        writePlain: Function,
        countAll: Function,
    };

    // --- the text itself ---

    get text() {
        return this.props.answer.text;
    }
    get isSms() {
        return this.props.channel === "sms";
    }
    get counter() {
        const { units, left, segments } = this.text;
        const values = { units: formatInteger(units), left: formatInteger(left), segments: formatInteger(segments) };
        if (segments > 1) {
            return _t("%(segments)s SMS at least: %(units)s characters, %(left)s more fit", values);
        }
        return units === 1
            ? _t("1 SMS at least: 1 character, %(left)s more fit", values)
            : _t("1 SMS at least: %(units)s characters, %(left)s more fit", values);
    }
    get stop() {
        const { mode, text } = this.props.answer.stop;
        const said = { text: text.trim() };
        if (mode === "unknown") {
            return _t("No gateway is set up yet: the mention of how to refuse is not counted.");
        } else if (mode === "none") {
            return _t("The gateway adds no mention of how to refuse: write one, such as “STOP 36111”.");
        } else if (!said.text) {
            return _t("The gateway adds the mention of how to refuse; it did not say how long that is.");
        }
        return mode === "ours"
            ? _t("“%(text)s” is added at the end and counted.", said)
            : _t("The gateway adds “%(text)s” at the end; it is counted.", said);
    }

    // --- letters that cost more ---

    get costly() {
        const pieces = this.props.answer.pieces.filter((piece) => piece.kind === "costly");
        return [...new Map(pieces.map((piece) => [piece.text, piece])).values()];
    }
    get replaceable() {
        return this.costly.filter((piece) => piece.instead !== null);
    }
    get costlySentence() {
        const { segments, plain_segments } = this.text;
        return segments > plain_segments
            ? _t("Letters that SMS does not have make this text %(segments)s SMS instead of %(plain)s:", {
                  segments,
                  plain: plain_segments,
              })
            : _t("With letters that SMS does not have, an SMS takes 70 characters instead of 160:");
    }
    replacement(piece) {
        if (piece.instead === "") {
            return _t("leave out");
        }
        return piece.instead === " " ? _t("plain space") : piece.instead;
    }
    shown(piece) {
        return piece.text.trim() || _t("fixed space");
    }

    // --- fields ---

    get unknown() {
        return this.props.answer.pieces.filter((piece) => piece.kind === "unknown");
    }
    writeTitle(piece) {
        return _t("Write %(field)s", { field: piece.instead });
    }
    get missing() {
        return (this.figures?.missing || []).map(({ name, count }) =>
            count === 1
                ? _t("1 recipient has no “%(name)s”", { name })
                : _t("%(count)s have no “%(name)s”", { count: this.number(count), name })
        );
    }

    // --- for all recipients ---

    get figures() {
        return this.props.answer.figures;
    }
    number(value) {
        return formatInteger(value);
    }
    /** Numbers that are estimated say so. */
    about(value) {
        return this.figures.is_exact ? this.number(value) : _t("about %(number)s", { number: this.number(value) });
    }
    get points() {
        const { points, is_exact } = this.figures;
        const number = Number.isInteger(points) ? formatInteger(points) : formatFloat(points);
        return is_exact ? number : _t("about %(number)s", { number });
    }
    get basis() {
        const { count, counted, is_exact } = this.figures;
        const values = { count: this.number(count), counted: this.number(counted) };
        if (is_exact) {
            return count === 1
                ? _t("Exact: the only text was written.")
                : _t("Exact: all %(count)s texts were written.", values);
        }
        return _t("Estimated from %(counted)s of %(count)s texts; what is sent is counted one by one.", values);
    }
    get tooLongSentence() {
        const count = this.number(this.props.answer.max_segments);
        return _t("The gateway sends at most %(count)s SMS as one message: longer ones will not leave.", { count });
    }
    get isTooLong() {
        return this.figures && this.isSms && this.figures.largest > this.props.answer.max_segments;
    }
    /** What is saved by cheaper letters in values; those of the text itself are replaced first. */
    get saved() {
        return this.figures && this.isSms && !this.costly.length && this.figures.saved;
    }
    get savedSentence() {
        const number = this.about(this.saved);
        return _t("Names and other values with letters that SMS does not have cost %(number)s SMS more.", { number });
    }
}
