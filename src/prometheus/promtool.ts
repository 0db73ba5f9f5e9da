/** What promtool, the tool that comes with Prometheus, is asked, and how its answers read. Pure. */

export interface PromtoolResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs promtool in a directory that holds the files.
 * @throws EnvironmentError NO_PROMTOOL where this machine has none
 */
export type Promtool = (
  args: readonly string[],
  /** Names → contents; `stdin` is what it reads from its standard input. */
  given?: { files?: Readonly<Record<string, string>>; stdin?: string },
) => Promise<PromtoolResult>;

/** What `promtool check metrics` has against a page. */
export interface MetricsReport {
  /** Why the page can't be read at all. */
  refused?: { line?: number; reason: string };
  /** What it advises, a family each; empty where it is content. */
  complaints: readonly { family: string; text: string }[];
}

/** Reads what `promtool check metrics` said. */
export function readMetricsReport({ exitCode, stderr }: PromtoolResult): MetricsReport {
  const refusal = /^error while linting: (?:text format parsing error in line (\d+): )?(.*)$/m.exec(stderr);
  if (refusal) {
    return {
      refused: { ...(refusal[1] && { line: Number(refusal[1]) }), reason: refusal[2]! },
      complaints: [],
    };
  }
  // 3 is what it ends with where it only advises.
  if (exitCode !== 0 && exitCode !== 3) return { refused: { reason: stderr.trim() }, complaints: [] };
  const lines = exitCode === 0 ? [] : stderr.split('\n').filter((line) => line.trim() !== '');
  return {
    complaints: lines.flatMap((line) => {
      const [, family, text] = /^(\S+) (.+)$/.exec(line.trim()) ?? [];
      return family === undefined ? [] : [{ family, text: text! }];
    }),
  };
}

/** What `promtool check rules` has against a file, without the file's name; undefined where it is content. */
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
