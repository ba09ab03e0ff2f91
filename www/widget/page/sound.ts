// The sound of an arriving message. Its code is loaded when an option enables it.

import { useLazy } from '../../assets/lazy-modules.ts';

type Sound = typeof import('./sound.lazy.ts');

export const allowSound = () => void useLazy<Sound>('sound', (sound) => sound.allowSound());

/** Allows sound on the visitor's next action: browsers let a page play sounds only after one. */
export function prepareSound(overlayRoot: HTMLElement) {
  void useLazy<Sound>('sound', (sound) => {
    for (const gesture of ['pointerdown', 'keydown']) overlayRoot.addEventListener(gesture, sound.allowSound, { once: true });
    if (navigator.userActivation?.isActive) sound.allowSound();
  });
}

/** Plays the sound in one of the site's tabs, unless the message is visible in one of them. */
export const ringOnce = (isVisible: boolean) => void useLazy<Sound>('sound', (sound) => sound.ringOnce(isVisible));
