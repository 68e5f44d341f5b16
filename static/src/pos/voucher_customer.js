import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import "@pos_loyalty/app/screens/partner_list_screen/partner_line/partner_line";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { worthOf } from "./voucher_text";

patch(PartnerLine.prototype, {
    /** The list of customers shows what their vouchers are worth, where core would show points. */
    _getLoyaltyPointsRepr(card) {
        if (!card.dm_is_voucher) {
            return super._getLoyaltyPointsRepr(...arguments);
        }
        const worth = worthOf(card.dm_amount, card.dm_percent, this.pos.currency);
        return _t("Gift voucher: %(worth)s", { worth });
    },
});
