import { useService } from "@web/core/utils/hooks";

/**
 * Return a function that lets nobody click while some work is under way: what is half made by then would be left behind,
 * or dropped.
 */
export function useUndisturbed() {
    const ui = useService("ui");
    return async (work) => {
        ui.block();
        try {
            return await work();
        } finally {
            ui.unblock();
        }
    };
}
