// Modules for what only some visitors need, loaded when they do.

import { loadModule } from 'files';

/**
 * @typedef {object} LazyModules
 * @property {typeof import('./lazy/diagnosis.js')} diagnosis
 * @property {typeof import('./lazy/drag.js')} drag
 * @property {typeof import('./lazy/file-store.js')} file-store
 * @property {typeof import('./lazy/page-texts.js')} page-texts
 * @property {typeof import('./lazy/save-file.js')} save-file
 * @property {typeof import('./lazy/sound.js')} sound
 * @property {typeof import('./lazy/teaser.js')} teaser
 * @property {typeof import('./lazy/thumbnail.js')} thumbnail
 * @property {typeof import('./lazy/top-layer.js')} top-layer
 */

/** Milliseconds before the second, the third and the last attempt. */
const RETRY_WAITS_MS = [500, 2_000, 8_000];

/**
 * Loads a module. Where it cannot be had, says so in the console and returns nothing; it is tried again when it is needed
 * again.
 *
 * @template {keyof LazyModules} Name
 * @param {Name} name
 * @returns {Promise<LazyModules[Name] | undefined>}
 */
export async function loadLazy(name) {
  for (const wait of [...RETRY_WAITS_MS, undefined]) {
    try {
      return await loadModule(name);
    } catch (error) {
      if (wait === undefined) console.error(`ocs-chat: a part of the widget (${name}) could not be loaded: ${error}`);
      else await new Promise((again) => setTimeout(again, wait));
    }
  }
  return undefined;
}

/**
 * Loads a module and uses it. Never rejects: what fails is reported in the console.
 *
 * @template {keyof LazyModules} Name
 * @template T
 * @param {Name} name
 * @param {(module: LazyModules[Name]) => T} use
 * @returns {Promise<Awaited<T> | undefined>}
 */
export async function useLazy(name, use) {
  try {
    const module = await loadLazy(name);
    return module && (await use(module));
  } catch (error) {
    console.error(`ocs-chat: a part of the widget (${name}) has failed: ${error}`);
    return undefined;
  }
}
