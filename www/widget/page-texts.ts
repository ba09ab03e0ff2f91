// The page's own texts (`translations-url`).

import { loadLazy } from '../assets/lazy-modules.ts';
import type { PageTexts as Loader } from './page-texts.lazy.ts';
import type { Texts } from './texts.ts';

export class PageTexts {
  #loader: Loader | undefined;
  #onLoad: () => void;

  constructor(onLoad: () => void) {
    this.#onLoad = onLoad;
  }

  /** The texts from the address, if they have loaded. */
  at(url: string | null | undefined): Texts | undefined {
    return this.#loader?.at(url);
  }

  /** Resolves when the texts have loaded or that has failed. */
  async load(url: string | null | undefined) {
    if (!url) return;
    const module = await loadLazy<typeof import('./page-texts.lazy.ts')>('page-texts');
    this.#loader ??= module && new module.PageTexts(this.#onLoad);
    await this.#loader?.load(url);
  }
}
