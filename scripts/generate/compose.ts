import { composeFile } from '../../src/stack/runtimes/docker/compose.js';
import type { Files } from './files.js';

/** The stack as a compose file, for readers of a checkout. */
export function compose(): Files {
  return new Map([['stack/compose.yaml', composeFile('stack')]]);
}
