import { addAbortSignal, type Duplex } from 'node:stream';
import type { Container } from 'dockerode';
import { EnvironmentError } from '../../../errors.js';
import type { PromtoolResult } from '../../../prometheus/promtool.js';
import type { ConfigFile } from '../../spec.js';
import { archiveOf } from './archive.js';
import { statusOf } from './engine.js';
import { FrameDecoder } from './log-stream.js';

const STDERR = 2;

/**
 * Runs a container made for promtool until it exits, and does not remove it.
 * @param given.files at absolute paths; `stdin` needs a container that was created with stdin open
 * @throws EnvironmentError NO_PROMTOOL if its image has no promtool; the signal's reason, or an AbortError
 */
export async function runPromtoolIn(
  container: Container,
  { files, stdin, signal }: { files: readonly ConfigFile[]; stdin?: string; signal: AbortSignal },
): Promise<PromtoolResult> {
  if (files.length > 0) await container.putArchive(await archiveOf(files), { path: '/' });
  signal.throwIfAborted();
  // Attached before the start instead of read from its log: an engine may be configured to keep no logs.
  const input = stdin === undefined ? {} : { stdin: true, hijack: true };
  const options = { stream: true, stdout: true, stderr: true, ...input };
  const stream = addAbortSignal(signal, (await container.attach(options)) as Duplex);
  try {
    await container.start().catch((cause: unknown) => {
      if (![400, 404].includes(statusOf(cause) ?? 0)) throw cause;
      throw new EnvironmentError('The image of Prometheus has no promtool.', { code: 'NO_PROMTOOL', cause });
    });
    if (stdin !== undefined) stream.end(stdin);
    const decoder = new FrameDecoder();
    const output: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
    for await (const chunk of stream) {
      for (const frame of decoder.push(chunk as Buffer)) {
        output[frame.stream === STDERR ? 'stderr' : 'stdout'].push(frame.payload);
      }
    }
    const { StatusCode } = (await container.wait({ abortSignal: signal })) as { StatusCode: number };
    return {
      exitCode: StatusCode,
      stdout: Buffer.concat(output.stdout).toString('utf8'),
      stderr: Buffer.concat(output.stderr).toString('utf8'),
    };
  } finally {
    stream.destroy();
  }
}
