import { EnvironmentError } from '../errors.js';

/** The program or image of a service is not available. An optional service is then skipped. */
export class UnavailableError extends EnvironmentError {
  /** Why, in a few words that fit a table row. */
  readonly inBrief: string;

  constructor(
    message: string,
    options: { code: string; inBrief: string; hints: readonly string[]; cause?: unknown },
  ) {
    super(message, options);
    this.inBrief = options.inBrief;
  }
}
