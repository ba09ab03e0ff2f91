// Loads the widget bundle, which is next to `embed.js`, once for all elements of a page.

import { baseUrl } from './current-script.ts';
import type { WidgetModule } from './element-context.ts';
import { verifiedModule } from './verified-module.ts';

export { requestEarly } from './early-requests.ts';
export { verifiedModule };

/** Loads the widget bundle. A failed attempt can be repeated. */
export const loadWidget = verifiedModule<WidgetModule>(`${baseUrl}chat-${LOADER.hash}.js`, LOADER.integrity);
