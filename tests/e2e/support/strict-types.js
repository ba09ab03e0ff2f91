// The strictest TypeScript configuration with which applications may use the package.

/** The content of `tsconfig.json`. With `skipLibCheck` declaration files are not checked. */
export const strictTypes = ({ skipLibCheck }) =>
  JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      jsx: 'react-jsx',
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
      skipLibCheck,
    },
  });
