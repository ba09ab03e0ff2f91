// Reports problems that the page's owner can solve, in the console. The explanations are loaded when they are needed.

import { loadLazy, useLazy } from '../../assets/lazy-modules.ts';
import { loadApplication } from '../../wasm/application.ts';
import { explainLoadError } from '../../wasm/load-error.ts';
import { storageProblem } from '../storage/storage-problem.ts';
import { explainWith } from '../options/report.ts';
import type { Options } from '../options/generated-types.ts';
import type { TokenProvider } from '../options/token-provider.ts';

type Lazy = typeof import('./diagnosis.lazy.ts');

/** Writes the explanation of a reason to the console. */
export const explain = (reason: string, level: 'warn' | 'error') =>
  void useLazy<Lazy>('diagnosis', ({ sentence }) => console[level](`ocs-chat: ${sentence(reason)}`));

/** The reason why something could not be stored, once it has been reported. */
let reportedStorageProblem: string | undefined;

/**
 * Reports once for all widgets of the page that something cannot be stored.
 *
 * @param observed The reason to report if a short test record can be stored.
 */
export function reportStorage(options: Options, observed?: string) {
  if (reportedStorageProblem) return;
  reportedStorageProblem = storageProblem(options) ?? observed;
  if (reportedStorageProblem) explain(reportedStorageProblem, 'warn');
}

/** Explains invalid options from now on. They are named even if the explanation cannot be loaded. */
export const explainInvalidOptions = () =>
  explainWith(async (name, value) => {
    const module = await loadLazy<Lazy>('diagnosis');
    console.error(`ocs-chat: ${module?.invalidOption(name, value) ?? `${name} is invalid: "${value}"`}`);
  });

/**
 * Reports names in the script's options that have no effect.
 *
 * @param unknown Names in `window.ocsChatOptions`.
 * @param refused Names of parameters in the address of the script.
 */
export const reportScriptOptions = (unknown: string[], refused: string[]) =>
  void useLazy<Lazy>('diagnosis', (module) => module.reportScriptOptions(unknown, refused));

/** Asks the server why requests fail, and writes the answer to the console. */
export const explainNetworkError = (options: Options, tokenProvider: TokenProvider) =>
  void useLazy<Lazy>('diagnosis', async (module) => module.diagnose(options, tokenProvider, (await loadApplication()).startRefusal));

/** Names the built-in objects that the page has replaced, if any: they may have caused a crash. */
export const reportReplacedBuiltIns = () => void useLazy<Lazy>('diagnosis', (module) => module.reportReplacedBuiltIns());

/** Reports that the server will stop supporting this version of the widget. */
export const reportSunset = (sunset: string | undefined, link: string | undefined) =>
  void useLazy<Lazy>('diagnosis', (module) => module.reportSunset(sunset, link));

/** Finds out why the widget does not work on this page. */
export async function diagnose(options: Options | null, tokenProvider: TokenProvider, warnings: string[]): Promise<{ ok: boolean; findings: string[] }> {
  const failure = (finding: string) => ({ ok: false, findings: [finding] });
  if (!options) return failure('chatbot-id is missing or is not a UUID.');
  let application;
  try {
    application = await loadApplication();
  } catch (error) {
    return failure(explainLoadError(error));
  }
  const module = await loadLazy<Lazy>('diagnosis');
  return (
    module?.diagnose(options, tokenProvider, application.startRefusal, [...warnings, ...(reportedStorageProblem ? [reportedStorageProblem] : [])]) ??
    failure('the diagnosis module could not be loaded.')
  );
}
