// The examples in the README and in docs/, which tests read by their names.

import { readFile, readdir } from 'node:fs/promises';

const ROOT = new URL('../../../', import.meta.url);

/** The language and the code of each example, by name. */
async function readExamples() {
  const pages = (await readdir(new URL('docs/', ROOT))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  const texts = await Promise.all(['README.md', ...pages].map((path) => readFile(new URL(path, ROOT), 'utf8')));
  const found = texts.join('\n').matchAll(/^<!-- snippet:([\w-]+) -->\n\n```(\w*)\n(.*?)^```/gms);
  return new Map([...found].map(([, name, language, code]) => [name, { language, code }]));
}

const examples = await readExamples();

/** The example with this name. */
export function example(name) {
  const found = examples.get(name);
  if (!found) throw new Error(`no document has the example ${name}`);
  return found;
}

/** The code of an example, with the bundle's address and the test's chatbot filled in. */
export const withChatbot = (code, chatbot, api, hash) =>
  code
    .replace(/https:\/\/cdn[^"]*embed\.js/g, '/embed.js')
    .replace('sha384-…', `sha384-${hash}`)
    .replace(/(data-)?chatbot-id="[^"]*"/g, `$1chatbot-id="${chatbot.id}" $1api-base-url="${api}"`)
    .replace(/embed-key="…"/g, `embed-key="${chatbot.key}"`)
    .replace('user-id="…"', 'user-id="42"')
    .replace(/chatbotId: '[^']*'/, `chatbotId: '${chatbot.id}', apiBaseUrl: '${api}'`)
    .replace("embedKey: '…'", `embedKey: '${chatbot.key}'`)
    .replace(/chatbotId="[^"]*"/, `chatbotId="${chatbot.id}" apiBaseUrl="${api}"`)
    .replace('embedKey="…"', `embedKey="${chatbot.key}"`);
