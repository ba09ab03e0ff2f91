// Typesets formulas in messages as MathML, without fonts of their own. Loaded with the first formula, if the page sets `formulas`.

import temml from 'temml';
import { adoptStyles, createStyleSheet } from '../../loader/dom.ts';
import { changeWithoutDisturbing } from './change-without-disturbing.ts';
import { toMathElements } from './math-tree.ts';
import type { TreeNode } from './math-tree.ts';

/** Longer formulas stay text. */
const MAX_FORMULA_CHARS = 2_000;
/** The most cells that a formula may have: the columns of its longest row, in all rows. */
const MAX_CELLS = 10_000;
/** Further formulas in a message stay text, and those that follow once this time has passed. */
const MAX_FORMULAS = 200;
const MAX_TYPESETTING_MS = 1_000;
/** How often macros may be expanded in a formula. */
const MAX_EXPANSIONS = 1_000;
/** The largest absolute and relative size that a formula may ask for, in em. */
const MAX_SIZE: [number, number] = [20, 20];

const styles = createStyleSheet(ASSETS.formulaStyles);

/** Makes formulas scrollable with the keyboard, as long as they are wider than the message. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

/** What this module has seen: formulas that cannot be typeset stay as they are. */
const seen = new WeakSet<Element>();

/** A formula without its delimiters, which src/markdown/formula.rs keeps. */
function parts(source: string) {
  const length = /^\$(?!\$)/.test(source) ? 1 : 2;
  return { content: source.slice(length, -length), isDisplayed: /^(\$\$|\\\[)/.test(source) };
}

/** Definitions of macros, with which a few characters become any number of them. */
const DEFINITIONS = /\\([egx]?def|let|futurelet|(re|provide)?newcommand|Declare\w+)(?![a-z])/i;
/** Commands for which the library builds what is in them several times, so that nesting them takes time that grows exponentially. */
const REPEATING = /\\(cancelto|\w*[lrc]lap|equilibrium(Left|Right))|<=>>|<<=>/g;
const MAX_REPEATING = 3;
/** The most braces within each other. */
const MAX_BRACES = 12;

function isTooComplex(content: string) {
  let braces = 0;
  const hasTooManyBraces = [...content].some((char) => {
    if (char === '{') braces += 1;
    else if (char === '}') braces -= 1;
    return braces > MAX_BRACES;
  });
  return hasTooManyBraces || DEFINITIONS.test(content) || (content.match(REPEATING) ?? []).length > MAX_REPEATING;
}

function isTooLarge(content: string) {
  const rows = content.split(/\\\\|\\cr/);
  const columns = Math.max(...rows.map((row) => row.split('&').length));
  return content.length > MAX_FORMULA_CHARS || rows.length * columns > MAX_CELLS;
}

function typeset(formula: HTMLElement) {
  const { content, isDisplayed } = parts(formula.textContent ?? '');
  if (isTooLarge(content) || isTooComplex(content)) return;
  const tree: TreeNode = temml.__renderToMathMLTree(content, {
    displayMode: isDisplayed,
    maxExpand: MAX_EXPANSIONS,
    maxSize: MAX_SIZE,
    throwOnError: true,
    // Without addresses, pictures, ids, classes and styles.
    trust: false,
    // Long formulas in a line of text are divided.
    wrap: isDisplayed ? 'none' : 'tex',
  });
  formula.replaceChildren(toMathElements(tree));
  formula.classList.toggle('displayed', isDisplayed);
  widths.observe(formula);
}

function typesetAll(message: HTMLElement) {
  const started = performance.now();
  for (const [index, formula] of [...message.querySelectorAll<HTMLElement>('.formula')].entries()) {
    if (seen.has(formula)) continue;
    if (index >= MAX_FORMULAS || performance.now() - started > MAX_TYPESETTING_MS) return;
    seen.add(formula);
    try {
      typeset(formula);
    } catch {
      // What is no formula in TeX, or too large, stays text.
    }
  }
}

/** Typesets the formulas in the rendered text of a message. */
export function enrich(message: HTMLElement, root: ShadowRoot) {
  // Older browsers would show the parts of formulas in a line.
  if (!('MathMLElement' in window)) return;
  adoptStyles(root, styles);
  changeWithoutDisturbing(message, () => typesetAll(message));
}
