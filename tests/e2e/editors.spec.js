// The package's data for editors, in the language service of Visual Studio Code, and for JetBrains' editors. Run by
// `cargo xtask test package`.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { OPTIONS } from '../../www/widget/options/options.ts';
import { example } from './support/examples.js';
import { expect, test } from './support/test.js';

const { BUNDLERS, PACKAGE } = process.env;
const require = createRequire(join(BUNDLERS ?? '/', 'package.json'));
const json = async (name) => JSON.parse(await readFile(join(PACKAGE, name), 'utf8'));

/** Opens a document in the language service with the package's data, which the settings name. A bar marks the position. */
async function open(text) {
  const [data] = JSON.parse(example('editors-settings').code)['html.customData'];
  const { TextDocument, getLanguageService, newHTMLDataProvider } = require('vscode-html-languageservice');
  const provider = newHTMLDataProvider('ocs-chat', await json(basename(data)));
  const service = getLanguageService({ useDefaultDataProvider: true, customDataProviders: [provider] });
  const document = TextDocument.create('file:///page.html', 'html', 1, text.replace('|', ''));
  const parsed = service.parseHTMLDocument(document);
  const position = document.positionAt(text.indexOf('|'));
  return {
    completions: () => service.doComplete(document, position, parsed).items.map(({ label }) => label),
    hover: () => JSON.stringify(service.doHover(document, position, parsed)?.contents),
  };
}

test('the language service completes the elements, their attributes and values, and explains them', async () => {
  for (const tag of ['ocs-chat', 'open-chat-studio-widget']) {
    expect((await open('<|')).completions()).toContain(tag);
    expect((await open(`<${tag} |></${tag}>`)).completions()).toEqual(expect.arrayContaining(OPTIONS.map(({ name }) => name)));
    expect((await open(`<${tag} position="|"></${tag}>`)).completions()).toEqual(['left', 'center', 'right']);
    expect((await open(`<${tag} allow-attachments="|"></${tag}>`)).completions()).toEqual(['true', 'false']);
    expect(await (await open(`<${tag} welcome-mess|ages="[]"></${tag}>`)).hover()).toContain('first messages, in Markdown');
  }
});

test('web-types.json describes the elements, and package.json names it', async () => {
  const { name, version, 'web-types': file, exports } = await json('package.json');
  expect(exports).toMatchObject({ './web-types.json': file, './vscode.html-custom-data.json': './vscode.html-custom-data.json' });
  const types = await json(file);
  expect(types).toMatchObject({ name, version, 'js-types-syntax': 'typescript', 'description-markup': 'markdown' });
  const { elements } = types.contributions.html;
  expect(elements.map((element) => element.name)).toEqual(['ocs-chat', 'open-chat-studio-widget']);
  const names = (list) => list.map((entry) => entry.name);
  for (const { attributes, js, css } of elements) {
    expect(names(attributes).sort()).toEqual(OPTIONS.map((option) => option.name).sort());
    expect(attributes.find((one) => one.name === 'theme')).toMatchObject({
      value: { type: 'enum' },
      values: [{ name: 'auto' }, { name: 'light' }, { name: 'dark' }],
      default: 'auto',
    });
    expect(attributes.find((one) => one.name === 'chatbot-id').value).toEqual({ type: 'string' });
    expect(names(js.properties)).toEqual(expect.arrayContaining(['chatbotId', 'pageContext', 'authTokenProvider']));
    expect(names(js.events)).toContain('ocs:message:received');
    expect(names(css.properties)).toContain('--ocs-accent');
    expect(names(css.parts)).toContain('launcher');
  }
});
