import { addAbortSignal, type Duplex } from 'node:stream';
import type { Container } from 'dockerode';
import { EnvironmentError } from '../../../errors.js';
import type { PromtoolResult } from '../../../prometheus/promtool.js';
import type { ConfigFile } from '../../spec.js';
import { decodeExit } from './answers.js';
import { archiveOf } from './archive.js';
import type { Dial } from './calls.js';
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
  const stream = addAbortSignal(signal, await attach(container, stdin !== undefined).catch(nameMissing));
  try {
    await container.start().catch(nameMissing);
    if (stdin !== undefined) stream.end(stdin);
    const decoder = new FrameDecoder();
    const output: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
    for await (const chunk of stream) {
      for (const frame of decoder.push(chunk as Buffer)) {
        output[frame.stream === STDERR ? 'stderr' : 'stdout'].push(frame.payload);
      }
    }
    const { StatusCode } = decodeExit(await container.wait({ abortSignal: signal }));
    return {
      exitCode: StatusCode,
      stdout: Buffer.concat(output.stdout).toString('utf8'),
      stderr: Buffer.concat(output.stderr).toString('utf8'),
    };
  } finally {
    stream.destroy();
  }
}

/** Docker misses the program when the container starts; Podman when it is attached to. */
function nameMissing(cause: unknown): never {
  const isMissing = /not found|no such file/i.test((cause as Error).message);
  if (statusOf(cause) === undefined || !isMissing) throw cause;
  throw new EnvironmentError('The image of Prometheus has no promtool.', { code: 'NO_PROMTOOL', cause });
}

/**
 * Attaches to a container's output, and to its input if asked for. Not with dockerode's attach(): it sends its options
 * as the request's body too, and Podman passes a body on to the container's input.
 */
async function attach(container: Container, stdin: boolean): Promise<Duplex> {
  const modem = container.modem as { dial: Dial };
  return new Promise((resolve, reject) => {
    modem.dial(
      {
        path: `/containers/${container.id}/attach?`,
        method: 'POST',
        isStream: true,
        hijack: true,
        openStdin: true,
        file: Buffer.alloc(0),
        options: { stream: true, stdout: true, stderr: true, ...(stdin && { stdin }) },
        statusCodes: { 200: true },
      },
      (error, stream) => (error ? reject(error as Error) : resolve(stream as Duplex)),
    );
  });
}
