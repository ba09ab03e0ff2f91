// Colours of code and typeset formulas in the bot's messages. Pages have the strict policy, with Trusted Types.

import { readFile } from 'node:fs/promises';
import { check } from './support/accessibility.js';
import { defineContrast } from './support/contrast.js';
import { holdRequests } from './support/held-requests.js';
import { shot } from './support/screenshots.js';
import { FAILED_REQUEST, Widget, expect, openWidget, test } from './support/test.js';

const BOTH = 'data-highlight-code="true" data-formulas="true"';
const CODE = '```js\nconst name = "Zoë"; // a <b>comment</b>\nreturn name.length > 42;\n```';
const SOURCE = 'const name = "Zoë"; // a <b>comment</b>\nreturn name.length > 42;\n';

const tokens = (widget) => widget.answers.last().locator('pre [class^="token-"]');
const code = (widget) => widget.answers.last().locator('pre');
const formulas = (widget) => widget.answers.last().locator('.formula');
const math = (widget) => widget.answers.last().locator('math');

/** Makes the bot answer with this text. */
const answer = (widget, text, shown = '') => widget.ask(`say ${text}`, shown);

/** Addresses of the two modules that the page has requested. */
function modulesOf(page) {
  const requested = [];
  page.on(
    'request',
    (request) => /\/(highlight-code|formulas)-/.test(request.url()) && requested.push(new URL(request.url()).pathname.replace(/-.{8}\.js$/, '')),
  );
  return requested;
}

const openChat = (fixtures, attributes = BOTH) => openWidget(fixtures, attributes);

test('without the options, code and formulas are text, and nothing is loaded', async ({ page, widget }) => {
  const requested = modulesOf(page);
  await widget.open();
  await answer(widget, `${CODE}\n\nThen $x^2$ and *$a$*`, 'Then $x^2$');
  await expect(code(widget)).toHaveText(SOURCE);
  await expect(tokens(widget)).toHaveCount(0);
  await expect(formulas(widget)).toHaveCount(0);
  await expect(widget.answers.last().locator('em')).toHaveText('$a$');
  expect(requested).toEqual([]);
});

test('text after the language of a code block adds no class and no formula', async ({ page, widget }) => {
  const requested = modulesOf(page);
  await widget.open();
  await answer(widget, '```x\fwindow\fformula\r full\ncode\n```', 'code');
  await expect(code(widget).locator('code')).toHaveAttribute('class', 'language-x');
  expect(requested).toEqual([]);
});

test('modules are loaded with the first message that needs them, once', async ({ page, visit, scriptTag }) => {
  const requested = modulesOf(page);
  const widget = await openChat({ page, visit, scriptTag });
  await answer(widget, 'It costs $5 and $10, in `code`, or\n\n```\nplain\n```', 'It costs $5 and $10');
  await expect(formulas(widget)).toHaveCount(0);
  expect(requested).toEqual([]);
  await answer(widget, CODE);
  await expect(tokens(widget)).not.toHaveCount(0);
  await answer(widget, '$x$');
  await expect(math(widget)).toHaveCount(1);
  await answer(widget, `${CODE}\n$y$`);
  await expect(tokens(widget)).not.toHaveCount(0);
  await expect(math(widget)).toHaveCount(1);
  expect([...new Set(requested)]).toEqual(['/highlight-code', '/formulas']);
});

test.describe('as text', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });
  const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

  test('copies, downloads and announcements have the source', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag });
    const text = `A $x_1*y_1$ b\n\n$$\n- a\n$$\n\n${CODE}`;
    await answer(widget, text);
    await expect(math(widget)).toHaveCount(2);
    await expect(tokens(widget).first()).toBeVisible();
    await code(widget).hover();
    await widget.log.getByRole('button', { name: 'Copy code' }).click();
    await expect.poll(() => clipboard(page)).toBe(SOURCE);
    await widget.log.locator('.row.bot').last().getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(() => clipboard(page)).toBe(text);
    await expect(widget.log.locator('[aria-live=polite]')).toContainText('A $x_1*y_1$ b');
    for (const [name, expected] of [
      ['Download as text', `A $x_1*y_1$ b\n$$\n- a\n$$\n${SOURCE.trim()}`],
      ['Download as Markdown', text],
    ]) {
      await widget.button('More options').click();
      const saved = page.waitForEvent('download');
      await widget.host.getByRole('menuitem', { name }).click();
      expect(await readFile(await (await saved).path(), 'utf8')).toContain(expected);
    }
  });
});

test('messages look the same after a reload and when they are scrolled back into view', async ({ page, visit, scriptTag }) => {
  const widget = await openChat({ page, visit, scriptTag });
  await answer(widget, `${CODE}\n\n$\\frac{a}{b}$`);
  await expect(math(widget)).toHaveCount(1);
  const markup = () => widget.answers.last().evaluate((answer) => answer.innerHTML);
  await expect(tokens(widget).first()).toBeVisible();
  const before = await markup();
  await page.reload();
  await expect(widget.field).toBeVisible();
  await expect(math(widget)).toHaveCount(1);
  await expect.poll(markup).toBe(before);
});

test.describe('code', () => {
  test('has a colour for each kind of token, and the text stays', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag });
    await answer(widget, CODE);
    await expect(code(widget).locator('.token-keyword')).toHaveText(['const', 'return']);
    await expect(code(widget).locator('.token-string')).toHaveText(['"Zoë"']);
    await expect(code(widget).locator('.token-number')).toHaveText(['42']);
    await expect(code(widget).locator('.token-comment')).toHaveText(['// a <b>comment</b>']);
    expect(await code(widget).evaluate((pre) => pre.textContent)).toBe(SOURCE);
  });

  for (const [what, text] of [
    ['an unknown language', '```klingon\nconst a = "b";\n```'],
    ['a language with the name of a property of objects', '```constructor\nconst a = "b";\n```'],
    ['no language', '```\nconst a = "b";\n```'],
    ['more than 10,000 characters', `\`\`\`js\n${'const a = "b";\n'.repeat(700)}\`\`\``],
  ]) {
    test(`${what} stays text`, async ({ page, visit, scriptTag }) => {
      const widget = await openChat({ page, visit, scriptTag });
      await answer(widget, CODE);
      await expect(tokens(widget).first()).toBeVisible();
      await answer(widget, text);
      await expect(code(widget)).toContainText('const a = "b";');
      await expect(tokens(widget)).toHaveCount(0);
    });
  }

  test('follows the option at any time', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag }, '');
    await answer(widget, CODE);
    await widget.host.evaluate((element) => (element.highlightCode = true));
    await expect(tokens(widget)).not.toHaveCount(0);
    await widget.host.evaluate((element) => (element.highlightCode = false));
    await expect(tokens(widget)).toHaveCount(0);
    expect(await code(widget).evaluate((pre) => pre.textContent)).toBe(SOURCE);
  });

  test('hostile code of the longest length does not stop the page', async ({ page, visit, scriptTag }) => {
    test.slow();
    const widget = await openChat({ page, visit, scriptTag });
    for (const [language, piece] of [
      ['cpp', 'int\n'],
      ['ini', '0'],
      ['html', '<script>'],
      ['js', 'html`<style>'],
    ]) {
      await answer(widget, `\`\`\`${language}\n${piece.repeat(9_999 / piece.length)}\n\`\`\``, piece.trim());
      await widget.answers.last().evaluate(() => new Promise(requestAnimationFrame));
    }
    await answer(widget, CODE);
    await expect(tokens(widget).first()).toBeVisible();
  });
});

test.describe('formulas', () => {
  test('are MathML, inline or displayed', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag });
    await answer(widget, 'The $n$th \\(a_1\\):\n\n$$\n\\frac{1}{2}\n$$\n\n\\[ \\sqrt{x} \\]\n\nfor $5 or $6.', 'for $5 or $6.');
    await expect(math(widget)).toHaveCount(4);
    expect(await math(widget).evaluateAll((all) => all.map((one) => [one.getAttribute('display'), one.namespaceURI.includes('MathML')]))).toEqual([
      [null, true],
      [null, true],
      ['block', true],
      ['block', true],
    ]);
    await expect(math(widget).nth(2).locator('mfrac > *')).toHaveText(['1', '2']);
    const inText = await math(widget).first().boundingBox();
    const displayed = await formulas(widget).nth(2).boundingBox();
    expect(inText.height).toBeLessThan(40);
    expect(displayed.width).toBeGreaterThan(inText.width * 3);
  });

  test('matrices and arrays are typeset', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag });
    const names = ['pmatrix', 'bmatrix', 'vmatrix'].map((name) => [name, '']).concat([['array', '{c|c}']]);
    await answer(widget, names.map(([name, columns]) => `$\\begin{${name}}${columns} a & b \\\\ c & d \\end{${name}}$`).join(' and '));
    await expect(math(widget)).toHaveCount(4);
    for (const matrix of await math(widget).all()) await expect(matrix.locator('mtd')).toHaveText(['a', 'b', 'c', 'd']);
  });

  test('the text of a coloured box is black in the dark theme', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag }, `${BOTH} data-theme="dark"`);
    await answer(widget, '$\\colorbox{yellow}{\\text{note}}$');
    await expect(math(widget).locator('mtext')).toHaveText('note');
    await expect(math(widget).locator('mtext')).toHaveCSS('color', 'rgb(0, 0, 0)');
  });

  for (const [what, formula] of [
    ['an address', '\\href{javascript:alert(1)}{x}'],
    ['an address as text', '\\url{https://a.example}'],
    ['a picture', '\\includegraphics{https://a.example/x.png}'],
    ['a class', '\\class{window}{x}'],
    ['a style', '\\style{position:fixed}{x}'],
    ['an id', '\\id{launcher}{x}'],
    ['data', '\\data{a=b}{x}'],
    ['repeated work', `${'\\cancelto{x}{'.repeat(20)}x${'}'.repeat(20)}`],
    ['repeated work without braces', `${'\\cancelto x'.repeat(20)}x`],
    ['repeated reactions', `${'\\equilibriumRight{'.repeat(11)}x${'}'.repeat(11)}`],
    ['text in another message', '\\raisebox{20em}{\\text{You agreed}}'],
    ['text to the left', '\\kern-20em x'],
    ['macros with parameters', `\\def\\a#1{\\b{${'#1'.repeat(9)}}}\\def\\b#1{\\c{${'#1'.repeat(9)}}}${'\\a{x}'.repeat(40)}`],
    ['an endless macro', '\\def\\a{\\a\\a}\\a'],
    ['an endless command', '\\newcommand{\\b}{\\b x}\\b'],
    [
      'macros that grow',
      '\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c}\\d\\d\\d',
    ],
    ['an unknown command', '\\nonsense{x}'],
    ['an unclosed group', '\\frac{'],
    ['a deep formula', `${'\\frac{1}{'.repeat(150)}x${'}'.repeat(150)}`],
    ['a wide space', '\\hspace{-5000em}x'],
    ['a high table', '\\def\\arraystretch{900}\\begin{matrix}a\\\\b\\end{matrix}'],
    ['too many cells', `\\begin{matrix}${'&'.repeat(400)}${'\\\\'.repeat(300)}\\end{matrix}`],
    ['a long formula', 'x+'.repeat(1_100)],
    ['a command with the name of a property of objects', '\\__proto__'],
  ]) {
    test(`${what} stays source text`, async ({ page, visit, scriptTag }) => {
      const widget = await openChat({ page, visit, scriptTag });
      await answer(widget, `$y$ $$${formula}$$`);
      await expect(math(widget)).toHaveCount(1);
      expect(await widget.answers.last().evaluate((answer) => answer.textContent)).toContain(`$$${formula}$$`);
      await expect(widget.answers.last().locator('a, img, [style], [id]')).toHaveCount(0);
    });
  }

  test('labels do not reach the page, and definitions of macros stay text', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag });
    await answer(widget, '$$x\\label{launcher}$$ $\\gdef\\q{z}\\q$ $\\q$');
    await expect(math(widget)).toHaveCount(1);
    await expect(formulas(widget)).toHaveText([/x/, '$\\gdef\\q{z}\\q$', '$\\q$']);
    await expect(widget.answers.last().locator('[id], [href]')).toHaveCount(0);
  });

  test('200 of a thousand are typeset, the others are text', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag });
    await answer(widget, '$x$ '.repeat(1_000));
    await expect(formulas(widget)).toHaveCount(1_000);
    await expect(math(widget)).toHaveCount(200);
    await expect(formulas(widget).last()).toHaveText('$x$');
  });

  test('a change of the option restarts the widget', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag }, '');
    await answer(widget, '$x$', '$x$');
    await widget.host.evaluate((element) => (element.formulas = true));
    await expect(math(widget)).toHaveCount(1);
    await widget.host.evaluate((element) => (element.formulas = false));
    await expect(widget.answers.last()).toHaveText('$x$');
  });

  test('welcome messages may have them', async ({ page, visit, scriptTag }) => {
    const widget = await openChat({ page, visit, scriptTag }, `${BOTH} data-welcome-messages='["Hi: $x^2$"]'`);
    await expect(widget.log.locator('.welcome math')).toHaveCount(1);
  });

  for (const [place, text] of [
    ['on a line of its own', `$$${'abcdefgh+'.repeat(12)}x$$`],
    ['in a sentence', `The result is $\\frac{${'abcdefgh+'.repeat(12)}x}{y}$, as expected.`],
  ]) {
    test(`a wide one ${place} scrolls with the keyboard`, async ({ page, visit, scriptTag }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      const widget = await openChat({ page, visit, scriptTag });
      await answer(widget, text);
      await expect(math(widget)).toHaveCount(1);
      const right = (locator) => locator.evaluate((element) => element.getBoundingClientRect().right);
      expect(await right(formulas(widget))).toBeLessThanOrEqual(await right(widget.answers.last()));
      await formulas(widget).focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => formulas(widget).evaluate((formula) => formula.scrollLeft)).toBeGreaterThan(0);
      expect(await widget.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
    });
  }

  for (const [what, formula] of [
    ['raised several times', `\\smash{${'\\raise3em{'.repeat(5)}\\text{You agreed}${'}'.repeat(5)}}`],
    ['that is a high box', '\\smash{\\rule{20em}{20em}}x'],
  ]) {
    for (const sign of ['$', '$$']) {
      test(`one ${what} is not painted outside its place, in ${sign}`, async ({ page, visit, scriptTag }) => {
        const widget = await openChat({ page, visit, scriptTag });
        await answer(widget, 'an answer before');
        await answer(widget, `hi ${sign}${formula}${sign} end`);
        await expect(math(widget)).toHaveCount(1);
        const before = widget.answers.first();
        const clip = await before.boundingBox();
        const screenshotOfOther = () => page.screenshot({ clip, animations: 'disabled' });
        const shown = await screenshotOfOther();
        await formulas(widget).evaluate((formula) => (formula.style.visibility = 'hidden'));
        expect(shown.equals(await screenshotOfOther())).toBe(true);
      });
    }
  }
});

test.describe('while a module loads', () => {
  test('text is shown, and a selection in it stays', async ({ page, visit, scriptTag }) => {
    const release = await holdRequests(page, '**/highlight-code-*.js*');
    const widget = await openChat({ page, visit, scriptTag });
    await answer(widget, CODE);
    await answer(widget, CODE);
    await expect(code(widget)).toHaveText(SOURCE);
    const first = widget.answers.first().locator('pre');
    await first.evaluate((pre) => {
      const element = pre.querySelector('code');
      document.getSelection().setBaseAndExtent(element, 0, element, element.childNodes.length);
    });
    const selected = () => widget.host.evaluate((host) => String(host.shadowRoot.getSelection()));
    expect(await selected()).toContain('return name');
    release();
    await expect(tokens(widget).first()).toBeVisible();
    await expect(first.locator('span')).toHaveCount(0);
    expect(await selected()).toContain('return name');
    await page.evaluate(() => document.getSelection().removeAllRanges());
    await expect(first.locator('.token-keyword')).toHaveText(['const', 'return']);
  });

  test('the end of the conversation stays in view', async ({ page, visit, scriptTag }) => {
    const release = await holdRequests(page, '**/formulas-*.js*');
    const widget = await openChat({ page, visit, scriptTag });
    await answer(widget, 'lines\n'.repeat(12));
    await answer(widget, `${'$$\\begin{matrix}a\\\\b\\\\c\\end{matrix}$$\n\n'.repeat(2)}The end`, 'The end');
    const below = () => widget.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    await expect.poll(below).toBeLessThan(2);
    release();
    await expect(math(widget)).toHaveCount(2);
    await expect.poll(below).toBeLessThan(2);
  });
});

test('a module that cannot be loaded leaves text, and the visitor does not notice', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  test.slow();
  expectedConsoleMessages.push(FAILED_REQUEST, /a part of the widget \((code|formulas)\) could not be loaded/);
  await page.route(/\/(code|formulas)-[^/]*\.js/, (route) => route.abort());
  const reported = page.waitForEvent('console', { predicate: (message) => message.text().includes('(formulas) could not be loaded'), timeout: 60_000 });
  const widget = await openChat({ page, visit, scriptTag });
  await answer(widget, `${CODE}\n\n$x^2$`, '$x^2$');
  await reported;
  await expect(code(widget)).toHaveText(SOURCE);
  await expect(formulas(widget)).toHaveText('$x^2$');
  await expect(widget.notices).toHaveCount(0);
  await widget.ask('Go on');
});

const SAMPLE = `# Result for $n$

| name | value |
|---|---|
| $\\alpha$ | $\\frac{1}{2}$ |

Inline $x=\\frac{-b\\pm\\sqrt{b^2-4ac}}{2a}$ in text, then:

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

\`\`\`python
# Comment
@decorator
class A:
    def f(self, n=42):
        return "text" if n else None
\`\`\`

\`\`\`diff
- old
+ new
\`\`\``;

const PHONE = { width: 320, height: 640 };
for (const [name, language, colorScheme, viewport] of [
  ['light', 'en', 'light', { width: 1280, height: 1_000 }],
  ['dark', 'en', 'dark', PHONE],
  ['rtl', 'ar', 'light', PHONE],
]) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('code and formulas are accessible, readable and from left to right', async ({ page, visit, scriptTag }) => {
      await page.addInitScript(defineContrast);
      await visit(scriptTag(`${BOTH} data-language="${language}"`));
      const widget = new Widget(page);
      await widget.host.locator('[part~="launcher"]').click();
      const field = widget.host.locator('section.window textarea');
      await field.fill(`say ${SAMPLE}`);
      await field.press('Enter');
      await expect(tokens(widget).first()).toBeVisible();
      await expect(math(widget)).toHaveCount(5);
      const contrasts = await widget.answers.last().evaluate((message) => {
        const contrastOf = (token) => window.contrast(getComputedStyle(token).color, window.backgroundOf(token));
        return [...message.querySelectorAll('[class^="token-"]')].map((token) => [token.className, contrastOf(token)]);
      });
      expect([...new Set(contrasts.map(([kind]) => kind))].sort()).toEqual(
        ['comment', 'deletion', 'keyword', 'number', 'string', 'title'].map((kind) => `token-${kind}`),
      );
      expect(contrasts.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
      expect(
        await widget.answers.last().evaluate((message) => [...message.querySelectorAll('pre, math')].map((one) => getComputedStyle(one).direction)),
      ).toEqual(Array(7).fill('ltr'));
      expect(await widget.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
      await widget.log.evaluate((log) => (log.scrollTop = log.scrollHeight));
      await shot(page, `code-${name}`);
      await formulas(widget).first().scrollIntoViewIfNeeded();
      await shot(page, `formulas-${name}`);
      await check(page);
    });
  });
}

test('forced colours replace those of code', async ({ page, visit, scriptTag }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const widget = await openChat({ page, visit, scriptTag });
  await answer(widget, CODE);
  await expect(tokens(widget).first()).toBeVisible();
  const colors = await tokens(widget).evaluateAll((all) => [...new Set(all.map((token) => getComputedStyle(token).color))]);
  expect(colors).toEqual([await code(widget).evaluate((pre) => getComputedStyle(pre).color)]);
});
