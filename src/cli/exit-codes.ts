import { ExitCode } from '../errors.js';
import type { LimitRun } from '../load/limit/limit-run.js';
import type { LoadRun } from '../load/run/load-run.js';
import type { StressResult } from '../load/stress.js';

/** The exit code of every verdict: on an answer, a query, a check or a load run. */

/** What may become of an answer, in a mission or in `promql compare`. */
export type AnswerVerdict = 'pass' | 'wrong' | 'empty' | 'error' | 'not-ready' | 'lab-fault';

const OF_ANSWER: Readonly<Record<AnswerVerdict, ExitCode>> = {
  pass: ExitCode.ok,
  wrong: ExitCode.failed,
  empty: ExitCode.failed,
  error: ExitCode.failed,
  'not-ready': ExitCode.notRunning,
  'lab-fault': ExitCode.notRunning,
};

/** @param result.cause what this machine lacks, if that is why the answer could not be graded */
export function answerExitCode({
  verdict,
  cause,
}: {
  verdict: AnswerVerdict;
  cause?: { exitCode: ExitCode };
}): ExitCode {
  return cause?.exitCode ?? OF_ANSWER[verdict];
}

/** For `promql lint`: infos are about style, so they don't fail it. */
export function lintExitCode({
  valid,
  diagnoses,
}: {
  valid: boolean;
  diagnoses: readonly { severity: string }[];
}): ExitCode {
  if (!valid) return ExitCode.usage;
  return diagnoses.every(({ severity }) => severity === 'info') ? ExitCode.ok : ExitCode.failed;
}

/** For `promql lint FILE…`: a file that can't be read is as serious as a query that is not PromQL. */
export function lintFilesExitCode({
  valid,
  diagnoses,
  files,
}: Parameters<typeof lintExitCode>[0] & { files: readonly { problems: readonly unknown[] }[] }): ExitCode {
  return lintExitCode({ valid: valid && files.every(({ problems }) => problems.length === 0), diagnoses });
}

/** For a check that passes or fails as a whole. */
export function checkExitCode({ ok }: { ok: boolean }): ExitCode {
  return ok ? ExitCode.ok : ExitCode.failed;
}

/** For a finished `stress`. A result that could not be saved is a failure, even if everything else went well. */
export function stressExitCode(result: StressResult): ExitCode {
  const code = result.type === 'run' ? runExitCode(result.run) : limitExitCode(result.run);
  return code === ExitCode.ok && result.file === null ? ExitCode.environment : code;
}

/** For a load run: 1 if a threshold is crossed or the two counts do not agree. */
export function runExitCode({ ended, target, reconciliation, thresholds }: LoadRun): ExitCode {
  if (ended === 'interrupted') return ExitCode.interrupted;
  const proven = target !== undefined || reconciliation?.ok === true;
  return proven && thresholds.every(({ pass }) => pass) ? ExitCode.ok : ExitCode.failed;
}

/** For a search: 1 if no number of users holds, the server went away, or counts do not agree. */
export function limitExitCode({ ended, limit, probes, target }: LimitRun): ExitCode {
  if (ended === 'interrupted') return ExitCode.interrupted;
  const isProven = target !== undefined || probes.every(({ reconciliation }) => reconciliation?.ok === true);
  return ended !== 'gone' && isProven && limit.users !== null ? ExitCode.ok : ExitCode.failed;
}
