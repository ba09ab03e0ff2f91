// Records what Chromium exposes to screen readers: the accessibility tree, the focus, and changes of live regions.
// The simulated screen readers in npm packages do not enter shadow roots.

import { expect } from './test.js';

/** Roles whose content belongs to the surrounding text. */
const INLINE_ROLES = new Set(['strong', 'emphasis', 'code', 'deletion']);
/** Roles that get no line of their own; their content does. */
const TRANSPARENT_ROLES = new Set(['RootWebArea', 'generic', 'none', 'paragraph', 'rowgroup']);
/** Roles whose content is not recorded: their name covers it, or it varies. */
const LEAF_ROLES = new Set(['button', 'checkbox', 'heading', 'link', 'menuitem', 'textbox', 'time']);
/** Roles whose name is not recorded: it repeats their content. */
const NAMED_BY_CONTENT = new Set(['cell', 'columnheader', 'listitem', 'row', 'rowheader', 'time']);

/** Collects in `host.announcements` what live regions in the shadow root of an element announce. Runs in the page. */
function collectAnnouncements(host) {
  const announcements = [];
  host.announcements = announcements;
  const regions = '[aria-live=polite], [role=status], [role=alert], output';
  /** The latest texts of atomic regions, which are read as a whole. */
  const latest = new WeakMap();
  const note = (manner, text) => {
    const lines = text.trim().replaceAll(/\s*\n\s*/g, ' / ');
    if (lines) announcements.push(`${manner}: ${lines.replaceAll('\t', ' | ')}`);
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const region = target.parentElement && (target.closest?.(regions) ?? target.parentElement.closest(regions));
      if (!region) continue;
      if (region.getAttribute('aria-atomic') === 'false') {
        for (const { textContent } of addedNodes) note('announces', textContent);
        continue;
      }
      const text = region.checkVisibility() ? region.textContent : '';
      if (text !== (latest.get(region) ?? '')) note(region.role === 'alert' ? 'interrupts' : 'announces', text);
      latest.set(region, text);
    }
  }).observe(host.shadowRoot, { subtree: true, childList: true, characterData: true, attributeFilter: ['hidden'] });
}

const propertyOf = (node, name) => node.properties?.find((property) => property.name === name)?.value.value;

/** Describes a node in one line: its role, its name, its states and its description. */
function describeNode(node) {
  const role = node.role.value;
  const property = (name) => propertyOf(node, name);
  const words = [node.name?.value && !NAMED_BY_CONTENT.has(role) ? `${role} "${node.name.value}"` : role];
  if (role === 'heading') words.push(`level ${property('level')}`);
  if (property('hasPopup')) words.push(`opens a ${property('hasPopup')}`);
  if (property('expanded') !== undefined) words.push(property('expanded') ? 'expanded' : 'collapsed');
  if (property('disabled')) words.push('disabled');
  if (property('modal')) words.push('modal');
  if (role === 'checkbox') words.push(String(property('checked')) === 'true' ? 'checked' : 'not checked');
  if (node.description?.value && node.description.value !== node.name?.value) words.push(`description "${node.description.value}"`);
  return words.join(', ');
}

/** Elements whose text continues the text before them. */
const INLINE_TAGS = new Set(['B', 'CODE', 'DEL', 'EM', 'SPAN', 'STRONG', 'SUP']);

/** The block elements that contain each node, by the ids of the nodes: texts in the same one form a paragraph. */
function paragraphsOf(root) {
  const paragraphs = new Map();
  const visit = (node, paragraph) => {
    const inside = INLINE_TAGS.has(node.nodeName) || node.nodeType === 3 ? paragraph : node.backendNodeId;
    paragraphs.set(node.backendNodeId, inside);
    for (const child of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) visit(child, inside);
  };
  visit(root);
  return paragraphs;
}

/** The lines that describe the tree of these nodes. The content of an element is indented below it; a single text is on the same line. */
function linesOf(nodes, paragraphs) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  let text = '';
  let paragraph;
  const endText = () => {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    if (line) lines.push({ line, isText: true });
    text = '';
  };
  const readChildren = (node) => {
    for (const id of node.childIds ?? []) if (byId.has(id)) read(byId.get(id));
  };
  const read = (node) => {
    const role = node.role?.value ?? 'none';
    if (role === 'ListMarker') {
      const [number] = node.name.value.match(/\d+/) ?? [];
      text = number ? `${number}. ` : '• ';
      paragraph = undefined;
      return;
    }
    if (role === 'StaticText') {
      const current = paragraphs.get(node.backendDOMNodeId);
      if (text && paragraph !== undefined && paragraph !== current) endText();
      paragraph = current;
      text += node.name?.value ?? '';
      return;
    }
    if (role === 'LineBreak') text += ' ';
    if (node.ignored || INLINE_ROLES.has(role)) return readChildren(node);
    endText();
    if (TRANSPARENT_ROLES.has(role)) {
      readChildren(node);
      return endText();
    }
    lines.push({ line: describeNode(node) });
    if (LEAF_ROLES.has(role)) return;
    const start = lines.length;
    readChildren(node);
    endText();
    const content = lines.slice(start);
    if (content.length === 1 && content[0].isText) lines.splice(start - 1, 2, { line: `${lines[start - 1].line}: ${content[0].line}` });
    else for (const entry of content) entry.line = `  ${entry.line}`;
  };
  read(nodes[0]);
  return lines.map(({ line }) => line);
}

/** Records what a screen reader would read on a page with a widget. */
export class ScreenReader {
  #widget;
  #session;
  #lines = [];
  #page = [];
  #announced = 0;

  static async start(widget) {
    const reader = new ScreenReader();
    reader.#widget = widget;
    await widget.host.evaluate(collectAnnouncements);
    reader.#session = await widget.page.context().newCDPSession(widget.page);
    await reader.#session.send('Accessibility.enable');
    await reader.#session.send('DOM.enable');
    return reader;
  }

  get log() {
    return `${this.#lines.join('\n')}\n`;
  }

  heading(text) {
    this.#lines.push(...(this.#lines.length ? ['', `# ${text}`] : [`# ${text}`]));
  }

  async #nodes() {
    return (await this.#session.send('Accessibility.getFullAXTree')).nodes;
  }

  /** Records the lines of the page, without unchanged lines at the start and the end since the last call. */
  async read() {
    const { root } = await this.#session.send('DOM.getDocument', { depth: -1, pierce: true });
    const [before, now] = [this.#page, linesOf(await this.#nodes(), paragraphsOf(root))];
    this.#page = now;
    const start = now.findIndex((line, index) => line !== before[index]);
    if (start < 0) return;
    let end = 0;
    while (end < Math.min(now.length, before.length) - start && now.at(-1 - end) === before.at(-1 - end)) end += 1;
    this.#lines.push(...now.slice(start, now.length - end));
  }

  /** Presses a key that moves the focus to an element, and records that element once it has this name. */
  async press(key, element, name = /./) {
    await this.#widget.page.keyboard.press(key);
    await this.waitForFocus(element, name, key);
  }

  /** Waits until an element has the focus and this name, and records it. */
  async waitForFocus(element, name = /./, cause = 'focus') {
    await expect(element).toBeFocused();
    await expect(element).toHaveAccessibleName(name);
    await this.#readFocus(cause);
  }

  /** Presses Tab until an element has the focus, and records every element that gets it on the way. */
  async tabTo(element, limit = 30) {
    for (let count = 0; count < limit; count += 1) {
      await this.#widget.page.keyboard.press('Tab');
      await this.#readFocus('Tab');
      if (await element.evaluate((element) => element.matches(':focus'))) return;
    }
    throw new Error(`not reached: ${element}`);
  }

  async #readFocus(key) {
    const focused = (await this.#nodes()).filter((node) => node.role?.value !== 'RootWebArea' && propertyOf(node, 'focused'));
    this.#lines.push(`${key} → ${focused.map(describeNode).join(', in ') || 'the page'}`);
  }

  /** Waits until a new announcement has these words after a colon, and records all new ones. */
  async waitForAnnouncement(words) {
    const all = () => this.#widget.host.evaluate((host) => host.announcements);
    await expect.poll(async () => (await all()).slice(this.#announced).join('\n')).toContain(`: ${words}`);
    const announcements = await all();
    this.#lines.push(...announcements.slice(this.#announced));
    this.#announced = announcements.length;
  }
}
