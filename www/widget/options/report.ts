// Messages to the page's owner about options.

import { useLazy } from '../../assets/lazy-modules.ts';

const reported = new Set<string>();

/** Whether this page has not reported the same before. */
export function isNew(message: string): boolean {
  const isFirst = !reported.has(message);
  reported.add(message);
  return isFirst;
}

/** Reports an invalid option, once. What is valid is loaded for that. */
export function reportInvalid(name: string, value: string): void {
  if (isNew(`${name} ${value}`)) {
    void useLazy<typeof import('../diagnosis.lazy.ts')>('diagnosis', (module) => console.error(`ocs-chat: ${module.invalidOption(name, value)}`));
  }
}
