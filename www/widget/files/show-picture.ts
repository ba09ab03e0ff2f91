// Shows a picture of an answer: with the option `images` in a box, otherwise in its link. Loads the module for that for the first
// picture; if it cannot be loaded, the description stays.

import { useLazy } from '../../assets/lazy-modules.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState } from '../state/module-state.ts';
import { loadFileCardLanguage } from './file-card-language.ts';

export async function showPicture(state: ElementState & ModuleState, description: HTMLElement, address: string) {
  const isInBox = !!state.options?.images;
  const place = description.closest('.offer') ?? description;
  place.classList.toggle('picture-box', isInBox);
  await useLazy<typeof import('./file-card.lazy.ts')>('file-card', async (module) =>
    isInBox ? module.showPictureInBox(description, address, await loadFileCardLanguage(state)) : module.showPictureInLink(description, address),
  );
  // If the picture is not shown, its description is still in the document.
  place.classList.remove('picture-box');
}
