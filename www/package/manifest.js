// Prints custom-elements.json, made from the package's types, the schema of options and styling.json. Called with the path of
// TypeScript's library.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import schema from '../widget/options/schema.json' with { type: 'json' };
import styling from './styling.json' with { type: 'json' };

/** @type {typeof import('typescript')} */
const ts = createRequire(import.meta.url)(process.argv[2]);
const file = join(import.meta.dirname, 'types/index.d.ts');
/** @param {string} name */
const camelCase = (name) => name.replace(/-./g, (dashed) => dashed[1].toUpperCase());
const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest, true);

const cssProperties = Object.entries(styling.customProperties).map(([name, { syntax, description }]) => ({ name, syntax, description }));
const cssParts = Object.entries(styling.parts).map(([name, description]) => ({ name, description }));

/** @param {import('typescript').Node} node */
const words = (node) => ts.getJSDocCommentsAndTags(node).map(({ comment }) => ts.getTextOfJSDocComment(comment)).join(' ');
/** @param {string} name */
const named = (name) => {
  const found = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name);
  return /** @type {import('typescript').InterfaceDeclaration} */ (found);
};
/** @param {string} name */
const members = (name) => [...named(name).members].map((member) => ({ member, name: String(member.name && /** @type {any} */ (member.name).text), description: words(member) }));
/** @param {any} member */
const typeOf = (member) => ({ text: member.type.getText(source) });

const options = members('OcsChatOptions');
const known = new Map(Object.entries(schema.options).map(([name, option]) => [camelCase(name), { name, otherwise: /** @type {any} */ (option).default }]));
const missing = [...known.keys()].filter((key) => !options.some(({ name }) => name === key));
const unknown = options.filter(({ name }) => !known.has(name)).map(({ name }) => name);
if (missing.length || unknown.length) throw new Error(`the types lack ${missing.join(', ') || 'nothing'}, and have ${unknown.join(', ') || 'nothing'} that is no option`);

/** @param {unknown} value */
const written = (value) => (value === undefined ? undefined : JSON.stringify(value));
const ofElement = members('OcsChatElement');
const methods = ofElement.filter(({ member, name }) => ts.isMethodSignature(member));
const fields = [...options, ...members('OcsChatProperties')];
/** @param {string} tagName @param {string} name */
const declaration = (tagName, name) => ({
  kind: 'class',
  name,
  customElement: true,
  tagName,
  description: words(named('OcsChatElement')),
  superclass: { name: 'HTMLElement' },
  attributes: options.map(({ member, name, description }) => {
    const { name: attribute, otherwise } = /** @type {{ name: string, otherwise: unknown }} */ (known.get(name));
    return { name: attribute, fieldName: name, type: typeOf(member), default: written(otherwise), description };
  }),
  members: [
    ...fields.map(({ member, name, description }) => ({ kind: 'field', name, type: typeOf(member), attribute: known.get(name)?.name, description })),
    ...methods.map(({ member, name, description }) => ({
      kind: 'method',
      name,
      description,
      parameters: /** @type {any} */ (member).parameters.map((/** @type {any} */ one) => ({ name: one.name.text, type: typeOf(one), optional: Boolean(one.questionToken) })),
      return: { type: typeOf(member) },
    })),
  ],
  cssProperties,
  cssParts,
  events: members('OcsChatEvents').map(({ member, name, description }) => ({ name, type: { text: `CustomEvent<${typeOf(member).text}>` }, description })),
});

const path = 'index.js';
/** Each name has a class of its own. */
const elements = [
  ['ocs-chat', 'OcsChatElement'],
  ['open-chat-studio-widget', 'OpenChatStudioWidgetElement'],
];
console.log(
  JSON.stringify(
    {
      schemaVersion: '1.0.0',
      modules: [
        {
          kind: 'javascript-module',
          path,
          declarations: [
            ...elements.map(([tag, name]) => declaration(tag, name)),
            { kind: 'function', name: 'mount', description: 'Puts a widget on the page.' },
            { kind: 'function', name: 'defineElements', description: 'Defines the elements.' },
          ],
          exports: [
            ...elements.map(([tag, name]) => ({ kind: 'custom-element-definition', name: tag, declaration: { name, module: path } })),
            ...['mount', 'defineElements'].map((name) => ({ kind: 'js', name, declaration: { name, module: path } })),
          ],
        },
      ],
    },
    null,
    2,
  ),
);
