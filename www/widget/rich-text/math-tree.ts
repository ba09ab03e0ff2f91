// Converts Temml's tree of a formula to MathML elements. Only the elements, attributes and styles listed here are created, whatever the
// tree contains. Classes are copied unchanged. So nothing in a formula can link to an address, load anything, or have an id.

/** A node of the tree; texts have no children. */
export interface TreeNode {
  type?: unknown;
  text?: unknown;
  children?: TreeNode[];
  classes?: unknown[];
  attributes?: Record<string, unknown>;
  style?: Record<string, unknown>;
}

const NAMESPACE = 'http://www.w3.org/1998/Math/MathML';

const words = (text: string) => new Set(text.split(' '));

const ELEMENTS = words(
  'math menclose mfrac mi mn mo mmultiscripts mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none',
);

const ATTRIBUTES = words(
  'accent accentunder columnalign columnspan depth display displaystyle fence form height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width',
);

/** As properties of `CSSStyleDeclaration`. */
const STYLES = words(
  'backgroundColor border borderBottom borderLeft borderRight borderTop bottom color display fontFamily fontSize fontStyle fontWeight height left marginLeft marginRight mathDepth padding paddingBottom paddingLeft paddingRight paddingTop position right textAlign top verticalAlign width',
);

/** Larger and deeper formulas are refused: browsers need too long for their layout. */
const MAX_FORMULA_NODES = 4_000;
const MAX_FORMULA_DEPTH = 100;
/** Longer spaces, in any unit, would cover what is around the formula. */
const MAX_SPACE_LENGTH = 50;
/** Parts that are moved further, in any unit, could cover other messages. */
const MAX_SHIFT = 3;

/** Whether a value contains a length that is too long. Percentages, colours and weights are not lengths. */
function isTooLong(name: string, value: string) {
  if (/color|background|weight/i.test(name)) return false;
  const limit = /offset|margin|^(top|bottom|left|right|verticalAlign)$/.test(name) ? MAX_SHIFT : MAX_SPACE_LENGTH;
  return (value.replace(/#\w+|[\d.]+%/g, '').match(/[\d.]+/g) ?? []).some((number) => Number(number) > limit);
}

/** Calls `apply` with each allowed value. Throws if a length is too long. */
function applyAllowed(names: Set<string>, values: Record<string, unknown> = {}, apply: (name: string, value: string) => void) {
  for (const [name, value] of Object.entries(values)) {
    if (!names.has(name)) continue;
    if (isTooLong(name, String(value))) throw new RangeError('the formula is too wide');
    apply(name, String(value));
  }
}

/**
 * Returns the elements of a formula.
 *
 * @throws If the formula is too large.
 */
export function toMathElements(tree: TreeNode): Node {
  let count = 0;

  function build(node: TreeNode, parent: Node, depth: number) {
    count += 1;
    if (count > MAX_FORMULA_NODES || depth > MAX_FORMULA_DEPTH) throw new RangeError('the formula is too large');
    if (typeof node.text === 'string') return void parent.appendChild(document.createTextNode(node.text));
    const type = String(node.type);
    // Others, such as fragments, are replaced by what they contain.
    const element = ELEMENTS.has(type) ? (document.createElementNS(NAMESPACE, type) as MathMLElement) : undefined;
    if (element) {
      applyAllowed(ATTRIBUTES, node.attributes, (name, value) => element.setAttribute(name, value));
      applyAllowed(STYLES, node.style, (name, value) => Object.assign(element.style, { [name]: value }));
      const classes = (node.classes ?? []).filter(Boolean).join(' ');
      if (classes) element.setAttribute('class', classes);
      parent.appendChild(element);
    }
    for (const child of node.children ?? []) build(child, element ?? parent, depth + 1);
  }

  const fragment = document.createDocumentFragment();
  build(tree, fragment, 0);
  return fragment;
}
