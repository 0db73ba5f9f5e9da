import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { languageOptions: { globals: globals.node } },
  { files: ['**/*.tsx'], ...reactHooks.configs.flat.recommended },
  {
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: {
      curly: ['error', 'multi-line', 'consistent'],
      eqeqeq: 'error',
      'no-console': 'error',
      // Node's own modules, packages, then ours from the far to the near: one block.
      'simple-import-sort/imports': ['error', { groups: [['^node:', '^', '^\\.\\./', '^\\./', '^\\u0000']] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['bench/**', 'scripts/**', 'test/**', 'bin/**', '**/*.config.*', 'lab/**'],
    rules: { 'no-console': 'off' },
  },
);
