// web-types.json, which JetBrains' editors read from packages: the elements with everything that the custom elements manifest has about them.

import type { ElementDescription } from './manifest.ts';
import { OPTIONS } from './options.ts';

/** The default of an attribute, and the words that it can be set to. */
function valuesOf(name: string) {
  const { values = [], defaultValue } = OPTIONS.find(({ attribute }) => attribute === name) ?? {};
  const type = values.length ? { value: { type: 'enum' }, values: values.map((name) => ({ name })) } : { value: { type: 'string' } };
  return defaultValue === undefined ? type : { default: String(defaultValue), ...type };
}

function element({ tagName, description, attributes, members, events, cssProperties, cssParts }: ElementDescription) {
  return {
    name: tagName,
    description,
    attributes: attributes.map(({ name, description }) => ({ name, description, ...valuesOf(name) })),
    js: {
      properties: members.flatMap((member) => ('type' in member ? [{ name: member.name, description: member.description, type: member.type?.text }] : [])),
      events: events.map(({ name, description, type }) => ({ name, description, type: type.text })),
    },
    css: {
      properties: cssProperties.map(({ name, description }) => ({ name, description })),
      parts: cssParts,
    },
  };
}

/** Returns the data in the format of https://github.com/JetBrains/web-types */
export function createWebTypes(elements: ElementDescription[], version: string) {
  return {
    $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    name: 'ocs-chat',
    version,
    'js-types-syntax': 'typescript',
    'description-markup': 'markdown',
    contributions: { html: { elements: elements.map(element) } },
  };
}
