/**
 * What the server said of a text, moved to the text as it stands now: pieces that are still there at its beginning and
 * its end stay, what was typed between them is plain until the server answers again.
 *
 * @param {Array<{text: string, kind: string}>} pieces that are, together, an older text
 * @param {string} text
 * @returns the pieces of `text`
 */
export function carry(pieces, text) {
    const before = [];
    let begin = 0;
    for (const piece of pieces) {
        if (!text.startsWith(piece.text, begin)) {
            break;
        }
        before.push(piece);
        begin += piece.text.length;
    }
    const after = [];
    let end = text.length;
    for (const piece of pieces.slice(before.length).reverse()) {
        if (end - piece.text.length < begin || !text.slice(begin, end).endsWith(piece.text)) {
            break;
        }
        after.unshift(piece);
        end -= piece.text.length;
    }
    const typed = text.slice(begin, end);
    return [...before, ...(typed ? [{ text: typed, kind: "text", instead: null, title: "" }] : []), ...after];
}

/**
 * Return the text of pieces in which some are replaced by what the server proposes for them. What is left out takes one
 * of the two spaces around it along.
 */
export function replacePieces(pieces, isReplaced) {
    let text = "";
    let isLeftOut = false;
    for (const piece of pieces) {
        const written = isReplaced(piece) ? piece.instead : piece.text;
        text += isLeftOut && /(^|\s)$/.test(text) ? written.replace(/^ /, "") : written;
        isLeftOut = isReplaced(piece) && written === "";
    }
    return text;
}
