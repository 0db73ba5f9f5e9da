import { ExitCode } from '../errors.js';

/** The exit code of every verdict on an answer or a query. */

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
