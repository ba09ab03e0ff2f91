// A global for `embed.js` only. See document.ts.

import { document } from './document.ts';

/** The constructor of a style sheet of the page: sheets of another window cannot be used in this document. */
export const CSSStyleSheet = /* @__PURE__ */ (document.styleSheets[0]?.constructor ?? window.CSSStyleSheet) as typeof window.CSSStyleSheet;
