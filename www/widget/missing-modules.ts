// Offers to reload the page when a module that a visitor needs is gone from the server.

import { setMissingHandler } from '../assets/lazy-modules.ts';
import { createElement } from '../loader/dom.ts';
import { pageTextsOf } from './texts/page-texts.ts';
import { windowOf } from './state/instance-state.ts';
import { runningWidgets } from './state/running-widgets.ts';
import type { WidgetState } from './state/widget-state.ts';
import { languageOf } from './texts/language.ts';
import { launcherText } from './texts/texts.ts';

setMissingHandler(() => runningWidgets.forEach(offerReload));

function offerReload(state: WidgetState) {
  const header = windowOf(state)?.querySelector('header');
  // Only once for each instance.
  if (!header || state.isReleaseMissing) return;
  state.isReleaseMissing = true;
  const text = (name: string) => launcherText(languageOf(state).key, name, pageTextsOf(state));
  const button = createElement('button', { part: 'retry', class: 'link' }, text('reload'));
  button.onclick = () => location.reload();
  header.after(createElement('div', { part: 'trouble', class: 'banner', role: 'alert' }, text('partFailed'), ' ', button));
}
