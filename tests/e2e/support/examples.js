// The examples in the README and in docs/, which tests read by their names.

import { readFile, readdir } from 'node:fs/promises';

const ROOT = new URL('../../../', import.meta.url);

/** Their languages and their code, by name. */
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

/** The code with the address of the bundle and with the test's chatbot. */
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
