// The snippets for documentation sites with the real generators, and those for Google Tag Manager. Run by
// `cargo xtask test integrations`.

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { serveFolder } from '../support/static-server.js';
import { FAILED_REQUEST, Widget, expect, test as base } from '../support/test.js';

const run = promisify(execFile);
const { DOCS_PYTHON, DOCUSAURUS, MDBOOK, OUTPUT } = process.env;
const EXAMPLES = new URL('../../../examples', import.meta.url).pathname;
const ID = '11111111-1111-4111-8111-111111111111';

const test = base.extend({
  /** A snippet with the test's chatbot, and with the addresses of the widget's files and of the API. */
  snippet: ({ site, chatbot, api }, use) =>
    use(async (path) => {
      const text = await readFile(join(EXAMPLES, path), 'utf8');
      return text
        .replace('https://cdn.example/ocs-chat', site.url)
        .replace(ID, chatbot.id)
        .replace(/^( *)(script\.dataset\.embedKey = |'data-embed-key': |embedKey: )'…'/m, (line, indent, key) => {
          const address = key.replace('embedKey', 'apiBaseUrl').replace('embed-key', 'api-base-url');
          return `${indent}${address}'${api}'${key.startsWith('script') ? ';' : ','}\n${line.replace('…', chatbot.key)}`;
        });
    }),
});

test.describe.configure({ timeout: 180_000 });

/** Writes the files of a project, and returns its folder. */
async function createProject(folder, files) {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Chats on a site, and continues on its second page. */
async function converse(page, site) {
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await page.getByRole('link', { name: 'Second page' }).first().click();
  await expect(page.getByText('More text.')).toBeVisible();
  await expect(widget.host).toHaveCount(1);
  await expect(widget.answers).toHaveCount(1);
  await widget.ask('again');
  site.stop();
}

const FIRST = '# First page\n\nText.\n';
const SECOND = '# Second page\n\nMore text.\n';

test('the snippets for MkDocs add the chat to a site', async ({ page, snippet, expectedConsoleMessages }) => {
  // Its theme loads fonts and a highlighter from other servers.
  expectedConsoleMessages.push(FAILED_REQUEST, /^uncaught: hljs is not defined/);
  const files = { 'mkdocs.yml': await snippet('documentation-sites/mkdocs/mkdocs.yml'), 'docs/chat.js': await snippet('documentation-sites/chat.js') };
  const folder = await createProject(join(OUTPUT, 'mkdocs'), { ...files, 'docs/index.md': FIRST, 'docs/second.md': SECOND });
  await run(DOCS_PYTHON, ['-m', 'mkdocs', 'build', '--quiet', '--no-directory-urls'], { cwd: folder });
  await converse(page, await serveFolder(join(folder, 'site')));
});

test('the snippets for mdBook add the chat to a book', async ({ page, snippet }) => {
  const files = { 'book.toml': await snippet('documentation-sites/mdbook/book.toml'), 'chat.js': await snippet('documentation-sites/chat.js') };
  const summary = '- [First page](first.md)\n- [Second page](second.md)\n';
  const folder = await createProject(join(OUTPUT, 'mdbook'), { ...files, 'src/SUMMARY.md': summary, 'src/first.md': FIRST, 'src/second.md': SECOND });
  await run(MDBOOK, ['build'], { cwd: folder });
  await converse(page, await serveFolder(join(folder, 'book')));
});

test('the snippet for Docusaurus adds the chat to a site', async ({ page, snippet, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  const configuration = await snippet('documentation-sites/docusaurus/docusaurus.config.js');
  const folder = await createProject(join(DOCUSAURUS, 'site'), {
    'package.json': '{}',
    'docusaurus.config.mjs': configuration,
    'docs/index.md': FIRST,
    'docs/second.md': SECOND,
  });
  await run(process.execPath, ['../node_modules/@docusaurus/core/bin/docusaurus.mjs', 'build'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', CI: '1', DO_NOT_TRACK: '1' },
    maxBuffer: 1e8,
  });
  await converse(page, await serveFolder(join(folder, 'build')));
});

test('the tags for Google Tag Manager, which removes attributes of scripts, add the chat and report events', async ({ page, snippet, visit }) => {
  const tags = await Promise.all(['google-tag-manager/tag.html', 'google-tag-manager/events.html'].map((path) => snippet(path)));
  await visit('<p>A page</p>', { policy: '' });
  // The tag manager inserts a tag's markup, and replaces its scripts by ones with no other attribute than the address.
  await page.evaluate((tags) => {
    window.dataLayer = [];
    for (const tag of tags) {
      const container = document.createElement('div');
      container.innerHTML = tag;
      document.body.append(container);
      for (const script of container.querySelectorAll('script')) {
        const { src, text } = script;
        script.replaceWith(Object.assign(document.createElement('script'), src ? { src } : { text }));
      }
    }
  }, tags);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('a secret');
  expect(await page.evaluate(() => window.dataLayer)).toEqual([{ event: 'ocs:open' }, { event: 'ocs:session:started' }, { event: 'ocs:message:sent' }]);
});
