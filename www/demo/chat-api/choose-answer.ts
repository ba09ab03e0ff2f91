// Chooses the answers of the demo's chatbot. The Chat API in memory (`tests/server/`) chooses the same: both read `conversation.json`.

import conversation from './conversation.json';
import leaflet from '../files/vaccination-leaflet.pdf';
import plan from '../files/floor-plan.png';
import hours from '../files/opening-hours.csv';

/** The content of the chatbot's files. */
export const SAMPLE_FILES: Record<string, { type: string; content: Uint8Array<ArrayBuffer> }> = {
  'vaccination-leaflet.pdf': { type: 'application/pdf', content: leaflet },
  'floor-plan.png': { type: 'image/png', content: plan },
  'opening-hours.csv': { type: 'text/csv', content: hours },
};

export const { chatbot: CHATBOT_NAME, think_ms: THINK_MS, failure: FAILURE, stored_failure: STORED_FAILURE } = conversation;

export interface Answer {
  text: string;
  /** Names of `SAMPLE_FILES`. In the text, `{0}` stands for the id of the first, and so on. */
  files: string[];
  /** Whether the text cites the files. Otherwise the chatbot has made them. */
  cites: boolean;
}

/** The answers as the file has them: fields may be missing. */
const ANSWERS: { to: string; text: string; files?: string[]; cites?: boolean; fails_first?: boolean }[] = conversation.answers;

const normalize = (text: string) => text.trim().toLowerCase();

/**
 * Returns the answer to a message; `undefined` if the attempt to answer fails.
 *
 * @param fileNames Names of the files that the visitor has attached.
 * @param isRepeated Whether the visitor has sent the same message before.
 */
export function answerTo(text: string, fileNames: string[], isRepeated: boolean): Answer | undefined {
  const found = ANSWERS.find(({ to }) => normalize(to) === normalize(text));
  if (found?.fails_first && !isRepeated) return undefined;
  const otherwise = fileNames.length ? conversation.received.replace('{files}', () => fileNames.join(', ')) : conversation.otherwise;
  return { text: found?.text ?? otherwise, files: found?.files ?? [], cites: found?.cites ?? false };
}
