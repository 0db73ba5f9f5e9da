/** Calls of promtool, the tool that comes with Prometheus, and the parsing of its output. */

export interface PromtoolResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs promtool in a directory that holds the files.
 * @throws EnvironmentError NO_PROMTOOL if this machine has none
 */
export type Promtool = (
  args: readonly string[],
  /** Names → contents; `stdin` is what it reads from its standard input. */
  given?: { files?: Readonly<Record<string, string>>; stdin?: string },
) => Promise<PromtoolResult>;

/** The problems that `promtool check metrics` found on a page. */
export interface MetricsReport {
  /** Why the page can't be read at all. */
  refused?: { line?: number; reason: string };
  /** Its advice, one entry per family; empty if it found nothing. */
  complaints: readonly { family: string; text: string }[];
}

/** Parses the output of `promtool check metrics`. */
export function readMetricsReport({ exitCode, stderr }: PromtoolResult): MetricsReport {
  const refusal = /^error while linting: (?:text format parsing error in line (\d+): )?(.*)$/m.exec(stderr);
  if (refusal) {
    return {
      refused: { ...(refusal[1] && { line: Number(refusal[1]) }), reason: refusal[2]! },
      complaints: [],
    };
  }
  // It exits with 3 if it only gives advice.
  if (exitCode !== 0 && exitCode !== 3) return { refused: { reason: stderr.trim() }, complaints: [] };
  const lines = exitCode === 0 ? [] : stderr.split('\n').filter((line) => line.trim() !== '');
  return {
    complaints: lines.flatMap((line) => {
      const [, family, text] = /^(\S+) (.+)$/.exec(line.trim()) ?? [];
      return family === undefined ? [] : [{ family, text: text! }];
    }),
  };
}

/** The problems that `promtool check rules` found in a file, without the file's name; undefined if there are none. */
export function readRulesRefusal(
  { exitCode, stdout, stderr }: PromtoolResult,
  file: string,
): string | undefined {
  if (exitCode === 0) return undefined;
  const lines = `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.trim().replace(`${file}: `, ''))
    .filter((line) => line !== '' && !/^(FAILED|SUCCESS|Checking )/.test(line));
  return [...new Set(lines)].join('\n');
}
