// Decides when the teaser is shown. What it looks like is in teaser.lazy.ts.

import { loadLazy } from '../assets/lazy-modules.ts';
import { whenIdle } from './idle.ts';
import { adoptStyles } from './overlay-styles.ts';
import { hasConversation } from './storage/persistence.ts';
import { hasRefused, refuse } from './storage/refusals.ts';
import type { Options } from './options/types.ts';
import type { WidgetState } from './state.ts';
import { launcherText, loadTexts } from './texts.ts';

export function createTeaser(state: WidgetState, onOpen: () => void) {
  const { context, pageTexts } = state;
  let element: HTMLElement | undefined;
  let wasOpened = false;

  const hide = () => element?.remove();

  return {
    hide,
    /** The window has been opened or closed: the visitor knows the launcher, and the teaser is not shown again on this page. */
    onToggle() {
      hide();
      wasOpened = true;
    },
    /** Shows the teaser if it is enabled, as soon as the page is idle. */
    show() {
      hide();
      const { key } = state;
      const options = state.options as Options;
      const { teaser, welcomeMessages, translationsUrl } = options;
      // Without a text of its own it shows the first welcome message.
      const isWelcome = /^(|true|yes|1)$/i.test(teaser ?? '');
      if (wasOpened || !teaser || (isWelcome && !welcomeMessages[0] && !translationsUrl)) return;
      if (hasRefused(key, options, 'teaser') || hasConversation(key, options)) return;
      whenIdle(async () => {
        const { tag: lang, key: textKey, direction: dir } = state.language;
        const [module] = await Promise.all([
          loadLazy<typeof import('./teaser.lazy.ts')>('teaser'),
          loadTexts(textKey),
          isWelcome && pageTexts.load(translationsUrl),
        ]);
        const { ownTexts, isOpen } = state;
        if (!module || state.options !== options || isOpen || !options.showButton || options.mode === 'kiosk') return;
        const [welcome] = (ownTexts?.['content.welcomeMessages'] as unknown[] | undefined) ?? welcomeMessages;
        const text = isWelcome ? module.plainText(String(welcome ?? '')) : teaser;
        if (!text) return;
        hide();
        adoptStyles(context.root, module.styles);
        element = module.createTeaser(
          { text, hide: launcherText(textKey, 'hide', ownTexts), classes: `${options.position} ${state.theme}`, lang, dir },
          onOpen,
          () => {
            hide();
            refuse(key, options, 'teaser');
            context.button.focus();
          },
        );
        context.overlayRoot.append(element);
      });
    },
  };
}
