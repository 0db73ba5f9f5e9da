import type { Locate } from '../../util/yaml/read-yaml.js';
import type { Mission, Step } from '../library/schema.js';

/** Something wrong with a mission, at its place in the file. */
export interface Finding {
  file: string;
  line: number;
  column: number;
  mission: string;
  /** Undefined if it is about the whole mission. */
  step: string | undefined;
  /** A stable id. */
  rule: string;
  /** A warning alone does not fail the check. */
  severity: 'error' | 'warning';
  message: string;
}

type Path = readonly (string | number)[];

/** Makes findings about a step, with places that are relative to it. */
export type Report = (
  path: Path,
  rule: string,
  message: string,
  options?: { severity?: Finding['severity'] },
) => Finding;

export function reportOn(mission: Mission, step: Step, locate: Locate): Report {
  const index = mission.steps.indexOf(step);
  return (path, rule, message, { severity = 'error' } = {}) => ({
    file: mission.file,
    ...locate(['steps', index, ...path]),
    mission: mission.id,
    step: step.id,
    rule,
    severity,
    message,
  });
}
