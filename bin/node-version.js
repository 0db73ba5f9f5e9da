// In words that Node 12 can read: it is loaded first, to refuse a Node that can't read the rest.

/** As in package.json's engines. */
const OLDEST = [20, 19];

/**
 * @param {string} version of Node, such as "v18.20.8"
 * @returns {string | undefined} why obs-lab can't run on it
 */
export function refusal(version) {
  const found = version.replace(/^v/, '').split('.').map(Number);
  if (found[0] > OLDEST[0] || (found[0] === OLDEST[0] && found[1] >= OLDEST[1])) return undefined;
  return 'obs-lab needs Node ' + OLDEST.join('.') + ' or later; this is ' + version + '.';
}

/**
 * Shows it as every error is shown, also with --json.
 * @param {string} message
 * @param {readonly string[]} argv
 */
export function showRefusal(message, argv) {
  const hint = 'Install a newer one: https://nodejs.org/';
  if (argv.indexOf('--json') !== -1) {
    const error = { code: 'OLD_NODE', message: message, hints: [hint] };
    process.stdout.write(JSON.stringify({ error: error }, null, 2) + '\n');
  } else {
    process.stderr.write('✗ ' + message + '\n→ ' + hint + '\n');
  }
  process.exitCode = 4; // ExitCode.environment
}
