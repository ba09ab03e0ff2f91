// Reports that the server stops supporting this version of the widget.

/** The levels at which the end of support has been reported. */
const reported = new Set<'warn' | 'error'>();

/**
 * Reports that the server will stop supporting this version: once, and once more after that has happened.
 *
 * @param sunset The value of the `Sunset` header.
 */
export function reportSunset(sunset?: string, link?: string) {
  const hasEnded = isOver(sunset);
  const level = hasEnded ? 'error' : 'warn';
  if (reported.has(level)) return;
  reported.add(level);
  console[level](`ocs-chat: ${sunsetSentence(sunset, link)}`);
}

const isOver = (sunset?: string | null) => Boolean(sunset && Date.parse(sunset) < Date.now());

/**
 * Returns a sentence about the end of support for this version of the widget.
 *
 * @param sunset The value of the `Sunset` header: the date after which the server may refuse this version.
 * @param link The value of the `Link` header.
 */
export function sunsetSentence(sunset?: string | null, link?: string | null) {
  const support = isOver(sunset)
    ? `does not support this version of the widget since ${sunset}`
    : sunset
      ? `will not support this version of the widget after ${sunset}`
      : 'will soon stop supporting this version of the widget';
  return `the server ${support}. Please update it.${link ? ` See ${link.match(/<(.*?)>/)?.[1] ?? link}` : ''}`;
}
