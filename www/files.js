// The files that are beside this one.

export const base = new URL('.', import.meta.url);

/**
 * @param {string} name
 * @param {AbortSignal} [signal]
 */
export async function get(name, signal) {
  const response = await fetch(new URL(name, base), { signal });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
}
