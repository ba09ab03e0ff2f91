// A global that only `embed.js` takes from here. See document.ts.

import { document } from './document.ts';

/** From a sheet of the page: one of another window cannot be used in this document. */
export const CSSStyleSheet = /* @__PURE__ */ (document.styleSheets[0]?.constructor ?? window.CSSStyleSheet) as typeof window.CSSStyleSheet;
