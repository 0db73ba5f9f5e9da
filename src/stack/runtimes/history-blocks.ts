/**
 * promtool's arguments to make blocks of a file of OpenMetrics text. It reads the whole file once for each block, so
 * that there shall be few, not one for every two hours.
 * @param directory gets the blocks; a data directory of Prometheus
 */
export function createBlocksArgs(file: string, directory: string): string[] {
  return [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    '--max-block-duration=24h',
    file,
    directory,
  ];
}

/** The end of what promtool says when it fails, as a sentence. */
export function promtoolFailure(output: string): Error {
  const said = output.trim().split('\n').at(-1);
  return new Error(`promtool could not make its blocks${said ? ` (${said})` : ''}.`);
}
