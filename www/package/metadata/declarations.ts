// The package's TypeScript declarations, in one file.

import ts from 'typescript';

function declare(source: string): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
    reportDiagnostics: true,
    compilerOptions: { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
  });
  const [diagnostic] = diagnostics;
  if (diagnostic) throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
  return outputText;
}

/** Emits one module from the declarations of these sources, each of which may use those before it, followed by existing declarations. */
export function createDeclarations(sources: string[], existing: string): string {
  // In one file, the modules need not import each other.
  const declarations = [...sources.map(declare), existing].map((text) => text.replace(/^(import|export type \*) .*\n|^export \{\};\n/gm, ''));
  // Without an empty export, TypeScript would export the helper types too.
  return `// The types of the package.\n\n${declarations.join('\n')}\nexport {};\n`;
}

/** Emits the declarations of the React component, which uses the types of `entry`. */
export function createReactDeclarations(source: string, entry: string): string {
  const declarations = declare(source)
    .replace(/^(import 'entry'|export \{\});\n/gm, '')
    .replace(/'\.\/[\w-]+-types\.ts'/g, `'${entry}'`);
  return `// The types of the React component.\n\n${declarations}\nexport {};\n`;
}
