// Chooses the language of a sentence by its script, and a voice for it.

/** The scripts that are distinguished, by their ISO 15924 codes. */
const SCRIPTS = 'Latn Cyrl Arab Deva Beng Ethi Hang Hira Kana Hani Grek Hebr Thai Taml Telu Gujr Guru Knda Mlym Sinh Khmr Laoo Mymr Geor Armn'.split(' ');
const PATTERNS = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'gu')] as const);

/** The scripts to look for instead of codes of `Intl.Locale` that are not in `SCRIPTS`. */
const SCRIPTS_OF_CODE: Record<string, string[]> = { Jpan: ['Hira', 'Hani'], Kore: ['Hang'], Hans: ['Hani'], Hant: ['Hani'] };

/** Parses a language tag. Some systems separate its parts by underscores, or use an outdated code for the language. */
function parseTag(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(/^[a-z]{2,3}([-_]([a-z]{4}|[a-z]{2}|\d{3})(?![a-z\d]))*/i.exec(tag)?.[0].replaceAll('_', '-') ?? '');
  } catch {
    return undefined;
  }
}

/** The script that a text is written in; `undefined` if it has no letters. */
function scriptOf(text: string): string | undefined {
  const counts = new Map(PATTERNS.map(([script, pattern]) => [script, text.match(pattern)?.length ?? 0]));
  const count = (script: string) => counts.get(script) ?? 0;
  // Chinese has no kana.
  const kana = count('Hira') + count('Kana');
  if (kana) counts.set('Hira', kana + count('Hani')).set('Hani', 0);
  // Texts in other scripts contain names and foreign words in Latin letters, and have words of fewer letters.
  counts.set('Latn', count('Latn') / 3);
  const [script, most] = [...counts].reduce((best, other) => (other[1] > best[1] ? other : best));
  return most ? script : undefined;
}

/**
 * The language of a text: the first of `tags` that is written in its script; otherwise the most likely language of the script.
 *
 * @param tags The first one is used for a text without letters.
 */
export function languageOfText(text: string, tags: readonly string[]): string {
  const script = scriptOf(text);
  const isInScript = (tag: string) => {
    const code = parseTag(tag)?.maximize().script ?? '';
    return (SCRIPTS_OF_CODE[code] ?? [code]).includes(script as string);
  };
  if (!script) return tags[0];
  return tags.find(isInScript) ?? new Intl.Locale(`und-${script}`).maximize().language;
}

/** The best voice for a language; `undefined` if there is none. Voices of the device come first: others send the text to a service. */
export function chooseVoice(voices: readonly SpeechSynthesisVoice[], tag: string): SpeechSynthesisVoice | undefined {
  const wanted = parseTag(tag)?.maximize();
  const rank = (voice: SpeechSynthesisVoice) => {
    const locale = parseTag(voice.lang)?.maximize();
    if (!wanted || locale?.language !== wanted.language) return 0;
    return 1 + (voice.default ? 1 : 0) + (locale.region === wanted.region ? 2 : 0) + (voice.localService ? 4 : 0);
  };
  return voices.reduce<SpeechSynthesisVoice | undefined>((best, voice) => (rank(voice) > (best ? rank(best) : 0) ? voice : best), undefined);
}
