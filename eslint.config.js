import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores([
    'dist/',
    'coverage/',
    '.leat/',
    'test/fixtures/', // wrong on purpose
    'scripts/no-download/',
    'scripts/text-encoding.d.ts', // known to tsconfig.pure.json only
    '.dependency-cruiser.cjs',
  ]),
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // `(error) => report(error)` says all there is.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A leading underscore says that a name is there for its place only.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Contexts are made to be taken apart: their functions are closures and use no `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['activities/**'],
    rules: { 'max-params': ['error', 4] }, // inputs, parameters, context, services: in this order in every stage
  },
  {
    files: ['stores/metadata/migrations/**'],
    rules: { 'max-lines-per-function': 'off' }, // a list of tables
  },
  {
    files: ['test/**', 'bench/**', 'scripts/**', 'examples/**', '*.config.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    files: ['test/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // AssemblyScript: its types are others, and a record would be allocated.
    files: ['kernel/assembly/**'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: { eqeqeq: 'off', 'max-params': 'off', '@typescript-eslint/consistent-type-imports': 'off' },
  },
);
