import { EnvironmentError } from '../errors.js';

/** What a service runs from, a program or an image, cannot be had. A service that is optional is then left out. */
export class UnavailableError extends EnvironmentError {
  /** Why, in a few words: fits a table's row. */
  readonly inBrief: string;

  constructor(
    message: string,
    options: { code: string; inBrief: string; hints: readonly string[]; cause?: unknown },
  ) {
    super(message, options);
    this.inBrief = options.inBrief;
  }
}
