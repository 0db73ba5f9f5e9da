import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Keeps the arrows between folders pointing one way (docs/CONTRIBUTING.md has the map). */
function forbid(files, patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}
const onlyInPrometheus = {
  group: ['prometheus-query'],
  message: 'Only src/prometheus/ talks to prometheus-query: it hides its quirks once.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { languageOptions: { globals: globals.node } },
  { files: ['**/*.tsx'], ...reactHooks.configs.flat.recommended },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  forbid(['src/**'], [onlyInPrometheus]),
  forbid(
    ['src/prometheus/**'],
    [
      {
        group: ['**/stack/**', '**/missions/**', '**/load/**', '**/ui/**', '**/commands/**'],
        message: 'prometheus/ depends on nothing above it.',
      },
    ],
  ),
  forbid(
    ['src/promql/**'],
    [
      onlyInPrometheus,
      {
        group: ['node:*', '**/stack/**', '**/missions/**', '**/load/**', '**/ui/**', '**/commands/**'],
        message: 'promql/ is pure: no I/O, nothing above it.',
      },
    ],
  ),
  forbid(
    ['src/board/page/**', 'src/report/page/**', 'src/web/**'],
    [
      onlyInPrometheus,
      { group: ['node:*', '**/stack/**', '**/ui/**', '**/commands/**'], message: 'A browser runs this.' },
    ],
  ),
  {
    ...forbid(
      ['src/dashboards/**'],
      [
        onlyInPrometheus,
        {
          group: ['node:*', '**/stack/**', '**/missions/**', '**/load/**', '**/commands/**'],
          message: 'A browser loads it too: only catalog.ts reads files.',
        },
      ],
    ),
    ignores: ['src/dashboards/catalog.ts'],
  },
  forbid(
    ['lab/**'],
    [{ group: ['**/src/**'], message: 'The system under observation imports nothing of the CLI.' }],
  ),
  { files: ['bench/**', 'test/**', 'bin/**', '**/*.config.*', 'lab/**'], rules: { 'no-console': 'off' } },
);
