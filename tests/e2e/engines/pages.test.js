// The widget on ordinary and hostile pages in Firefox and WebKit, driven by WebDriver. Run by `cargo xtask test engines`.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeEngines } from '../support/engines.js';
import { read } from '../support/page-readers.js';
import { strictPolicy } from '../support/site.js';
import { KINDS, NAMES } from '../support/taken-names.js';
import { until } from '../support/webdriver.js';

describeEngines((visit, test) => {
  test('shortcuts of the page in the capture phase receive no keys typed in the chat', async () => {
    await visit.openPage();
    await visit.open();
    await visit.run(() => {
      window.keys = [];
      const shortcut = (event) => {
        window.keys.push(event.key);
        event.preventDefault();
      };
      for (const target of [window, document]) target.addEventListener('keydown', shortcut, true);
    });
    await visit.ask('and/or');
    assert.deepEqual(await visit.run(() => window.keys), []);
  });

  test('a focus trap of the page leaves the field usable', async () => {
    const wrap = (widget) => `<div id="modal" tabindex="-1"><input id="name"></div><button id="behind">Behind</button>${widget}`;
    const after = `const modal = document.querySelector('#modal');
      document.addEventListener('focusin', ({ target }) => modal.contains(target) || modal.focus(), true);
      for (const type of ['mousedown', 'click']) document.addEventListener(type, (event) => {
        if (modal.contains(event.target)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      }, true);`;
    await visit.openPage({ wrap, after });
    // The widget bundle blocks traps. It loads when the pointer is over the launcher.
    await visit.browser.hover(...(await visit.run(read.centerOf, '.launcher')));
    await until(() => visit.run(() => document.querySelector('ocs-chat').shadowRoot.querySelector('.launcher .badge')), 'the widget bundle has loaded');
    await visit.open();
    await visit.run(() => document.querySelector('#name').focus());
    await visit.press('section.window textarea');
    await visit.expectFocus();
    await visit.ask('good day');
    // The trap still applies to the page's own elements.
    await visit.run(() => document.querySelector('#behind').focus());
    await visit.expectState(() => document.activeElement.id, 'modal');
  });

  for (const [when, kind] of [
    ['before', 'an object'],
    ['after', 'a class'],
  ]) {
    test(`the chat works on a page that replaces each global with ${kind} ${when} its script`, async () => {
      const names = NAMES.filter((name) => !visit.engine.globalsUsedByDriver.includes(name));
      const chatbot = await visit.openPage({ [when]: names.map(KINDS[kind]).join('\n') });
      await visit.open();
      await visit.ask('good day');
      await visit.browser.reload();
      await visit.expectState(read.ownMessages, ['good day']);
      await visit.press('section.window textarea');
      await visit.ask('again');
      assert.deepEqual(await chatbot.receivedTexts(), ['good day', 'again']);
    });
  }

  test('launcher and window are in the viewport inside a transformed element', async () => {
    const css = '#box { transform: translateX(0); width: 300px; height: 200px; overflow: hidden }';
    await visit.openPage({ isElement: true, css, wrap: (widget) => `<div id="box">${widget}</div>` });
    const distance = () => {
      const { right, bottom } = document.querySelector('ocs-chat').shadowRoot.querySelector('.launcher').getBoundingClientRect();
      return [innerWidth - right, innerHeight - bottom].map(Math.round);
    };
    await visit.expectState(distance, [20, 20]);
    // Nothing clips it.
    const isOnTop = (selector) => {
      const { x, y, width, height } = document.querySelector('ocs-chat').shadowRoot.querySelector(selector).getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2)?.localName;
    };
    assert.equal(await visit.run(isOnTop, '.launcher'), 'ocs-chat');
    await visit.open();
    assert.equal(await visit.run(isOnTop, 'section.window textarea'), 'ocs-chat');
    await visit.ask('good day');
  });

  test('an element that the page removes with its neighbours stays removed', async () => {
    await visit.openPage({ isInHead: true });
    await visit.open();
    await visit.run(() => {
      const chat = document.querySelector('ocs-chat');
      const { previousSibling } = chat;
      chat.remove();
      previousSibling.remove();
    });
    // The widget is added again in a microtask, if at all.
    await visit.browser.runAsync((done) => setTimeout(done));
    assert.equal(await visit.run(() => document.querySelectorAll('ocs-chat').length), 0);
  });

  test('an invalid option is reported by name, and the chat works', async () => {
    const before = `window.messages = [];
      for (const level of ['warn', 'error']) {
        const original = console[level];
        console[level] = (...values) => {
          window.messages.push(values.join(' '));
          original.apply(console, values);
        };
      }`;
    await visit.openPage({ before, attributes: 'version-number="1.5"' });
    await visit.open();
    await visit.ask('which version?');
    assert.deepEqual(await visit.run(() => window.messages), ['ocs-chat: version-number must be a whole number, not "1.5".']);
  });

  if (visit.engine.canPrint)
    test('launcher and window are not printed', async () => {
      await visit.openPage();
      await visit.open();
      await visit.ask('good day');
      const withWindow = Buffer.from(await visit.browser.print(), 'base64').length;
      await visit.run(() => document.querySelector('ocs-chat').remove());
      const without = Buffer.from(await visit.browser.print(), 'base64').length;
      assert.ok(Math.abs(withWindow - without) < 500, `${withWindow} bytes with the window, ${without} without`);
    });

  test('a page whose chat was opened comes back from the back/forward cache, and the chat continues', async () => {
    await visit.openPage();
    await visit.open();
    await visit.ask('before');
    visit.site.put('/elsewhere', '<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">');
    await visit.run(() => {
      window.isSamePage = true;
      setTimeout(() => location.assign('/elsewhere'));
    });
    await until(() => visit.run(() => document.title === 'Elsewhere').catch(() => false), 'the other page is shown');
    await visit.browser.back();
    await until(() => visit.run(() => document.title === 'A page').catch(() => false), 'the page is shown again');
    assert.equal(await visit.run(() => window.isSamePage), true);
    await visit.press('section.window textarea');
    await visit.say('after');
    await visit.expectState(read.answers, ['You said: before', 'You said: after']);
  });

  test('modified files of the bundle are rejected', async () => {
    const policy = strictPolicy(visit.server.url).replace(visit.engine.verifiesWithTrustedTypes ? '' : /require-trusted-types[^;]*;/, '');
    for (const pattern of [/^chat-.*js$/, /^ocs-chat-.*wasm$/]) {
      const [file] = (await readdir(process.env.BUNDLE)).filter((name) => pattern.test(name));
      const original = await readFile(join(process.env.BUNDLE, file));
      const isWasm = file.endsWith('.wasm');
      const headers = { 'content-type': isWasm ? 'application/wasm' : 'text/javascript' };
      visit.site.put(`/${file}`, Buffer.concat([original, isWasm ? Buffer.from([0, 2, 1, 120]) : Buffer.from('\n')]), headers);
      await visit.openPage({ policy });
      await visit.press('.launcher');
      await visit.expectText('could not be loaded');
      visit.site.put(`/${file}`, original, headers);
    }
  });
});
