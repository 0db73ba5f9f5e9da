import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PORT_DEFAULTS } from '../../src/stack/spec.js';
import { packageRoot } from '../../src/util/package-root.js';

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');

test('the dev container puts obs-lab on PATH and forwards the pages that people open', () => {
  const container = JSON.parse(read('.devcontainer/devcontainer.json')) as {
    postCreateCommand: string;
    forwardPorts: number[];
  };
  expect(container.postCreateCommand).toBe('npm ci && npm link');
  const { prometheus, grafana, api } = PORT_DEFAULTS;
  expect(container.forwardPorts).toEqual([prometheus, grafana, api]);
});

test('README starts with two commands that need no permission, and offers a global install and a codespace', () => {
  const readme = read('README.md');
  expect(readme).toContain('    npm ci\n    npx obs-lab up\n');
  expect(readme).toContain('npm install -g .');
  expect(readme).toContain('npm link');
  expect(readme).toContain('https://github.com/codespaces/new');
});
