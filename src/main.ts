/** What bin/run.js needs of oclif, bundled. */
export { execute } from '@oclif/core';
