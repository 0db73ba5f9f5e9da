import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bindProblem, freePort, listeningInodes, portHolder, requireFreePorts } from './ports.js';

// proc(5): sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BD6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100
   1: 0100007F:0BD6 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 99999 1 0 100
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0 100
`;

describe('listeningInodes', () => {
  it.each<[number, string[]]>([
    [3030, ['12345']],
    [80, ['777']],
    [3031, []],
  ])('port %i', (port, inodes) => expect(listeningInodes(TABLE, port)).toEqual(inodes));
});

describe('a port', () => {
  it('that is taken is named with its holder and the command that avoids it, together with all others', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      expect(await bindProblem(port)).toBe('EADDRINUSE');
      if (process.platform === 'linux') expect(await portHolder(port)).toContain(`(pid ${process.pid})`);
      await expect(requireFreePorts([{ name: 'api', port }])).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        exitCode: 4,
        message: expect.stringMatching(`^Port ${port} \\(api\\) is already in use`) as string,
        hints: [expect.stringContaining('obs-lab up --port auto')],
      });
      // A lab that is partly up keeps its ports: with others, `up` would be refused.
      await expect(requireFreePorts([{ name: 'api', port }], { partlyUp: true })).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        hints: [
          'Stop that program, then run again: obs-lab up',
          expect.stringMatching(/: obs-lab down && obs-lab up --port auto$/),
        ],
      });
      await expect(
        requireFreePorts([
          { name: 'api', port },
          { name: 'grafana', port },
        ]),
      ).rejects.toMatchObject({
        message: expect.stringMatching(`- ${port} \\(api\\).*\\n- ${port} \\(grafana\\)`) as string,
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(await bindProblem(port)).toBeUndefined();
    await requireFreePorts([{ name: 'api', port }]);
  });
});

it('a free port is not one that the system gives to outgoing connections, and can be listened on', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_768);
    expect(await bindProblem(port)).toBeUndefined();
  }
});
