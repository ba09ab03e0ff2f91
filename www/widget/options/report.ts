// Messages to the page's owner about options.

const reported = new Set<string>();

/** Whether this page has not reported the same before. */
export function isNew(message: string): boolean {
  const isFirst = !reported.has(message);
  reported.add(message);
  return isFirst;
}

type Explain = (name: string, value: string) => void;

let explain: Explain | undefined;

/** Sets how invalid options are explained: what is valid is loaded for that. */
export const explainWith = (explanation: Explain) => {
  explain = explanation;
};

/** Reports an invalid option, once. */
export function reportInvalid(name: string, value: string): void {
  if (isNew(`${name} ${value}`)) explain?.(name, value);
}
