// The globals that the widget uses, and scripts of pages that use their names for something else.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const source = (name) => readFile(new URL(`../../../www/globals/${name}`, import.meta.url), 'utf8');

/** The names that the build replaces with the browser's globals. */
export const NAMES = [
  ...Array.from((await source('document.ts')).matchAll(/export const (\w+)/g), ([, name]) => name),
  ...(await source('widget.ts')).match(/export const \{([^}]+)\}/)[1].match(/\w+/g),
].filter((name) => name !== 'document');

/** Statements that use a name for something else. Browsers do not allow this for some names. */
export const KINDS = {
  'an empty function': (name) => `try { window.${name} = function () {} } catch {}`,
  'an object': (name) => `try { window.${name} = {} } catch {}`,
  'a text': (name) => `try { window.${name} = 'text' } catch {}`,
  'a class': (name) => `try { window.${name} = class { open() {} } } catch {}`,
};

const WWW = fileURLToPath(new URL('../../../www', import.meta.url));

/** Whether an identifier is a type, or a part of one. */
function isInType(node) {
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (ts.isTypeNode(parent) || ts.isInterfaceDeclaration(parent) || ts.isTypeAliasDeclaration(parent)) return true;
  }
  return false;
}

/** The browser's globals that the scripts of the widget use by their names alone, and the files that use them. */
export function usedGlobals() {
  const { config } = ts.readConfigFile(`${WWW}/tsconfig.json`, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, WWW);
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const used = new Map();
  for (const file of program.getSourceFiles()) {
    if (!/\/www\/(assets|widget|wasm)\//.test(file.fileName)) continue;
    const visit = (node) => {
      if (ts.isIdentifier(node) && !isInType(node)) {
        const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
        const isOfBrowser = declarations.some((one) => /\/lib\.dom/.test(one.getSourceFile().fileName));
        const isGlobal = declarations.some((one) => ts.isFunctionDeclaration(one) || (ts.isVariableDeclaration(one) && !isInType(one)));
        const isProperty = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
        if (isOfBrowser && isGlobal && !isProperty) used.set(node.text, file.fileName);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return used;
}
