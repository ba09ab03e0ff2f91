// Shows a picture of an answer. What that needs is loaded with the first picture; without it, the description stays.

import { useLazy } from '../../assets/lazy-modules.ts';
import type { WidgetState } from '../state.ts';
import { fileCardLanguage } from './file-card-language.ts';

export async function showPicture(state: WidgetState, description: HTMLElement, address: string) {
  const place = description.closest('.offer') ?? description;
  place.classList.add('picture-box');
  await useLazy<typeof import('./file-card.lazy.ts')>('file-card', async (module) => module.showPicture(description, address, await fileCardLanguage(state)));
  // It is in the document if the picture is not.
  place.classList.remove('picture-box');
}
