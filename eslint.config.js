import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** docs/style: a long file and a long function are signs, so the limits stand a little above the usual. */
const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
};

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'coverage/', '.leat/', 'test/fixtures/', '.dependency-cruiser.cjs', 'scripts/no-download/', 'scripts/text-encoding.d.ts']),
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      ...size,
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A number in a text reads well without String().
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `(error) => log(error)` says all there is.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['test/**', 'bench/**', 'scripts/**', 'examples/**', '*.config.{ts,js}'],
    rules: {
      'no-console': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
);
