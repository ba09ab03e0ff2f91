// The markup or code that puts the configured widget on a page.

import { camelCase } from '../loader/option-text.ts';

/** The form of a snippet. */
export type SnippetKind = 'script' | 'element' | 'npm';

const SCRIPT_URL = 'https://cdn.jsdelivr.net/npm/ocs-chat@1/embed.js';

const escapeAttribute = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

const attributes = (options: Map<string, string>, prefix: string): string =>
  [...options].map(([name, value]) => `\n  ${prefix}${name}="${escapeAttribute(value)}"`).join('');

/** Returns the snippet for these options, by attribute, and these custom properties. */
export function createSnippet(kind: SnippetKind, options: Map<string, string>, theme: Record<string, string>): string {
  const styles = Object.entries(theme).map(([name, value]) => `${name}: ${value};`);
  const isKiosk = options.get('mode') === 'kiosk';
  // A kiosk fills an element of the page.
  const [openTag, closeTag] = isKiosk ? ['<div id="chat" style="position: relative; height: 560px">', '</div>'] : ['', ''];
  if (kind === 'npm') {
    const properties = [...options].map(([name, value]) => `\n  ${camelCase(name)}: ${JSON.stringify(value)},`).join('');
    const call = `mount(${isKiosk ? "'#chat', " : ''}{${properties}\n});`;
    const code = styles.length ? `const chat = ${call}\nchat.style.cssText = '${styles.join(' ')}';` : call;
    return `// npm install ocs-chat\n${isKiosk ? `// ${openTag}${closeTag}\n` : ''}import { mount } from 'ocs-chat';\n\n${code}`;
  }
  const css = styles.length ? `<style>\nocs-chat {\n  ${styles.join('\n  ')}\n}\n</style>\n` : '';
  if (kind === 'script' && !isKiosk) return `${css}<script async src="${SCRIPT_URL}"${attributes(options, 'data-')}></script>`;
  const element = `<ocs-chat${attributes(options, '')}></ocs-chat>`;
  return `${css}<script async src="${SCRIPT_URL}"></script>\n${openTag && `${openTag}\n`}${element}${closeTag && `\n${closeTag}`}`;
}
