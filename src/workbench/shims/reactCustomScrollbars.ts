/** The package is CommonJS with its component under `default`; strict linking hands out the whole module instead. */
// @ts-expect-error the package has no types for this path
import * as scrollbars from 'react-custom-scrollbars-2/lib/index.js';

const module = scrollbars as unknown as { default: { default?: unknown } & Record<string, unknown>; Scrollbars?: unknown };

export default module.default.default ?? module.default;
export const Scrollbars = module.Scrollbars ?? module.default.Scrollbars;
