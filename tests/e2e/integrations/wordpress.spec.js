// The WordPress plugin in Debian's WordPress: installed from its zip, configured in the administration, used and uninstalled. Run by
// `cargo xtask test integrations`.

import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { example } from '../support/examples.js';
import { FAILED_REQUEST, Widget, expect, test as base } from '../support/test.js';
import { PASSWORD, startWordPress } from './wordpress/wordpress.js';

const ZIP = process.env.WORDPRESS_ZIP;
const INSTALLATION = 'the zip is installed in the administration, and pages contain no chat without a chatbot';
/** Texts that would leave an attribute, a script or JSON, or be replaced by WordPress, if they were not escaped. */
const HOSTILE = `"'><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">&quot;,&quot; [gallery] \\ 100%20`;

const test = base.extend({
  wordpress: [
    async ({}, use) => {
      const wordpress = await startWordPress();
      await use(wordpress);
      await wordpress.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  /** Pages of the administration log failed requests: Debian's WordPress lacks files that are not free. */
  expectedConsoleMessages: async ({}, use) => {
    // An error of TinyMCE, which the block editor contains.
    await use([FAILED_REQUEST, /^uncaught: Node cannot be null/]);
  },
  page: async ({ page }, use) => {
    const failed = [];
    page.on('response', (response) => response.status() >= 400 && response.url().includes('ocs-chat') && failed.push(response.url()));
    await use(page);
    expect(failed.filter((url) => !url.includes('options-general.php'))).toEqual([]);
  },
  /** The address of the site. */
  home: ({ wordpress }, use) => use(wordpress.url),
  /** Settings for the test's chatbot. */
  connection: ({ chatbot, api }, use) => use({ chatbot_id: chatbot.id, embed_key: chatbot.key, api_base_url: api }),
});

// The tests share a site: the first installs the plugin, the last uninstalls it. After a failure, the remaining tests get another site.
test.describe.configure({ mode: 'default', timeout: 120_000 });

test.beforeEach(async ({ wordpress }, { title }) => {
  if (title !== INSTALLATION) await wordpress.ensurePlugin(ZIP);
});

/** Logs in without the form of WordPress, which moves the focus at some time after it has loaded: its fields cannot be filled reliably. */
async function logIn(page, home, name = 'admin') {
  await page.context().clearCookies();
  const response = await page.request.post(`${home}wp-login.php`, { form: { log: name, pwd: PASSWORD }, maxRedirects: 0 });
  expect(response.status()).toBe(302);
}

/** Opens the block editor. Its guide covers it when a user opens it for the first time. */
async function openEditor(page, url) {
  const guide = page.getByRole('dialog', { name: /Welcome/ });
  await page.addLocatorHandler(guide, () => guide.getByRole('button', { name: /^Close/ }).click());
  await page.goto(url);
}

const settingsUrl = (home) => `${home}wp-admin/options-general.php?page=ocs-chat`;
const hacked = (page) => page.evaluate(() => window.hacked);

test(INSTALLATION, async ({ page, home, wordpress }) => {
  await logIn(page, home);
  await page.goto(`${home}wp-admin/plugin-install.php?tab=upload`);
  await page.locator('input[type=file][name=pluginzip]').setInputFiles(ZIP);
  await page.getByRole('button', { name: 'Install Now' }).click();
  await page.getByRole('link', { name: 'Activate Plugin' }).click();
  await expect(page.locator('#message')).toContainText('Plugin activated');
  const text = await (await fetch(home)).text();
  expect(text).not.toMatch(/ocs-chat/);
  expect(await wordpress.pluginLog()).toEqual([]);
});

test('the settings have a live preview and a check, and visitors chat', async ({ page, browser, home, connection, chatbot, wordpress }) => {
  await logIn(page, home);
  await page.goto(settingsUrl(home));
  const preview = new Widget(page);
  await expect(page.getByRole('button', { name: 'Open the chat' })).toBeDisabled();
  await expect(preview.host).toHaveCount(0);
  await page.getByLabel('Server').fill(connection.api_base_url);
  await page.getByLabel('Embed key').fill(connection.embed_key);
  await page.getByLabel('Chatbot id').fill(connection.chatbot_id);
  await expect(preview.launcher).toBeVisible();
  await page.getByLabel('Text on the button', { exact: true }).fill('Ask us');
  await expect(preview.host.getByRole('button', { name: 'Ask us' })).toBeVisible();
  await page.getByLabel('Position').selectOption('Left');
  await page.getByLabel('Welcome messages').fill('Hello!\n\n  Good *day*  ');
  await page.getByLabel('Title', { exact: true }).fill('The library');
  await page.getByRole('button', { name: 'Check the connection' }).click();
  await expect(page.getByText('The chat works on this site.')).toBeVisible();
  await page.getByRole('button', { name: 'Open the chat' }).click();
  await expect(preview.host.getByRole('heading', { name: 'The library' })).toBeVisible();
  await expect(preview.host.getByText('Good day')).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ocs')))).toEqual([]);
  await page.getByRole('button', { name: 'Save Changes' }).click();
  await expect(page.getByText('Settings saved.')).toBeVisible();
  await expect(page.getByLabel('Welcome messages')).toHaveValue('Hello!\nGood *day*');

  const visitor = await (await browser.newContext()).newPage();
  const origins = new Set();
  visitor.on('request', (request) => origins.add(new URL(request.url()).origin));
  await visitor.goto(home);
  const widget = new Widget(visitor);
  await expect(widget.host).toHaveAttribute('position', 'left');
  await widget.host.getByRole('button', { name: 'Ask us' }).click();
  await widget.ask('good day');
  expect((await chatbot.receivedRequests('start')).at(-1).body.participant_remote_id).not.toBe('1');
  // Nothing is loaded from elsewhere.
  expect([...origins].filter((origin) => origin !== 'null').sort()).toEqual([connection.api_base_url, home.slice(0, -1)].sort());
  await visitor.context().close();
  expect(await wordpress.pluginLog()).toEqual([]);
});

test('invalid settings are reported and not stored', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  await logIn(page, home);
  await page.goto(settingsUrl(home));
  await page.getByLabel('Chatbot id').fill('none');
  await page.getByLabel('Server').evaluate((input) => (input.type = 'text'));
  await page.getByLabel('Server').fill('javascript:alert(1)//x');
  await page.getByRole('button', { name: 'Save Changes' }).click();
  await expect(page.getByText('“Chatbot id” has an invalid value and was not changed.')).toBeVisible();
  await expect(page.getByText('“Server” has an invalid value and was not changed.')).toBeVisible();
  const wrong = {
    api_base_url: ['a'],
    theme: 'pink',
    icon_url: 'data:text/html,x',
    accent: 'red;}</style>',
    visitor: 'password',
    embed_key: 'a b',
    other_chatbots: 'x y',
    language: '"',
    show: 'x',
    roles: ['"', 1, 'editor'],
    other: 'x',
  };
  const stored = await wordpress.configure({ ...connection, ...wrong });
  expect(stored).toMatchObject({
    ...connection,
    theme: '',
    icon_url: '',
    accent: '',
    other_chatbots: [],
    visitor: 'nothing',
    language: '',
    show: 'everywhere',
    roles: ['editor'],
  });
  expect(stored).not.toHaveProperty('other');
});

test('texts in the settings are escaped, on pages and in the administration', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure({ ...connection, header_text: HOSTILE, button_text: HOSTILE, placeholder: HOSTILE, welcome_messages: [HOSTILE, 'two'] });
  await page.goto(home);
  const widget = new Widget(page);
  const attributes = () =>
    widget.host.evaluate((host) =>
      ['header-text', 'button-text', 'placeholder'].map((name) => host.getAttribute(name)).concat(JSON.parse(host.getAttribute('welcome-messages'))),
    );
  const expected = [HOSTILE, HOSTILE, HOSTILE, HOSTILE, 'two'];
  expect(await attributes()).toEqual(expected);
  await widget.host.evaluate((host) => host.open());
  await expect(widget.field).toBeVisible();
  await logIn(page, home);
  await page.goto(settingsUrl(home));
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue(HOSTILE);
  expect(await attributes()).toEqual(expected);
  expect(await hacked(page)).toBe(undefined);
  // WordPress replaces shortcodes and quotes in content. The text of an option is not content.
  await page.goto(await wordpress.addPost({ post_title: 'A', post_content: '<!-- wp:ocs-chat/chat /-->' }));
  expect(await attributes()).toEqual(expected);
  const hostile = { headerText: HOSTILE, label: HOSTILE, question: HOSTILE, display: 'button' };
  const block = `<!-- wp:ocs-chat/chat ${JSON.stringify(hostile).replace(/[<>&-]|\\"/g, (found) => `\\u00${found.at(-1).charCodeAt(0).toString(16)}`)} /-->`;
  await page.goto(await wordpress.addPost({ post_title: 'A', post_content: block.replace(/\\/g, '\\\\') }));
  await expect(page.getByRole('button', { name: HOSTILE, exact: true })).toHaveAttribute('data-ocs-chat-send', HOSTILE);
  expect(await hacked(page)).toBe(undefined);
});

test('only administrators with a nonce change the settings', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  await wordpress.addUser('edith', 'editor');
  const form = { option_page: 'ocs_chat', action: 'update', 'ocs_chat[header_text]': 'Changed' };
  await logIn(page, home);
  expect((await page.request.post(`${home}wp-admin/options.php`, { form })).status()).toBe(403);
  await page.goto(settingsUrl(home));
  const nonce = await page.locator('input[name=_wpnonce]').first().inputValue();
  await logIn(page, home, 'edith');
  expect((await page.request.get(settingsUrl(home))).status()).toBe(403);
  expect((await page.request.post(`${home}wp-admin/options.php`, { form: { ...form, _wpnonce: nonce } })).status()).toBe(403);
  await page.context().clearCookies();
  const anonymous = await page.request.post(`${home}wp-admin/options.php`, { form: { ...form, _wpnonce: nonce }, maxRedirects: 0 });
  expect([302, 403]).toContain(anonymous.status());
  expect((await wordpress.php("return get_option('ocs_chat');")).header_text).toBe('');
  const rest = await page.request.get(`${home}index.php?rest_route=/wp/v2/settings`);
  expect(rest.status()).toBe(401);
});

test('the button is shown on the selected pages, to the selected roles and in the selected languages', async ({ page, home, connection, wordpress }) => {
  const chat = page.locator('ocs-chat');
  const post = await wordpress.addPost({ post_title: 'Post', post_content: 'Text' });
  const other = await wordpress.addPost({ post_title: 'Page', post_content: 'Text', post_type: 'page' });
  const shows = async (url, count) => {
    await page.goto(url);
    await expect(chat, url).toHaveCount(count);
  };
  await wordpress.configure({ ...connection, show: 'selected', places: ['type:page'] });
  await shows(home, 0);
  await shows(post, 0);
  await shows(other.replace('?p=', '?page_id='), 1);
  await wordpress.configure({ ...connection, show: 'selected', places: ['front', 'lists'] });
  await shows(home, 1);
  await shows(`${home}?s=text`, 1);
  await shows(post, 0);
  await wordpress.configure({ ...connection, audience: 'selected', roles: ['editor'] });
  await shows(home, 0);
  await logIn(page, home);
  await shows(home, 0);
  await wordpress.addUser('edith', 'editor');
  await logIn(page, home, 'edith');
  await shows(home, 1);
  await page.context().clearCookies();
  await wordpress.configure({ ...connection, locales: 'selected', selected_locales: ['de_DE'], language: 'page' });
  await shows(home, 0);
  await shows(`${home}?lang=de_DE`, 1);
  await expect(chat).toHaveAttribute('language', 'de-DE');
});

test('authors show or hide the button on their pages', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  const post = await wordpress.addPost({ post_title: 'Post', post_content: 'Text' });
  const id = new URL(post).searchParams.get('p');
  const meta = () => wordpress.php("return get_post_meta($in, '_ocs_chat', true);", id);
  await logIn(page, home);
  await openEditor(page, `${home}wp-admin/post.php?post=${id}&action=edit`);
  await page.getByLabel('The chat’s button on this page').selectOption('Hide');
  await page.getByRole('button', { name: 'Update', exact: true }).click();
  await expect.poll(meta).toBe('hide');
  await page.goto(post);
  await expect(page.getByRole('heading', { name: 'Post', exact: true }).first()).toBeVisible();
  await expect(page.locator('ocs-chat')).toHaveCount(0);
  // A request without the nonce, as another site can send it.
  await wordpress.php(
    "wp_set_current_user(1); $_POST = ['ocs_chat_post_choice' => 'show']; require_once ABSPATH . 'wp-admin/includes/admin.php'; require_once WP_PLUGIN_DIR . '/ocs-chat/admin/post-choice.php'; return wp_update_post(['ID' => $in, 'post_title' => 'Changed']);",
    id,
  );
  expect(await meta()).toBe('hide');
});

test('the block is added in the editor, and contains the chat', async ({ page, home, connection, wordpress, chatbot }) => {
  await wordpress.configure({ ...connection, show: 'nowhere' });
  await logIn(page, home);
  await openEditor(page, `${home}wp-admin/post-new.php`);
  await page.getByLabel('Add title').fill('Help');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/chat');
  await page.getByRole('option', { name: /Chat$/ }).click();
  await expect(page.getByText('Visitors see the chat here.')).toBeVisible();
  await page.getByLabel('Title', { exact: true }).fill('Ask the library');
  await page.getByLabel('Starter questions').fill('When?\nWhere?');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByLabel('Editor publish').getByRole('button', { name: 'Publish', exact: true }).click();
  const address = await page.getByLabel('Post address').inputValue();
  await page.context().clearCookies();
  await page.goto(address);
  const widget = new Widget(page);
  await expect(widget.host).toHaveCount(1);
  await expect(widget.host).toHaveAttribute('mode', 'kiosk');
  await widget.host.getByRole('button', { name: 'Where?' }).click();
  await expect(widget.answers.last()).toContainText('You said: Where?');
  expect(await chatbot.sessions()).toHaveLength(1);
});

test('the shortcodes in the documentation show a chat and a button', async ({ page, home, connection, chatbot, wordpress }) => {
  await wordpress.configure({ ...connection, show: 'selected', places: [] });
  const [inline, button] = example('wordpress-shortcodes').code.trim().split('\n');
  await page.goto(await wordpress.addPost({ post_title: 'A', post_content: inline }));
  const widget = new Widget(page);
  await expect(widget.window.getByText('Ask the library.')).toBeVisible();
  expect((await widget.window.boundingBox()).height).toBe(500);
  await expect(widget.button('How do I renew a book?')).toBeVisible();
  await widget.button('When are you open?').click();
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['When are you open?']);
  await page.goto(home);
  await page.evaluate(() => localStorage.clear());
  await page.goto(await wordpress.addPost({ post_title: 'A', post_content: button }));
  await page.getByRole('button', { name: 'Ask us' }).click();
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['When are you open?', 'Where is my order?']);
});

test('the filter in the documentation replaces the address of the files', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  const { code } = example('wordpress-files-url');
  const plugin = join(wordpress.root, 'wp-content/mu-plugins/files-url.php');
  await writeFile(plugin, `<?php\n${code}`);
  await page.route('https://cdn.example/ocs-chat/*', async (route) => {
    const file = new URL(route.request().url()).pathname.split('/').at(-1);
    const contentType = file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
    await route.fulfill({ body: await readFile(join(process.env.BUNDLE, file)), contentType, headers: { 'access-control-allow-origin': '*' } });
  });
  try {
    await page.goto(home);
    await expect(page.locator('script[src^="https://cdn.example/ocs-chat/embed.js"]')).toHaveCount(1);
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
  } finally {
    await rm(plugin);
  }
});

test('shortcodes of authors can set texts and chatbots, but neither the server nor the visitor', async ({ page, connection, wordpress, api }) => {
  await wordpress.configure({ ...connection, show: 'nowhere', header_text: 'Help' });
  const content = `[ocs_chat height="9999" header_text="A &amp; B" starter_questions="One?|Two?" api_base_url="https://evil.example" user_id="1" session_token="x" translations_url="https://evil.example" mode="standard" onclick="x"]`;
  await page.goto(await wordpress.addPost({ post_title: 'A', post_content: content }));
  const widget = new Widget(page);
  await expect(widget.host).toHaveAttribute('header-text', 'A & B');
  const names = await widget.host.evaluate((host) =>
    host
      .getAttributeNames()
      .filter((name) => !/^(data-|class|style)/.test(name))
      .sort(),
  );
  expect(names).toEqual(['api-base-url', 'chatbot-id', 'embed-key', 'header-text', 'mode', 'starter-questions']);
  await expect(widget.host).toHaveAttribute('api-base-url', api);
  await expect(widget.host).toHaveAttribute('mode', 'kiosk');
  expect(await widget.host.evaluate((host) => host.parentElement.offsetHeight)).toBe(2000);
  // The chatbots are those of the settings.
  const [known, unknown] = ['1', '2'].map((digit) => '11111111-1111-4111-8111-111111111111'.replaceAll('1', digit));
  await wordpress.configure({ ...connection, show: 'nowhere', other_chatbots: `${known.toUpperCase()}   key\n` });
  const chatbotOf = async (id) => {
    await page.goto(await wordpress.addPost({ post_title: 'B', post_content: `[ocs_chat chatbot_id="${id}" embed_key="stolen"]` }));
    return widget.host.evaluate((host) => [host.getAttribute('chatbot-id'), host.getAttribute('embed-key')]);
  };
  expect(await chatbotOf(known)).toEqual([known, 'key']);
  expect(await chatbotOf(unknown)).toEqual([connection.chatbot_id, connection.embed_key]);
  await page.goto(await wordpress.addPost({ post_title: 'C', post_content: '[ocs_chat display="button" label="Ask" question="How so?"]' }));
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(widget.answers.last()).toContainText('You said: How so?');
});

test('the visitor setting determines user-id and user-name', async ({ page, home, connection, wordpress, chatbot }) => {
  const id = await wordpress.addUser('ann', 'subscriber', { first_name: 'Ann', last_name: 'Li' });
  await logIn(page, home, 'ann');
  const chat = page.locator('ocs-chat');
  const identity = async (visitor) => {
    await wordpress.configure({ ...connection, visitor });
    await page.goto(home);
    return chat.evaluate((host) => [host.getAttribute('user-id'), host.getAttribute('user-name')]);
  };
  expect(await identity('nothing')).toEqual([null, null]);
  expect(await identity('pseudonym')).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), null]);
  expect(await identity('name')).toEqual([String(id), 'Ann Li']);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  expect((await chatbot.receivedRequests('start')).at(-1).body).toMatchObject({ participant_remote_id: String(id), participant_name: 'Ann Li' });
  // Pages without an identity are the same for everyone, and can be cached.
  const [one, two] = await Promise.all([fetch(home), fetch(home)].map(async (response) => (await response).text()));
  expect(one).toBe(two);
  expect(one).toContain('<ocs-chat ');
  expect(one).not.toMatch(/user-(id|name)=|ocs_chat|nonce/);
});

test('inline scripts that other code adds to the script are kept', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  await page.goto(`${home}?inline`);
  const script = page.locator('script#ocs-chat-js');
  await expect(script).toHaveAttribute('type', 'module');
  await expect(script).toHaveCount(1);
  expect(await page.evaluate(() => window.order)).toEqual(['before', 'after']);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
});

for (const kind of ['combine', 'delay']) {
  test(`the chat works on pages that an optimiser changes: ${kind}`, async ({ page, home, connection, wordpress }) => {
    await wordpress.configure({ ...connection, accent: '#0b6e4f', welcome_messages: ['Hello "you" > all'] });
    await page.goto(`${home}?optimize=${kind}`);
    const changed = kind === 'combine' ? 'script[src*="/cache/"]' : 'script[type=delayed]';
    await expect(page.locator(changed).first()).toBeAttached();
    await page.mouse.move(100, 100);
    await page.mouse.move(200, 200);
    const widget = new Widget(page);
    await widget.open();
    await expect(widget.host.getByText('Hello "you" > all')).toBeVisible();
    await widget.ask('good day');
    expect(await widget.host.evaluate((host) => getComputedStyle(host).getPropertyValue('--ocs-accent').trim())).toBe('#0b6e4f');
  });
}

test('the administration has the language of the user, in PHP and in scripts', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  await wordpress.php("update_user_meta(1, 'locale', 'de_DE'); return true;");
  await logIn(page, home);
  await page.goto(settingsUrl(home));
  await expect(page.getByLabel('Chatbot-ID')).toHaveValue(connection.chatbot_id);
  await page.getByRole('button', { name: 'Verbindung prüfen' }).click();
  await expect(page.getByText('Der Chat funktioniert auf dieser Website.')).toBeVisible();
  await wordpress.php("delete_user_meta(1, 'locale'); return true;");
});

test('uninstalling removes everything', async ({ page, home, connection, wordpress }) => {
  await wordpress.configure(connection);
  await wordpress.php("return update_post_meta(1, '_ocs_chat', 'hide');");
  const traces = () =>
    wordpress.php(
      "global $wpdb; $found = []; foreach ($wpdb->get_col('SHOW TABLES') as $table) { if (str_ends_with($table, 'posts')) continue; foreach ($wpdb->get_results(\"SELECT * FROM $table\", ARRAY_A) as $row) if (preg_match('/ocs.chat/i', implode(' ', $row))) $found[] = $row; } return $found;",
    );
  expect((await traces()).length).toBeGreaterThan(1);
  await logIn(page, home);
  await page.goto(`${home}wp-admin/plugins.php`);
  const row = page.locator('tr[data-plugin="ocs-chat/ocs-chat.php"]');
  await row.getByRole('link', { name: 'Deactivate' }).click();
  await expect(page.getByText('Plugin deactivated.')).toBeVisible();
  page.on('dialog', (dialog) => dialog.accept());
  await row.getByRole('link', { name: 'Delete' }).click();
  await expect(page.getByText('OCS Chat was successfully deleted.')).toBeVisible();
  await expect(access(join(wordpress.root, 'wp-content/plugins/ocs-chat'))).rejects.toThrow();
  // WordPress itself stores for a while which plugins were active.
  const left = (await traces()).filter((one) => !/recently_activated|_transient_|session_tokens/.test(Object.values(one).join(' ')));
  expect(left).toEqual([]);
  expect(await wordpress.pluginLog()).toEqual([]);
});

test('uninstalling from a network removes everything on each site', async ({ wordpress, connection }) => {
  await wordpress.makeNetwork();
  await wordpress.ensurePlugin(ZIP, true);
  const ids = await wordpress.php(
    "$ids = [1, wp_insert_site(['domain' => get_network()->domain, 'path' => '/two/', 'network_id' => 1, 'user_id' => 1])]; foreach ($ids as $id) { switch_to_blog($id); update_option('ocs_chat', $in); update_post_meta(1, '_ocs_chat', 'hide'); restore_current_blog(); } return $ids;",
    connection,
  );
  const traces = () =>
    wordpress.php(
      "$found = []; foreach ($in as $id) { switch_to_blog($id); $found[] = [get_option('ocs_chat') !== false, metadata_exists('post', 1, '_ocs_chat')]; restore_current_blog(); } return $found;",
      ids,
    );
  expect(ids).toHaveLength(2);
  expect(await traces()).toEqual([
    [true, true],
    [true, true],
  ]);
  await wordpress.php(
    "require_once ABSPATH . 'wp-admin/includes/admin.php'; deactivate_plugins('ocs-chat/ocs-chat.php', false, true); uninstall_plugin('ocs-chat/ocs-chat.php'); return true;",
  );
  expect(await traces()).toEqual([
    [false, false],
    [false, false],
  ]);
  expect(await wordpress.pluginLog()).toEqual([]);
});
