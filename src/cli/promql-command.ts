import type { PrometheusClient } from '../prometheus/types.js';
import { terminalColumns } from '../ui/terminal/terminal.js';
import { LabCommand } from './base-command.js';
import { connect } from './promql-arguments.js';

/** The reporter indents an error's message by this many columns. */
const MESSAGE_INDENT = 2;

/** What the commands that take PromQL share: which Prometheus they ask, and how a query's failure is explained. */
export abstract class PromqlCommand extends LabCommand {
  /**
   * The Prometheus at an address; without one, the running lab's.
   * @throws UsageError URL_INVALID; NotRunningError
   */
  protected async prometheusAt(url: string | undefined): Promise<PrometheusClient> {
    return url === undefined ? (await this.runningStack()).prometheus : connect(url);
  }

  /** Waits for a query. If it fails, the error explains why, with a caret below the place. */
  protected async explained<T>(work: Promise<T>, url: string | undefined): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const { describeQueryError } = await import('../ui/query/error.js');
      const caretWidth = this.jsonEnabled() ? undefined : terminalColumns() - MESSAGE_INDENT;
      throw describeQueryError(error, { caretWidth, url });
    }
  }
}
