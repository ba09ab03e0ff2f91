// What the page has set for a widget, apart from the attributes and properties that the element itself keeps.

import type { PageContext } from '../options/page-context.ts';
import type { TokenProvider } from '../options/token-provider.ts';
import type { Consent } from '../storage/storage-consent.ts';

/** What `ElementState.options` is read from and compared with, and the properties that are no part of it. */
export interface InputState {
  /** Options of the element's script that are not attributes. */
  readonly scriptOptions: Record<string, unknown>;
  /** Values of the options when they were read last, by key. */
  snapshots: Map<string, unknown>;
  pageContext: PageContext;
  tokenProvider: TokenProvider;
  consent: Consent;
}
