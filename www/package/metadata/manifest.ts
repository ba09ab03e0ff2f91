// Generates custom-elements.json (the Custom Elements Manifest) from the schema of options, the public types and styling.json.

import ts from 'typescript';
import styling from '../styling.json';
import { OPTIONS } from './options.ts';

const MODULE_PATH = 'index.js';

/** Each tag name has a class of its own. */
const ELEMENTS = [
  { tagName: 'ocs-chat', name: 'OcsChatElement' },
  { tagName: 'open-chat-studio-widget', name: 'OpenChatStudioWidgetElement' },
];

const FUNCTIONS = [
  { name: 'mount', description: 'Adds a widget to the page.' },
  { name: 'defineElements', description: 'Defines the elements.' },
];

/** A member of an interface. */
interface Member {
  name: string;
  description: string;
  type: { text: string };
  /** For a method. */
  parameters?: { name: string; type: { text: string }; optional: boolean }[];
}

function descriptionOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return comments.map(({ comment }) => ts.getTextOfJSDocComment(comment)).join(' ');
}

function findInterface(source: ts.SourceFile, name: string): ts.InterfaceDeclaration {
  for (const statement of source.statements) if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement;
  throw new Error(`the public types have no interface ${name}`);
}

function membersOf(source: ts.SourceFile, interfaceName: string): Member[] {
  const typeOf = (node: { type?: ts.TypeNode }) => ({ text: node.type?.getText(source) ?? 'unknown' });
  return findInterface(source, interfaceName).members.flatMap((member) => {
    if (!ts.isPropertySignature(member) && !ts.isMethodSignature(member)) return [];
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteral(member.name)) return [];
    const parameters = ts.isMethodSignature(member)
      ? member.parameters.map((one) => ({ name: one.name.getText(source), type: typeOf(one), optional: Boolean(one.questionToken) }))
      : undefined;
    return [{ name: member.name.text, description: descriptionOf(member), type: typeOf(member), parameters }];
  });
}

/** The declaration of a custom element, from which the data for editors is made. */
export type ElementDescription = ReturnType<typeof describeElements>[number];

/** `publicTypes`: the source text of the public types. */
export function describeElements(publicTypes: string) {
  const source = ts.createSourceFile('index.d.ts', publicTypes, ts.ScriptTarget.Latest, true);
  const optionTypes = new Map(membersOf(source, 'OcsChatOptions').map(({ name, type }) => [name, type]));
  const options = OPTIONS.map((option) => ({ ...option, type: optionTypes.get(option.property) }));
  const cssProperties = Object.entries(styling.customProperties).map(([name, { syntax, description }]) => ({ name, syntax, description }));
  const cssParts = Object.entries(styling.parts).map(([name, description]) => ({ name, description }));
  const description = descriptionOf(findInterface(source, 'OcsChatElement'));

  return ELEMENTS.map(({ tagName, name }) => ({
    kind: 'class',
    name,
    customElement: true,
    tagName,
    description,
    superclass: { name: 'HTMLElement' },
    attributes: options.map(({ attribute, property, type, defaultValue, description }) => ({
      name: attribute,
      fieldName: property,
      type,
      default: defaultValue === undefined ? undefined : JSON.stringify(defaultValue),
      description,
    })),
    members: [
      ...options.map(({ attribute, property, type, description }) => ({ kind: 'field', name: property, type, attribute, description })),
      ...membersOf(source, 'OcsChatProperties').map(({ name, type, description }) => ({ kind: 'field', name, type, description })),
      ...membersOf(source, 'OcsChatElement')
        .filter(({ parameters }) => parameters)
        .map(({ name, description, parameters, type }) => ({ kind: 'method', name, description, parameters, return: { type } })),
    ],
    cssProperties,
    cssParts,
    events: membersOf(source, 'OcsChatEvents').map(({ name, type, description }) => ({ name, type: { text: `CustomEvent<${type.text}>` }, description })),
  }));
}

/** Returns a Custom Elements Manifest, version 1.0.0 of its schema. */
export function createManifest(elements: ElementDescription[]) {
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE_PATH,
        declarations: [...elements, ...FUNCTIONS.map((one) => ({ kind: 'function', ...one }))],
        exports: [
          ...ELEMENTS.map(({ tagName, name }) => ({ kind: 'custom-element-definition', name: tagName, declaration: { name, module: MODULE_PATH } })),
          ...FUNCTIONS.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: MODULE_PATH } })),
        ],
      },
    ],
  };
}
