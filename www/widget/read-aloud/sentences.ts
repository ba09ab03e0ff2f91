// Divides the spoken text of an answer into sentences, which are spoken one at a time.

/** Some browsers stop in the middle of a sentence that takes longer than 15 seconds. */
const MAX_SENTENCE_CHARS = 200;

/** Parts of a sentence that are not too long: up to its end, or to a place to pause if there is one. */
const PARTS = new RegExp(`.{1,${MAX_SENTENCE_CHARS}}$|.{1,${MAX_SENTENCE_CHARS - 1}}[\\s,;:،؛፣፤、，；]|.{1,${MAX_SENTENCE_CHARS}}`, 'gsu');

/** The ends of sentences, where the browser has no `Intl.Segmenter`. */
const ENDS = /(?<=[.!?…]\s|[。！？।॥۔؟።፧])/u;

/** Marks in the text that are replaced by words: those of `TextForm::Speech` in src/markdown/plain_text.rs. */
export const MARKS = { code: '\u0002', link: '\u0003' };

const hasWord = (text: string) => /\p{L}/u.test(text) || Object.values(MARKS).some((mark) => text.includes(mark));

function split(line: string, tag: string): string[] {
  return 'Segmenter' in Intl ? Array.from(new Intl.Segmenter(tag, { granularity: 'sentence' }).segment(line), ({ segment }) => segment) : line.split(ENDS);
}

/** The sentences of a text. Each line starts another one. What cannot be spoken is left out. */
export function splitSentences(text: string, tag: string): string[] {
  const sentences: string[] = [];
  for (const line of text.split('\n')) {
    // List numbers and ends such as a closing bracket are not sentences of their own.
    let pending = '';
    for (const segment of split(line, tag)) {
      pending += segment;
      if (!hasWord(pending)) continue;
      sentences.push(...(pending.trim().match(PARTS) ?? []));
      pending = '';
    }
    if (/\p{N}/u.test(pending)) sentences.push(pending.trim());
  }
  return sentences.map((sentence) => sentence.trim()).filter(Boolean);
}
