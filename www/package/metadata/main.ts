// Writes the package's index.d.ts, index.d.cts, react.d.ts, react.d.cts, custom-elements.json and vscode.html-custom-data.json. Called with the
// project's folder and the package's folder.

import { readFileSync, writeFileSync } from 'node:fs';
import { createDeclarations, createReactDeclarations } from './declarations.ts';
import { createEditorData } from './editor-data.ts';
import { createManifest } from './manifest.ts';

const [project, target] = process.argv.slice(2);
const read = (name: string) => readFileSync(`${project}/www/package/${name}`, 'utf8');
const types = ['option-types.ts', 'public-types.ts'].map(read);

const declarations = createDeclarations([...types, read('index.ts')]);
for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(`${target}/${name}`, declarations);

for (const [name, entry] of [['react.d.ts', './index.js'], ['react.d.cts', './index.cjs']]) {
  writeFileSync(`${target}/${name}`, createReactDeclarations(read('react.ts'), entry));
}

const writeJson = (name: string, value: unknown) => writeFileSync(`${target}/${name}`, JSON.stringify(value, null, 2));
writeJson('custom-elements.json', createManifest(types.join('\n')));
writeJson('vscode.html-custom-data.json', createEditorData());
