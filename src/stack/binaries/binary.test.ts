import { expect, it } from 'vitest';
import { type BinarySource, ChecksumError, findBinary } from './binary.js';

const tampered: BinarySource = {
  name: 'release tarball',
  offline: false,
  find: () => Promise.reject(new ChecksumError('checksum mismatch for https://mirror/p.tar.gz')),
};
const elsewhere: BinarySource = {
  name: 'distribution package',
  offline: false,
  find: () => Promise.resolve({ path: '/p', version: '2.42.0', source: 'distribution package' }),
};
const context = { env: {}, cache: '/nowhere' };

it('warns of a download that was refused, although another source has the program', async () => {
  expect(await findBinary('prometheus', [tampered, elsewhere], context, [])).toMatchObject({
    path: '/p',
    warning: 'A download of Prometheus was refused: checksum mismatch for https://mirror/p.tar.gz.',
  });
  expect(await findBinary('prometheus', [elsewhere], context, [])).not.toHaveProperty('warning');
});

it('names every source that failed, and why', async () => {
  await expect(findBinary('postgres', [tampered], context, ['Do this'])).rejects.toMatchObject({
    code: 'NO_POSTGRES',
    exitCode: 4,
    message: expect.stringMatching(/PostgreSQL\. Tried.*\nrelease tarball: checksum mismatch/) as string,
    hints: ['Do this'],
  });
});
