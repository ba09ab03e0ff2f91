// Decides whether and with which text the teaser is shown. Its elements and its timing are in teaser.lazy.ts.

import { loadLazy } from '../../assets/lazy-modules.ts';
import { adoptStyles } from '../../loader/dom.ts';
import { isFalse } from '../../loader/option-text.ts';
import { updatableOptions } from '../appearance/updatable-options.ts';
import { themeOf } from '../appearance/theme.ts';
import { followHours } from '../hours/hours.ts';
import { whenIdle } from '../page/idle.ts';
import { reportInvalid } from '../options/report.ts';
import type { Options } from '../options/generated-types.ts';
import { loadPageTexts, pageTextsOf } from '../texts/page-texts.ts';
import { languageOf } from '../texts/language.ts';
import type { LauncherState } from '../state/launcher-state.ts';
import type { WidgetState } from '../state/widget-state.ts';
import { hasChosen, storeChoice } from '../storage/choices.ts';
import { hasConversation } from '../storage/persistence.ts';
import { launcherText, prepareTexts } from '../texts/texts.ts';

export const hideTeaser = ({ teaser }: LauncherState) => teaser?.remove();

/** Shows the teaser if it is enabled, as soon as the page is idle or at the moment that the page has chosen. */
export function showTeaser(state: WidgetState) {
  hideTeaser(state);
  const [key] = state.keys;
  const options = state.options as Options;
  const { teaser, welcomeMessages, translationsUrl, position } = options;
  // Without a text in the option, the teaser shows the first welcome message.
  const isWelcome = /^(|true|yes|1)$/i.test(teaser ?? '');
  // Not after the visitor has used the launcher.
  if (state.wasToggled || !teaser || isFalse(teaser) || (isWelcome && !welcomeMessages[0] && !translationsUrl)) return;
  if (hasChosen(key, options, 'teaserHidden') || hasConversation(key, options)) return;
  whenIdle(async () => {
    const { tag: lang, key: language, direction: dir } = languageOf(state);
    const [module] = await Promise.all([
      loadLazy<typeof import('./teaser.lazy.ts')>('teaser'),
      prepareTexts(language),
      isWelcome && loadPageTexts(state),
      followHours(state),
    ]);
    if (!module || state.options !== options) return;
    const show = () => {
      if (state.options !== options || state.wasToggled || state.isOpen || !options.showButton || options.mode === 'kiosk' || updatableOptions(state).disabled)
        return;
      const pageTexts = pageTextsOf(state);
      const [welcome] = (pageTexts?.['content.welcomeMessages'] as unknown[] | undefined) ?? welcomeMessages;
      const text = isWelcome ? module.plainText(String(welcome ?? '')) : teaser;
      if (!text) return;
      const { root, overlayRoot, button } = state.context;
      adoptStyles(root, module.styles);
      const element = module.createTeaser(
        { text, hide: launcherText(language, 'hide', pageTexts), classes: `${position} ${themeOf(state)}`, lang, dir },
        () => state.show(true, true),
        () => {
          hideTeaser(state);
          storeChoice(key, options, 'teaserHidden');
          button.focus();
        },
      );
      overlayRoot.append(element);
      return element;
    };
    hideTeaser(state);
    state.teaser = module.showAtMoment(state.context.host, key, options, reportInvalid, show);
  });
}
