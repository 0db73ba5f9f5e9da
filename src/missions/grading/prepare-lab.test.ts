import { expect, test } from 'vitest';
import { ExitCode, LabError } from '../../errors.js';
import { simulatedFaults } from '../check/simulated-faults.js';
import { prepareLab } from './prepare-lab.js';

const step = { id: 'unlock', fault: { id: 'table-lock', intensity: 'medium', hidden: true } } as const;

test('passes the id of the step with its fault', async () => {
  const begun: unknown[] = [];
  const begin = async (...given: unknown[]): Promise<boolean> => begun.push(given) > 0;
  expect(await prepareLab(step, { faults: { ...simulatedFaults(), begin } })).toEqual({ begun: true });
  expect(begun).toEqual([[step.fault, 'unlock']]);
});

test('says why the fault can’t be in effect, and what to do', async () => {
  const begin = async (): Promise<boolean> => {
    throw new LabError('An incident is open.', {
      code: 'INCIDENT_OPEN',
      exitCode: ExitCode.failed,
      hints: ['Give it up: obs-lab incident stop'],
    });
  };
  expect(await prepareLab(step, { faults: { ...simulatedFaults(), begin } })).toEqual({
    begun: false,
    problem: { lacking: 'an incident is open', hints: ['Give it up: obs-lab incident stop'] },
  });
});
