// Colours code in messages, from a tree of its tokens. Loaded for the first block of code that names its language, if the page sets
// `highlight-code`.

import { adoptStyles, createElement, createStyleSheet } from '../../loader/dom.ts';
import { changeWithoutDisturbing } from './change-without-disturbing.ts';
import { lowlight } from './languages.ts';

/** Longer code is not coloured: the time that grammars take can grow with the square of the length. */
const MAX_CODE_CHARS = 10_000;
/** Starts of code embedded in other code: nested grammars take much more time. */
const EMBEDDED = /<(script|style)|(html|css|svg|gql|graphql)`/gi;
const MAX_EMBEDDED = 20;
/** Code in a message is not coloured beyond this length, or once this time has passed. */
const MAX_MESSAGE_CHARS = 40_000;
const MAX_COLORING_MS = 500;

/** The kinds of tokens, each with the names in highlight.js that have its colour. */
const TOKENS: Record<string, string> = {
  keyword: 'keyword literal type selector-tag selector-pseudo template-tag name doctag meta',
  string: 'string regexp char addition link selector-attr',
  number: 'number symbol bullet template-variable',
  comment: 'comment quote',
  title: 'title section attr attribute property built_in variable selector-class selector-id',
  deletion: 'deletion',
};

const classes = new Map(Object.entries(TOKENS).flatMap(([token, names]) => names.split(' ').map((name) => [`hljs-${name}`, `token-${token}`])));

const styles = createStyleSheet(ASSETS.highlightCodeStyles);

/** A token, or text. */
type Child = ReturnType<typeof lowlight.highlight>['children'][number];

/** Trees of blocks that have been coloured, by language and text: rows are rebuilt, and hostile code can take a second. */
const trees = new Map<string, Child[]>();
const MAX_TREES = 50;

/** What this module has coloured. */
const colored = new WeakSet<Element>();

function toNode(child: Child): Node | string {
  if (child.type === 'text') return child.value;
  if (child.type !== 'element') return '';
  const names = child.properties.className;
  const name = Array.isArray(names) ? classes.get(String(names[0])) : undefined;
  return createElement('span', name ? { class: name } : {}, ...child.children.map(toNode));
}

/** The language in the class of a block, if it is known. */
function languageOf(code: Element) {
  const name = code.className.replace('language-', '').toLowerCase();
  return lowlight.registered(name) ? name : undefined;
}

function treeOf(language: string, text: string) {
  const key = `${language}\n${text}`;
  const tree = trees.get(key) ?? lowlight.highlight(language, text).children;
  // The most recently used ones are kept.
  trees.delete(key);
  trees.set(key, tree);
  for (const oldest of trees.keys()) if (trees.size > MAX_TREES) trees.delete(oldest);
  return tree;
}

function color(code: HTMLElement, text: string, language: string) {
  const fragment = document.createDocumentFragment();
  fragment.append(...treeOf(language, text).map(toNode));
  // The visitor copies what is shown, so the text must not change.
  if (fragment.textContent !== text) return;
  code.replaceChildren(fragment);
  colored.add(code);
}

function colorAll(message: HTMLElement) {
  let chars = 0;
  const started = performance.now();
  for (const code of message.querySelectorAll<HTMLElement>('pre > code[class]')) {
    const text = code.textContent ?? '';
    const language = languageOf(code);
    if (!language || colored.has(code) || text.length > MAX_CODE_CHARS || (text.match(EMBEDDED) ?? []).length > MAX_EMBEDDED) continue;
    chars += text.length;
    if (chars > MAX_MESSAGE_CHARS || performance.now() - started > MAX_COLORING_MS) return;
    try {
      color(code, text, language);
    } catch (error) {
      console.warn(`ocs-chat: code in ${language} could not be highlighted: ${error}`);
    }
  }
}

function removeColors(message: HTMLElement) {
  for (const code of message.querySelectorAll('pre > code[class]')) if (colored.delete(code)) code.replaceChildren(code.textContent ?? '');
}

/** Colours the blocks of code in the rendered text of a message, or removes the colours. */
export function enrich(message: HTMLElement, root: ShadowRoot, isOn: boolean) {
  adoptStyles(root, styles);
  changeWithoutDisturbing(message, () => (isOn ? colorAll : removeColors)(message));
}
