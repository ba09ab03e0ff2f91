// Connects to the server of the chat while the application loads: on slow networks the first request is sooner by several round trips.

import { createElement } from '../../loader/dom.ts';

/** Opens a connection to the server at this address, without a request. */
export const preconnect = (address: string) => document.head.append(createElement('link', { rel: 'preconnect', href: address, crossorigin: '' }));
