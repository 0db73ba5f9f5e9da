/**
 * The arguments of promtool to make blocks from a file of OpenMetrics text. It reads the whole file once per block,
 * so blocks may be as long as Prometheus can make them, not two hours.
 * @param directory receives the blocks; a data directory of Prometheus
 */
export function createBlocksArgs(file: string, directory: string): string[] {
  return [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    '--max-block-duration=1458h',
    file,
    directory,
  ];
}

/** The last line of promtool's output, as a sentence that says why it failed. */
export function promtoolFailure(output: string): Error {
  const said = output.trim().split('\n').at(-1);
  return new Error(`promtool could not create the blocks${said ? ` (${said})` : ''}.`);
}
