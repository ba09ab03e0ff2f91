// The objects that lazy modules create for a widget. The interfaces are here, so that the state does not depend on these modules.

import type { Options } from '../options/generated-types.ts';

/** Loads the page's own texts. Created by `texts/page-texts.lazy.ts`. */
export interface PageTextsLoader {
  /** The texts from the address, if it is set and they have loaded. */
  at(address: string | null | undefined): Record<string, unknown> | undefined;
  /** Returns the application's texts with the page's texts in place of those that it replaces. */
  override(texts: readonly AppText[]): AppText[];
  /** Fetches the texts, once for each address. Reports failures in the console. */
  load(address: string | null | undefined): Promise<void>;
}

/** The opening hours. Created by `hours/hours.lazy.ts`. */
export interface OpeningHours {
  /**
   * The options to override now; `undefined` while the chat is open.
   *
   * @param tag The visitor's language.
   * @param ownTexts The page's own texts.
   */
  overrides(
    options: Options,
    tag: string,
    ownTexts: Record<string, unknown> | undefined,
  ): Partial<Pick<Options, 'disabled' | 'bannerMessage' | 'bannerStyle'>> | undefined;
  /** Checks the schedule once, at the earliest of: the next opening or closing, ten minutes, the page being hidden or shown. */
  checkLater(options: Options): void;
}

/** Reads answers aloud. Created by `read-aloud/read-aloud.lazy.ts`. */
export interface AnswerReader {
  /**
   * Replaces the options and the language. Call it before all others, and when one of them has changed.
   *
   * @param key The storage key of the conversation.
   * @param tag The visitor's language.
   * @param ownTexts The page's own texts.
   */
  update(options: Options, key: string, tag: string, ownTexts: Record<string, unknown> | undefined): void;
  /** The label of the menu item that turns reading new answers on or off. */
  menuLabel(): string;
  /** Reads an answer, or stops if it is being read. Returns what to announce in place of a new answer that is read. */
  read(entry: number, spoken: string, isNew: boolean): string | undefined;
  /** Turns reading new answers on or off. */
  toggle(): void;
}

/** What lazy modules have created so far. */
export interface ModuleState {
  pageTexts?: PageTextsLoader;
  hours?: OpeningHours;
  /** `undefined` also in browsers without speech synthesis. */
  reader?: AnswerReader;
}
