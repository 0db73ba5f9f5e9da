/**
 * Splits the engine's multiplexed log stream into lines: each frame has a header of eight bytes, the stream's number
 * and the payload's length (Docker Engine API, "attach"). Feed it chunks as they come; frames may be cut anywhere.
 */
export class LogDecoder {
  private pending: Buffer = Buffer.alloc(0);
  /** The unfinished last line of stdout (1) and stderr (2). */
  private readonly rest = new Map<number, string>();

  push(chunk: Buffer): string[] {
    this.pending = Buffer.concat([this.pending, chunk]);
    const lines: string[] = [];
    while (this.pending.length >= HEADER_BYTES) {
      const stream = this.pending.readUInt8(0);
      const length = this.pending.readUInt32BE(4);
      if (this.pending.length < HEADER_BYTES + length) break;
      const payload = this.pending.subarray(HEADER_BYTES, HEADER_BYTES + length).toString('utf8');
      this.pending = this.pending.subarray(HEADER_BYTES + length);
      const parts = ((this.rest.get(stream) ?? '') + payload).split('\n');
      this.rest.set(stream, parts.pop() ?? '');
      lines.push(...parts.map((line) => line.replace(/\r$/, '')));
    }
    return lines;
  }

  /** What was left without a line's end. */
  end(): string[] {
    return [...this.rest.values()].filter((line) => line !== '');
  }
}

const HEADER_BYTES = 8;
