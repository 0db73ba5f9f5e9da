// The licences of the packages in the bundles. Nearly all allow copies on the condition that the licence goes with them,
// and an installed obs-lab has no node_modules with the originals.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-]|$)/i;
const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/**
 * @param {readonly import('esbuild').BuildResult<{ metafile: true }>[]} results
 * @returns {string} a text with the name, version and licence of each package that went into them
 */
export function licensesOf(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const directories = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const texts = [...new Set(directories)].map(licenseOf);
  return `obs-lab contains these packages.${RULE}${[...new Set(texts)].sort().join(RULE)}\n`;
}

/** @param {string} directory of an installed package */
function licenseOf(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const files = readdirSync(directory).filter((file) => LICENSE_FILE.test(file));
  const texts = files.map((file) => readFileSync(join(directory, file), 'utf8').trim());
  return [`${name} ${version}: ${license}`, ...texts].join('\n\n');
}
