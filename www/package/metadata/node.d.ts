// The few interfaces of Node.js that the metadata scripts use.

declare module 'node:fs' {
  export function readFileSync(path: string, encoding: 'utf8'): string;
  export function writeFileSync(path: string, text: string): void;
}

declare const process: { argv: string[] };
