// The package's TypeScript declarations, in one file.

import ts from 'typescript';

/** Emits the declarations of modules, each of which may use those before it, as one module. */
export function createDeclarations(sources: string[]): string {
  const declarations = sources.map((source) => {
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
      reportDiagnostics: true,
      compilerOptions: { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
    });
    const [diagnostic] = diagnostics;
    if (diagnostic) throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
    // In one file, the modules need not import each other.
    return outputText.replace(/^(import|export type \*) .*\n|^export \{\};\n/gm, '');
  });
  // Without an empty export, TypeScript would export the helper types too.
  return `// The types of the package.\n\n${declarations.join('\n')}\nexport {};\n`;
}
