// The globals that the widget uses, and scripts of pages that use their names for something else.

import { readFile } from 'node:fs/promises';

const source = (name) => readFile(new URL(`../../../www/globals/${name}`, import.meta.url), 'utf8');

/** The names that the build replaces with the browser's globals. */
export const NAMES = [
  ...Array.from((await source('document.ts')).matchAll(/export const (\w+)/g), ([, name]) => name),
  ...(await source('widget.ts')).match(/export const \{([^}]+)\}/)[1].match(/\w+/g),
].filter((name) => name !== 'document');

/** Statements that use a name for something else. The browser does not let some names be used. */
export const KINDS = {
  'an empty function': (name) => `try { window.${name} = function () {} } catch {}`,
  'an object': (name) => `try { window.${name} = {} } catch {}`,
  'a text': (name) => `try { window.${name} = 'text' } catch {}`,
  'a class': (name) => `try { window.${name} = class { open() {} } } catch {}`,
};
