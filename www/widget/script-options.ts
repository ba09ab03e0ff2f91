// The options of an element that `embed.js` has added: in the address of the script, and in `window.ocsChatOptions`. Attributes take
// precedence. The loader has made attributes of those that it needs.

import { attributeOf } from '../loader/initial-options.ts';
import { KEYS, OPTIONS } from './options/options.ts';
import { isNew } from './options/report.ts';
import { NOT_IN_ADDRESS } from './options/table.ts';

function report(message: string) {
  if (isNew(message)) console.warn(`ocs-chat: ${message}`);
}

/** Reads the options, by their names as properties, and reports what is none. */
export function readScriptOptions(host: HTMLElement): Record<string, unknown> {
  const { scriptQuery } = host.dataset;
  if (scriptQuery === undefined) return {};
  // An element may have the name.
  const isObject = Object.prototype.toString.call(window.ocsChatOptions) === '[object Object]';
  const options: Record<string, unknown> = isObject ? { ...window.ocsChatOptions } : {};
  for (const key of Object.keys(options)) {
    if (!KEYS.includes(key)) report(`there is no option ${key}, which window.ocsChatOptions sets.`);
  }
  for (const [parameter, value] of new URLSearchParams(scriptQuery)) {
    const name = attributeOf(parameter);
    const option = OPTIONS.find((one) => one.name === name);
    if (!option) report(`there is no option ${parameter}, which the address of the script sets.`);
    else if (NOT_IN_ADDRESS.includes(name)) {
      report(`the address of the script cannot set ${name}: use the attribute data-${name} or window.ocsChatOptions.`);
      // The loader has not checked it.
      if (host.getAttribute(name) === value) host.removeAttribute(name);
    } else options[option.key] = value;
  }
  return options;
}
