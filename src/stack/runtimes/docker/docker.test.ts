import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { archiveOf } from './archive.js';
import { parseAddress } from './endpoints.js';
import { LogDecoder } from './log-stream.js';
import { PullProgress } from './pull.js';

describe('parseAddress', () => {
  it.each([
    ['unix:///var/run/docker.sock', { socketPath: '/var/run/docker.sock' }],
    ['tcp://127.0.0.1:2375', { host: '127.0.0.1', port: 2375 }],
    ['tcp://engine.example', { host: 'engine.example', port: 2375 }],
  ])('%s', (address, connection) => {
    expect(parseAddress(address)).toEqual(connection);
  });
  it.each(['ssh://host', 'npipe:////./pipe/docker', 'nonsense', ''])('refuses %j', (address) => {
    expect(() => parseAddress(address)).toThrow();
  });
});

describe('LogDecoder', () => {
  const frame = (stream: number, text: string): Buffer => {
    const payload = Buffer.from(text);
    const header = Buffer.alloc(8);
    header.writeUInt8(stream, 0);
    header.writeUInt32BE(payload.length, 4);
    return Buffer.concat([header, payload]);
  };
  const all = Buffer.concat([
    frame(1, 'one\ntw'),
    frame(2, 'error\r\n'),
    frame(1, 'o é\n'),
    frame(1, 'rest'),
  ]);

  it('takes frames apart, wherever they are cut', () => {
    for (let cut = 0; cut <= all.length; cut++) {
      const decoder = new LogDecoder();
      const lines = [
        ...decoder.push(all.subarray(0, cut)),
        ...decoder.push(all.subarray(cut)),
        ...decoder.end(),
      ];
      expect(lines).toEqual(['one', 'error', 'two é', 'rest']);
    }
  });
});

describe('PullProgress', () => {
  it('adds up the layers, and counts a finished one in full', () => {
    const sum = new PullProgress();
    sum.add({ id: 'a', status: 'Downloading', progressDetail: { current: 10, total: 100 } });
    expect(sum.add({ id: 'b', status: 'Downloading', progressDetail: { current: 5, total: 50 } })).toEqual({
      done: 15,
      total: 150,
    });
    expect(sum.add({ id: 'a', status: 'Download complete', progressDetail: {} })).toEqual({
      done: 105,
      total: 150,
    });
    expect(sum.add({ id: 'c', status: 'Already exists' })).toEqual({ done: 105, total: 150 });
    expect(sum.add({ status: 'Digest: sha256:…' })).toEqual({ done: 105, total: 150 });
  });
});

describe('archiveOf', () => {
  it('packs files below the root, with their content', async () => {
    const found: Record<string, string> = {};
    const unpack = extract();
    unpack.on('entry', (header, stream, next) => {
      let text = '';
      stream.on('data', (chunk) => (text += String(chunk)));
      stream.on('end', () => ((found[header.name] = text), next()));
    });
    const done = new Promise((resolve) => unpack.on('finish', () => resolve(undefined)));
    unpack.end(
      await archiveOf([
        { path: '/etc/a.yml', content: 'é: 1\n' },
        { path: '/b', content: '' },
      ]),
    );
    await done;
    expect(found).toEqual({ 'etc/a.yml': 'é: 1\n', b: '' });
  });
});
