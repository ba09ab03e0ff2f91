// CSS custom properties and parts: each property of the official widget and of ocs-chat changes a running widget, and
// style sheets of the page can select each part.

import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const RED = 'rgb(255, 0, 0)';
/** Rows `[name, selector, property, states]` of a color, and of a size, as rows of the tables below. */
const colorRows = (...rows) => rows.map(([name, selector, property = 'background-color', state]) => [name, 'red', selector, property, RED, state]);
const sizeRows = (...rows) => rows.map(([name, selector, property = 'font-size', state]) => [name, '23px', selector, property, '23px', state]);

/** Custom property, its value, selector of an element, CSS property, expected computed value, and required states of the widget. */
const OFFICIAL_WIDGET = [
  ['--chat-z-index', '77', '.window', 'z-index', '77'],
  ...colorRows(
    ['--button-background-color', '.launcher', undefined, 'closed'],
    ['--button-background-color-hover', '.launcher', undefined, 'closed hover'],
    ['--button-text-color', '.launcher', 'color', 'closed'],
    ['--button-text-color-hover', '.launcher', 'color', 'closed hover'],
    ['--button-border-color', '.launcher', 'border-top-color', 'closed'],
    ['--button-border-color-hover', '.launcher', 'border-top-color', 'closed hover'],
  ),
  ...sizeRows(['--button-font-size', '.launcher', undefined, 'closed'], ['--button-icon-size', '.launcher i', 'width', 'closed']),
  ['--chat-window-height', '350px', '.window', 'height', '350px'],
  ['--chat-window-width', '50%', '.window', 'width', '640px'],
  ['--chat-window-fullscreen-width', '900px', '.window', 'width', '900px', 'full'],
  ...colorRows(['--chat-window-bg-color', '.window']),
  ['--chat-window-border-color', 'red', '.window', 'box-shadow', /^rgb\(255, 0, 0\) 0px 0px 0px 1px/],
  ['--chat-window-shadow-color', 'red', '.window', 'box-shadow', /rgb\(255, 0, 0\) 0px 16px/],
  ...sizeRows(['--chat-window-font-size', '.bot .bubble'], ['--chat-window-font-size-sm', '.below']),
  ...colorRows(
    ['--header-bg-color', 'header'],
    ['--header-bg-hover-color', 'header', undefined, 'hover'],
    ['--header-border-color', 'header', 'border-bottom-color'],
    ['--header-button-text-color', '[part=close]', 'color'],
    ['--header-button-bg-hover-color', '[part=close]', undefined, 'hover'],
    ['--header-text-color', 'h2', 'color'],
  ),
  ...sizeRows(['--header-font-size', 'header'], ['--header-text-font-size', 'h2'], ['--header-button-icon-size', '[part=close] svg', 'width']),
  ...colorRows(
    ['--starter-question-bg-color', '.starter', undefined, 'fresh'],
    ['--starter-question-bg-hover-color', '.starter', undefined, 'fresh hover'],
    ['--starter-question-text-color', '.starter', 'color', 'fresh'],
    ['--starter-question-border-color', '.starter', 'border-top-color', 'fresh'],
    ['--starter-question-border-hover-color', '.starter', 'border-top-color', 'fresh hover'],
    ['--message-user-bg-color', '.own .bubble'],
    ['--message-user-text-color', '.own .bubble', 'color'],
    ['--message-user-link-color', '.markdown a', 'color'],
    ['--message-assistant-bg-color', '.bot:not(.welcome) .bubble'],
    ['--message-assistant-text-color', '.bot:not(.welcome) .bubble', 'color'],
    ['--message-assistant-link-color', '.markdown a', 'color'],
    ['--message-system-bg-color', '.notice span', undefined, 'notice'],
    ['--message-system-text-color', '.notice span', 'color', 'notice'],
    ['--message-timestamp-color', '.own time', 'color'],
    ['--message-timestamp-assistant-color', '.bot time', 'color'],
    ['--input-bg-color', 'textarea'],
    ['--input-border-color', 'textarea', 'border-top-color', 'blurred'],
    ['--input-text-color', 'textarea', 'color'],
    ['--input-placeholder-color', 'textarea::placeholder', 'color'],
    ['--input-outline-focus-color', 'textarea', 'outline-color', 'focused'],
    ['--send-button-bg-color', '.send', undefined, 'draft'],
    ['--send-button-bg-hover-color', '.send', undefined, 'draft hover'],
    ['--send-button-text-color', '.send', 'color', 'draft'],
    ['--send-button-bg-disabled-color', '.send'],
    ['--send-button-text-disabled-color', '.send', 'color'],
    ['--loading-text-color', '.typing', 'color'],
    ['--loading-spinner-track-color', '.dots'],
    ['--loading-spinner-fill-color', '.dots i'],
  ),
  ['--loading-spinner-size', '40px', '.dots i', 'width', '14px'],
  ...colorRows(['--typing-progress-bg-color', '.dots']),
  ['--scrollbar-track-color', 'red', '.transcript', 'scrollbar-color', /rgb\(255, 0, 0\)$/, 'scrollbar'],
  ['--scrollbar-thumb-color', 'red', '.transcript', 'scrollbar-color', /^rgb\(255, 0, 0\)/],
  ['--scrollbar-thumb-hover-color', 'red', '.transcript', 'scrollbar-color', /^rgb\(255, 0, 0\)/, 'hover'],
  ...colorRows(['--error-text-color', '.trouble', 'color', 'failed'], ['--success-text-color', '.selected-files li > svg', 'color', 'selected-files']),
  ...sizeRows(['--banner-font-size', '.banner.default']),
  ...['default', 'info', 'warning', 'error'].flatMap((style) =>
    colorRows(
      [`--banner-${style}-bg-color`, `.banner.${style}`, undefined, style],
      [`--banner-${style}-text-color`, `.banner.${style}`, 'color', style],
      [`--banner-${style}-border-color`, `.banner.${style}`, 'border-bottom-color', style],
    ),
  ),
  ...colorRows(
    ['--code-bg-assistant-color', '.markdown code'],
    ['--code-text-assistant-color', '.markdown code', 'color'],
    ['--code-border-assistant-color', '.markdown code', 'border-top-color'],
    ['--confirmation-overlay-bg-color', '.overlay', undefined, 'confirming'],
    ['--confirmation-dialog-bg-color', '.dialog', undefined, 'confirming'],
    ['--confirmation-dialog-border-color', '.dialog', 'border-top-color', 'confirming'],
    ['--confirmation-title-color', '.dialog h3', 'color', 'confirming'],
    ['--confirmation-message-color', '.dialog p', 'color', 'confirming'],
    ['--confirmation-button-cancel-bg-color', '.plain', undefined, 'confirming'],
    ['--confirmation-button-cancel-bg-hover-color', '.plain', undefined, 'confirming hover'],
    ['--confirmation-button-cancel-text-color', '.plain', 'color', 'confirming'],
    ['--confirmation-button-confirm-bg-color', '.danger', undefined, 'confirming'],
    ['--confirmation-button-confirm-bg-hover-color', '.danger', undefined, 'confirming hover'],
    ['--confirmation-button-confirm-text-color', '.danger', 'color', 'confirming'],
  ),
  ['--confirmation-dialog-shadow-color', 'red', '.dialog', 'box-shadow', /^rgb\(255, 0, 0\)/, 'confirming'],
  ...sizeRows(
    ['--confirmation-title-font-size', '.dialog h3', undefined, 'confirming'],
    ['--confirmation-message-font-size', '.dialog p', undefined, 'confirming'],
  ),
  ...colorRows(
    ['--file-attachment-button-bg-color', '[part=attach]'],
    ['--file-attachment-button-bg-hover-color', '[part=attach]', undefined, 'hover'],
    ['--file-attachment-button-text-color', '[part=attach]', 'color'],
    ['--file-attachment-button-text-disabled-color', '[part=attach]', 'color', 'disabled'],
    ['--selected-files-bg-color', '.selected-files', undefined, 'selected-files'],
    ['--selected-files-border-color', '.selected-files', 'border-bottom-color', 'selected-files'],
    ['--selected-file-bg-color', '.selected-files li', undefined, 'selected-files'],
    ['--selected-file-name-color', '.selected-files li', 'color', 'selected-files'],
    ['--selected-file-size-color', '.selected-files .size', 'color', 'selected-files'],
    ['--selected-file-remove-icon-color', '.selected-files button', 'color', 'selected-files'],
    ['--selected-file-remove-icon-hover-color', '.selected-files button', 'color', 'selected-files hover'],
  ),
  ...sizeRows(
    ['--selected-file-font-size', '.selected-files li', undefined, 'selected-files'],
    ['--selected-file-icon-size', '.selected-files li > svg', 'width', 'selected-files'],
    ['--message-attachment-icon-size', '.own .files svg', 'width', 'sent'],
  ),
];

const OCS_CHAT = [
  ['--ocs-accent', 'red', '.own .bubble', 'background-color', RED],
  ['--ocs-on-accent', 'red', '.own .bubble', 'color', RED],
  ['--ocs-link', 'red', '.markdown a', 'color', RED],
  ['--ocs-surface', 'red', '.window', 'background-color', RED],
  ['--ocs-text', 'red', '.bot:not(.welcome) .bubble', 'color', RED],
  ['--ocs-radius', '3px', '.window', 'border-top-left-radius', '3px'],
  ['--ocs-font', 'monospace', '.bot .bubble', 'font-family', 'monospace'],
  ['--ocs-density', '0.5', '.transcript', 'padding-top', '9px'],
  ['--ocs-width', '500px', '.window', 'width', '500px'],
  ['--ocs-height', '444px', '.window', 'height', '444px'],
];

for (const tag of ['open-chat-studio-widget', 'ocs-chat']) {
  test(`each custom property changes <${tag}> while it runs, and can be removed`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server rejected a valid request/);
    test.setTimeout(120_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await visit(`<script async src="/embed.js"></script><${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}"
      api-base-url="${api}" allow-attachments="true" persistent-session="false" banner-message="Note"
      starter-questions='["One?"]'></${tag}>`);
    const widget = new Widget(page, tag);
    const $ = (selector) => widget.host.locator(selector).first();

    /** Functions that enter and leave a state. The other states have none: `check` hovers, and the test enters `fresh`, `sent`, `notice` and
     * `failed` one after the other, because they cannot be left. */
    const states = {
      closed: [() => widget.button('Close chat').click(), () => widget.open()],
      full: [() => widget.button('Enter full screen').click(), () => widget.button('Exit full screen').click()],
      confirming: [() => widget.button('Start new chat').click(), () => widget.button('Cancel').click()],
      draft: [() => widget.field.fill('x'), () => widget.field.fill('')],
      blurred: [() => widget.field.evaluate((field) => field.blur()), () => {}],
      focused: [() => widget.field.focus(), () => {}],
      scrollbar: [
        () => widget.host.evaluate((host) => host.style.setProperty('--scrollbar-thumb-color', 'blue')),
        () => widget.host.evaluate((host) => host.style.removeProperty('--scrollbar-thumb-color')),
      ],
      disabled: [() => widget.host.evaluate((host) => (host.disabled = true)), () => widget.host.evaluate((host) => (host.disabled = false))],
      'selected-files': [() => widget.attach({ name: 'a.txt' }), () => widget.button('Remove a.txt').click()],
      ...Object.fromEntries(
        ['default', 'info', 'warning', 'error'].map((style) => [
          style,
          [() => widget.host.evaluate((host, style) => (host.bannerStyle = style), style), () => {}],
        ]),
      ),
    };

    const check = async ([name, value, selector, property, expected, state = '']) => {
      const stateNames = state.split(' ');
      for (const stateName of stateNames) await states[stateName]?.[0]();
      const [base, pseudo = ''] = selector.split('::');
      const element = $(base);
      if (stateNames.includes('hover')) await element.hover();
      const read = () =>
        element.evaluate((node, [pseudo, property]) => getComputedStyle(node, pseudo && `::${pseudo}`).getPropertyValue(property), [pseudo, property]);
      const before = await read();
      await widget.host.evaluate((host, [name, value]) => host.style.setProperty(name, value), [name, value]);
      await expect.poll(read, { message: `${name} on ${selector}` }).toEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
      await widget.host.evaluate((host, name) => host.style.removeProperty(name), name);
      await expect.poll(read, { message: `${name} removed` }).toBe(before);
      if (stateNames.includes('hover')) await page.mouse.move(2, 2);
      for (const stateName of stateNames) await states[stateName]?.[1]();
    };
    const rows = [...OFFICIAL_WIDGET, ...OCS_CHAT];
    const rowsFor = (state) => rows.filter((row) => (row[5] ?? '').split(' ').includes(state));

    await widget.open();
    await expect($('.starter')).toBeVisible();
    for (const row of rowsFor('fresh')) await check(row);
    await widget.attach({ name: 'a.txt' });
    await widget.ask('markdown', 'Links: with words');
    for (const row of rowsFor('sent')) await check(row);
    await chatbot.update({ visitor_allowed: true });
    await widget.say('never');
    await expect(widget.log.locator('.typing')).toBeVisible();
    const remaining = rows.filter((row) => !['fresh', 'sent', 'notice', 'failed'].some((state) => rowsFor(state).includes(row)));
    for (const row of remaining) await check(row);
    await widget.field.fill('unsent message');
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: {}, times: 1 });
    await widget.field.press('Enter');
    await expect(widget.failed).toBeVisible();
    for (const row of rowsFor('failed')) await check(row);
    await chatbot.changeNewestSession({ expired: true });
    await widget.say('good day');
    await expect(widget.notices).toHaveCount(1);
    for (const row of rowsFor('notice')) await check(row);
    await expect(widget.own.first()).toHaveText('markdown');
  });
}

/** In the documentation of open-chat-studio-widget 0.6.0. */
const OFFICIAL_PROPERTY_COUNT = 109;

test('as many custom properties are tested or have no use as the official widget has', () => {
  const tested = new Set(OFFICIAL_WIDGET.map(([name]) => name));
  // Notices and the visitor's own messages are plain text, without links and code.
  const unused = ['--message-system-link-color', '--code-bg-user-color', '--code-text-user-color', '--code-border-user-color'];
  expect(tested.size + unused.length).toBe(OFFICIAL_PROPERTY_COUNT);
});

test('every part can be styled by a style sheet of the page', async ({ page, visit, chatbot, api, site, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server rejected a valid request/);
  const parts = [
    ['closed', 'launcher'],
    [
      'open',
      'window header title full-screen close transcript welcome-message bot-message message starter-questions starter-question composer field attach send banner icon',
    ],
    ['selected-files', 'picked-files file remove-file'],
    ['answered', 'own-message status time files new-chat link code-block'],
    ['picture-shown', 'download-file open-file picture'],
    ['picture-enlarged', 'picture-dialog picture-download picture-close'],
    ['waiting', 'typing'],
    ['failed', 'failure retry edit discard'],
    ['confirming', 'overlay dialog dialog-title dialog-text dialog-cancel dialog-confirm'],
    ['invalid', 'objection'],
    ['consenting', 'consent consent-text consent-agree'],
  ];
  const names = parts.flatMap(([, names]) => names.split(' '));
  site.put('/parts.css', names.map((name) => `ocs-chat::part(${name}) { --reached-${name}: yes }`).join('\n'), { 'content-type': 'text/css' });
  await visit(
    `<script async src="/embed.js"></script><ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}"
      allow-attachments="true" persistent-session="false" banner-message="Note" welcome-messages='["Hi"]' starter-questions='["One?"]'></ocs-chat>`,
    { head: '<link rel="stylesheet" href="/parts.css">' },
  );
  const widget = new Widget(page);
  const enter = {
    closed: () => expect(widget.launcher).toBeVisible(),
    open: () => widget.open(),
    'selected-files': () => widget.attach({ name: 'a.txt' }),
    answered: () => widget.ask('markdown', 'Links: with words'),
    async 'picture-shown'() {
      await widget.ask('file chart.png', 'I have made');
      await widget.button('Open chart.png').click();
      await expect(widget.host.locator('[part~="picture"]')).toBeVisible();
    },
    'picture-enlarged': () => widget.host.locator('[part~="picture"]').click(),
    async waiting() {
      await page.keyboard.press('Escape');
      await widget.say('never');
    },
    async failed() {
      await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: {}, times: 1 });
      await widget.say('no');
      await expect(widget.failed).toBeVisible();
    },
    confirming: () => widget.button('Start new chat').click(),
    async invalid() {
      await widget.button('Cancel').click();
      await widget.attach({ name: 'a.txt' });
      await widget.field.press('Enter');
    },
    async consenting() {
      await widget.button('Remove a.txt').click();
      await chatbot.update({ consent: { id: 1, text: '<p>Terms</p>' } });
      await widget.say('again');
    },
  };
  for (const [state, names] of parts) {
    await enter[state]();
    for (const name of names.split(' ')) {
      const element = widget.host.locator(`[part~="${name}"]`).first();
      await expect(element, name).toBeAttached();
      expect(await element.evaluate((node, name) => getComputedStyle(node).getPropertyValue(`--reached-${name}`), name), name).toBe('yes');
    }
  }
});
