// Custom data for the HTML editor of Visual Studio Code: the element, its attributes and their values.

import { OPTIONS } from './options.ts';

/** Returns the data in the format of https://github.com/microsoft/vscode-html-languageservice/blob/main/docs/customData.md */
export function createEditorData() {
  const attributes = OPTIONS.map(({ attribute, values, description }) => ({
    name: attribute,
    description,
    ...(values.length ? { values: values.map((name) => ({ name })) } : {}),
  }));
  const tags = ['ocs-chat', 'open-chat-studio-widget'].map((name) => ({ name, description: 'A chat widget for Open Chat Studio.', attributes }));
  return { version: 1.1, tags };
}
