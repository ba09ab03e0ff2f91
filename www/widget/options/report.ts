// Messages to the page's owner about options.

const reported = new Set<string>();

/** Whether this page has not reported the same message before. Remembers it. */
export function isNew(message: string): boolean {
  const isFirst = !reported.has(message);
  reported.add(message);
  return isFirst;
}

type Explain = (name: string, value: string) => void;

let explain: Explain | undefined;

/** Sets the function that explains invalid options. It loads the explanations on demand. */
export const explainWith = (explanation: Explain) => {
  explain = explanation;
};

/** Reports an invalid option, once. */
export function reportInvalid(name: string, value: string): void {
  if (isNew(`${name} ${value}`)) explain?.(name, value);
}
