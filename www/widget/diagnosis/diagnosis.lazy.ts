// Explains to the page's owner why the widget does not work. Loaded when the explanation is needed.

import { EXPECTED } from '../options/generated-expected.ts';
import type { Options } from '../options/generated-types.ts';
import { storageProblem } from '../storage/storage-problem.ts';
import type { TokenProvider } from '../options/token-provider.ts';
import { sentence } from './sentences.ts';
import { checkServer } from './server-check.ts';
import type { StartRefusal } from './server-check.ts';

export { invalidOption, sentence } from './sentences.ts';
export { reportSunset } from './sunset.ts';

/** Warnings that are written only once. */
// Not a `Set`: the page may use that name for something else.
const reported: string[] = [];

export interface Diagnosis {
  ok: boolean;
  /** One sentence for each problem. */
  findings: string[];
}

/**
 * Checks the options and the server's answer to them. Also writes the findings to the console.
 *
 * @param startRefusal The function of the application that names the reason of a refusal.
 * @param warnings Reasons that have been reported so far, some of which this check cannot find.
 */
export async function diagnose(options: Options, tokenProvider: TokenProvider, startRefusal: StartRefusal, warnings: string[] = []): Promise<Diagnosis> {
  const problem = storageProblem(options);
  const found = problem ? [sentence(problem)] : [];
  found.push(...(await checkServer(options, tokenProvider, startRefusal)), ...warnings.map(sentence));
  const findings = [...new Set(found)];
  for (const finding of findings) console.warn(`ocs-chat: ${finding}`);
  return { ok: !findings.length, findings };
}

/** Reports each name in `window.ocsChatOptions` or in the address of the script that sets nothing, once. */
export function reportScriptOptions(unknown: string[], refused: string[]) {
  const warnings = [
    ...unknown.map((key) => `there is no option ${key}, which window.ocsChatOptions sets.`),
    ...refused.map((name) =>
      name in EXPECTED
        ? `the address of the script cannot set ${name}: use the attribute data-${name} or window.ocsChatOptions.`
        : `there is no option ${name}, which the address of the script sets.`,
    ),
  ];
  for (const warning of warnings) {
    if (!reported.includes(warning)) console.warn(`ocs-chat: ${warning}`);
    reported.push(warning);
  }
}

/** By name: a class or constant of the page hides the object, but is no property of `window`. */
const BUILT_INS: Record<string, unknown> = {
  Array,
  ArrayBuffer,
  BigInt,
  Date,
  Error,
  Function,
  JSON,
  Map,
  Math,
  Number,
  Object,
  Promise,
  Proxy,
  Reflect,
  RegExp,
  Set,
  String,
  Symbol,
  Uint8Array,
  WeakMap,
  WeakSet,
};

/** Names the built-in objects that the page has replaced, once. */
export function reportReplacedBuiltIns() {
  const replaced = Object.keys(BUILT_INS).filter((name) => !/native code|\[object (?!Object)/.test(String(BUILT_INS[name])));
  // Test tools replace it with an object that works.
  if (!('DateTimeFormat' in Intl)) replaced.push('Intl');
  if (!replaced.length || reported.includes('built-ins')) return;
  reported.push('built-ins');
  console.warn(`ocs-chat: the page has replaced built-in objects of the language (${replaced.join(', ')}). The chat may not work with them.`);
}
