// The options of an element that `embed.js` has added: in the address of the script, and in `window.ocsChatOptions`. Attributes take
// precedence. The loader has converted the options that it needs to attributes.

import { attributeOf } from '../../loader/option-text.ts';
import { reportScriptOptions } from '../diagnosis/diagnosis.ts';
import { KEYS, OPTIONS } from '../options/options.ts';
import { NOT_IN_ADDRESS } from '../options/generated-table.ts';

/** Reads the options, by their names as properties, and reports names that are no options. */
export function readScriptOptions(host: HTMLElement): Record<string, unknown> {
  const { scriptQuery } = host.dataset;
  if (scriptQuery === undefined) return {};
  // If an element of the page has this name, the copy has none of its properties.
  const options: Record<string, unknown> = { ...window.ocsChatOptions };
  const unknown = Object.keys(options).filter((key) => !KEYS.includes(key));
  const refused: string[] = [];
  let hasOptions = false;
  for (const [parameter, value] of new URLSearchParams(scriptQuery)) {
    const name = attributeOf(parameter);
    const option = OPTIONS.find((one) => one.name === name);
    hasOptions ||= Boolean(option);
    if (option && !NOT_IN_ADDRESS.includes(name)) options[option.key] = value;
    else {
      refused.push(name);
      // The loader does not check whether an option is allowed in an address.
      if (option && host.getAttribute(name) === value) host.removeAttribute(name);
    }
  }
  // If none is an option, the parameters are not for the widget: sites add a version for caches.
  if (!hasOptions) refused.splice(0);
  if (unknown.length || refused.length) reportScriptOptions(unknown, refused);
  return options;
}
