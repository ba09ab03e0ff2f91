// Lets the Back button close the window on screens that it covers, as visitors with phones expect.

import { useLazy } from '../../assets/lazy-modules.ts';
import { isSmallScreen } from './small-screen.ts';

type BackButton = typeof import('./back-button.lazy.ts');

/** Returns a function to call when the visitor has opened or closed the window. */
export function createBackButton(close: () => void) {
  let removeEntry: Promise<unknown> | undefined;
  return (isOpen: boolean) => {
    void removeEntry?.then((remove) => (remove as (() => void) | undefined)?.());
    removeEntry = undefined;
    if (isOpen && isSmallScreen()) {
      removeEntry = useLazy<BackButton>('back-button', (module) => module.addHistoryEntry(close));
    }
  };
}
