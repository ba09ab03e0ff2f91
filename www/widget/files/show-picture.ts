// Shows a picture of an answer: in a box, or without the option `images` in its link. What that needs is loaded with the first
// picture; without it, the description stays.

import { useLazy } from '../../assets/lazy-modules.ts';
import type { WidgetState } from '../state.ts';
import { fileCardLanguage } from './file-card-language.ts';

export async function showPicture(state: WidgetState, description: HTMLElement, address: string) {
  const isInBox = !!state.options?.images;
  const place = description.closest('.offer') ?? description;
  place.classList.toggle('picture-box', isInBox);
  await useLazy<typeof import('./file-card.lazy.ts')>('file-card', async (module) =>
    isInBox ? module.showPicture(description, address, await fileCardLanguage(state)) : module.showPictureInLink(description, address),
  );
  // It is in the document if the picture is not.
  place.classList.remove('picture-box');
}
