// Lets the Back button close the window on screens that it covers, as visitors with phones expect.

import { useLazy } from '../../assets/lazy-modules.ts';
import { isSmallScreen } from './small-screen.ts';

type BackButton = typeof import('./back-button.lazy.ts');

/** Returns a function to call when the visitor has opened or closed the window. */
export function createBackButton(close: () => void) {
  let entry = Promise.resolve<unknown>(undefined);
  return (isOpen: boolean) => {
    entry = entry.then(async (remove) => {
      // A widget that restarts removes an entry and adds the next one at once, but going back takes a moment.
      if (typeof remove === 'function') await remove();
      return isOpen && isSmallScreen() && useLazy<BackButton>('back-button', (module) => module.addHistoryEntry(close));
    });
  };
}
