import { BadAnswerError } from './calls.js';

const HEADER_BYTES = 8;
/** 0 is stdin, 1 stdout, 2 stderr. */
const MAX_STREAM = 2;
/** Engines write far smaller ones. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/**
 * Splits the engine's multiplexed stream of a container's output: each frame has a header of eight bytes with the
 * stream's number and the payload's length (Docker Engine API, "attach"). Takes chunks as they come; frames may be
 * cut anywhere.
 */
export class FrameDecoder {
  private pending: Buffer = Buffer.alloc(0);

  /**
   * @returns whole frames; `stream` is 1 for stdout and 2 for stderr
   * @throws BadAnswerError if it is not such a stream
   */
  push(chunk: Buffer): { stream: number; payload: Buffer }[] {
    this.pending = Buffer.concat([this.pending, chunk]);
    const frames: { stream: number; payload: Buffer }[] = [];
    while (this.pending.length >= HEADER_BYTES) {
      const length = this.pending.readUInt32BE(4);
      if (length > MAX_FRAME_BYTES || this.pending.readUInt8(0) > MAX_STREAM) {
        throw new BadAnswerError('a container’s output is not in the form that the engine’s API defines');
      }
      if (this.pending.length < HEADER_BYTES + length) break;
      const payload = this.pending.subarray(HEADER_BYTES, HEADER_BYTES + length);
      frames.push({ stream: this.pending.readUInt8(0), payload });
      this.pending = this.pending.subarray(HEADER_BYTES + length);
    }
    return frames;
  }
}

/** The same stream as lines of text. */
export class LogDecoder {
  private readonly frames = new FrameDecoder();
  /** The unfinished last line of stdout (1) and stderr (2). */
  private readonly rest = new Map<number, string>();

  push(chunk: Buffer): string[] {
    return this.frames.push(chunk).flatMap(({ stream, payload }) => {
      const parts = ((this.rest.get(stream) ?? '') + payload.toString('utf8')).split('\n');
      this.rest.set(stream, parts.pop() ?? '');
      return parts.map((line) => line.replace(/\r$/, ''));
    });
  }

  /** The last lines, if they did not end with a newline. */
  end(): string[] {
    return [...this.rest.values()].filter((line) => line !== '');
  }
}
