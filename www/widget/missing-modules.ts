// Offers to reload the page when a module that the visitor needs is gone from the server.

import { onModuleMissing } from '../assets/lazy-modules.ts';
import { createElement } from '../loader/dom.ts';
import { pageTextsOf } from './page-texts.ts';
import { languageOf, windowOf } from './state.ts';
import type { WidgetState } from './state.ts';
import { launcherText } from './texts.ts';

const CLASS = 'outdated';

/** Shows the offer in the window of a running instance, until `signal` is aborted. */
export const watchMissingModules = (state: WidgetState, signal: AbortSignal) =>
  onModuleMissing(() => {
    const window = windowOf(state);
    if (!window || window.querySelector(`.${CLASS}`)) return;
    const text = (name: string) => launcherText(languageOf(state).key, name, pageTextsOf(state));
    const button = createElement('button', { part: 'retry', class: 'link', type: 'button' }, text('reload'));
    button.onclick = () => location.reload();
    const banner = createElement('div', { part: 'trouble', class: `banner ${CLASS}`, role: 'alert' }, text('partFailed'), ' ', button);
    window.querySelector('header')?.after(banner);
  }, signal);
