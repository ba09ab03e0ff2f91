// Writes the package's index.d.ts, index.d.cts, react.d.ts, react.d.cts, custom-elements.json, vscode.html-custom-data.json and
// web-types.json. Called with the project's folder, the package's folder and the version.

import { readFileSync, writeFileSync } from 'node:fs';
import { createDeclarations, createReactDeclarations } from './declarations.ts';
import { createEditorData } from './editor-data.ts';
import { createManifest, describeElements } from './manifest.ts';
import { createWebTypes } from './web-types.ts';

const [project, target, version] = process.argv.slice(2);
const read = (name: string) => readFileSync(`${project}/www/package/${name}`, 'utf8');
const types = ['option-types.ts', 'public-types.ts'].map(read);

const declarations = createDeclarations([...types, read('index.ts')], read('frameworks.d.ts'));
for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(`${target}/${name}`, declarations);

for (const [name, entry] of [
  ['react.d.ts', './index.js'],
  ['react.d.cts', './index.cjs'],
]) {
  writeFileSync(`${target}/${name}`, createReactDeclarations(read('react.ts'), entry));
}

const writeJson = (name: string, value: unknown) => writeFileSync(`${target}/${name}`, JSON.stringify(value, null, 2));
const elements = describeElements(types.join('\n'));
writeJson('custom-elements.json', createManifest(elements));
writeJson('web-types.json', createWebTypes(elements, version));
writeJson('vscode.html-custom-data.json', createEditorData());
