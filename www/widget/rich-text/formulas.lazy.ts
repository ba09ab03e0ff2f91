// Typesets formulas in messages as MathML, without loading fonts. Loaded for the first formula, if the page sets `formulas`.

import temml from 'temml';
import { adoptStyles, createStyleSheet } from '../../loader/dom.ts';
import { changeWithoutDisturbing } from './change-without-disturbing.ts';
import { toMathElements } from './math-tree.ts';
import type { TreeNode } from './math-tree.ts';

/** Longer formulas stay text. */
const MAX_FORMULA_CHARS = 2_000;
/** The most cells that a formula may have: the number of its rows times the columns of its longest row. */
const MAX_CELLS = 10_000;
/** Formulas in a message stay text beyond this number, or once this time has passed. */
const MAX_FORMULAS = 200;
const MAX_TYPESETTING_MS = 1_000;
/** How often macros may be expanded in a formula. */
const MAX_EXPANSIONS = 1_000;
/** The largest absolute and relative size that a formula may ask for, in em. */
const MAX_SIZE_EM: [number, number] = [20, 20];

const styles = createStyleSheet(ASSETS.formulaStyles);

/** Makes formulas scrollable with the keyboard, as long as they are wider than the message. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

/** Formulas that have been processed, including those that cannot be typeset and stay text. */
const processed = new WeakSet<Element>();

/** Removes the delimiters of a formula, which src/markdown/formula.rs keeps. */
function splitDelimiters(source: string) {
  const length = /^\$(?!\$)/.test(source) ? 1 : 2;
  return { content: source.slice(length, -length), isDisplayed: /^(\$\$|\\\[)/.test(source) };
}

/** Definitions of macros, which can expand a few characters to any number. */
const DEFINITIONS = /\\([egx]?def|let|futurelet|(re|provide)?newcommand|Declare\w+)(?![a-z])/i;
/** Commands whose content the library builds several times, so that nesting them takes exponential time. */
const REPEATING = /\\(cancelto|\w*[lrc]lap|equilibrium(Left|Right))|<=>>|<<=>/g;
const MAX_REPEATING = 3;
/** The deepest nesting of braces. */
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
  const { content, isDisplayed } = splitDelimiters(formula.textContent ?? '');
  if (isTooLarge(content) || isTooComplex(content)) return;
  const tree: TreeNode = temml.__renderToMathMLTree(content, {
    displayMode: isDisplayed,
    maxExpand: MAX_EXPANSIONS,
    maxSize: MAX_SIZE_EM,
    throwOnError: true,
    // Forbids addresses, pictures, ids, classes and styles.
    trust: false,
    // Long formulas in a line of text wrap.
    wrap: isDisplayed ? 'none' : 'tex',
  });
  formula.replaceChildren(toMathElements(tree));
  formula.classList.toggle('displayed', isDisplayed);
  widths.observe(formula);
}

function typesetAll(message: HTMLElement) {
  const started = performance.now();
  for (const [index, formula] of [...message.querySelectorAll<HTMLElement>('.formula')].entries()) {
    if (processed.has(formula)) continue;
    if (index >= MAX_FORMULAS || performance.now() - started > MAX_TYPESETTING_MS) return;
    processed.add(formula);
    try {
      typeset(formula);
    } catch {
      // Invalid TeX, and formulas that are too large, stay text.
    }
  }
}

/** Typesets the formulas in the rendered text of a message. */
export function enrich(message: HTMLElement, root: ShadowRoot) {
  // Without MathML, browsers would show the parts of a formula in one line.
  if (!('MathMLElement' in window)) return;
  adoptStyles(root, styles);
  changeWithoutDisturbing(message, () => typesetAll(message));
}
