import { ACTIONS } from '../../lab/faults/actions.js';
import { checkIncidents } from '../../src/incidents/check/check.js';
import { FIELDS } from '../../src/incidents/grading/types.js';
import {
  FALSE_ALARM_WEIGHTS,
  NEEDLESS_ACTION_SHARE,
  PASS_POINTS,
  TOLERANCES,
  TRUE_SHARE,
  WEIGHTS,
} from '../../src/incidents/grading/weights.js';
import { ORIGINS } from '../../src/incidents/plan/origins.js';
import { DIFFICULTIES } from '../../src/incidents/plan/plan.js';
import { FORMS } from '../../src/incidents/session/answers.js';
import { type Files, markdownPage } from './files.js';
import { code, table } from './markdown.js';

const SEEDS = 60;

/** docs/incidents.md: the rules are the ones that the grading uses, and the matrix is what it gives. */
export async function incidents(): Promise<Files> {
  return markdownPage('docs/incidents.md', await page());
}

async function page(): Promise<string> {
  const { rows } = await checkIncidents(Array.from({ length: SEEDS }, (_, i) => i + 1));
  return `# Incidents

<!-- Generated from src/incidents by \`npm run generate\`; do not edit. -->

You are on call. Something breaks, you get a page, and you find out what it is, fix it and write it up. Nothing shows
which [fault](faults.md) it is before you have finished.

    obs-lab incident                              # on a terminal: the screen, for a new incident or the open one
    obs-lab incident start --seed 7 --json        # in a script: waits for the page
    obs-lab incident status                       # the page, and what you can choose from
    obs-lab incident query 'up == 0'              # a query that is counted
    obs-lab incident answer began 2m              # a field of the report
    obs-lab incident mitigate roll-back           # the lab carries it out, and the service is watched
    obs-lab incident finish --output postmortem.md
    obs-lab incident list                         # past incidents and the trend
    obs-lab incident stop                         # give up

The same seed and difficulty always give the same incident. It needs a lab that has been healthy for a while; \`start\` waits
up to two minutes for that, and for a minute after the last incident. While an incident is open, \`status\`, \`verify\` and
\`fault list\` hide the faults, and \`fault inject\` and \`fault clear\` are refused. An incident lasts an hour at most: then
its faults end by themselves. \`down\` ends it too.

If you kill a program of the lab and start it again with \`up\`, its fault comes back. A restart that ends the fault
counts as your action \`restart\`. If a fault can't be put into effect, the incident is closed without a score.

## Difficulty

1. One fault, and a page from an alert if the lab has alerting rules; otherwise somebody calls.
2. Also: a harmless release shortly before the fault, a fault that began well before the page, a false alarm.
3. Also: two faults at once, one of which may be an alert that never fires, more options, smaller tolerances. Name everything: several places and causes are written
   with commas between them.

## The report

${table(
  ['field', 'answer', 'points', 'for a false alarm'],
  FIELDS.map((field) => [
    code(field),
    FORMS[field],
    String(WEIGHTS[field]),
    String(FALSE_ALARM_WEIGHTS[field]),
  ]),
)}

Nothing is graded before you finish, and a later answer replaces an earlier one. From ${PASS_POINTS} points on, \`incident finish\`
exits with 0.

- **began**: within the tolerance it gives all points, up to twice as far half of them.
- **origin** and **cause**: the options that you named and that are right, divided by all that you named or that are
  right. So naming everything does not help.
- **evidence** is evaluated on what Prometheus recorded: it must be false before the incident and true at
  ${Math.round(TRUE_SHARE * 100)} % or more of the instants from its beginning until the action that ended it. A condition
  is true if it returns series; any other query is true if a value is neither 0 nor NaN. A query that selects nothing, asks
  for the time, pins its time, or compares a raw counter is not evidence. With two faults, evidence for one is enough.
- **blast**: the share of the requests from the beginning until the action that ended it, which failed or took longer than
  250 ms, or never came. The API and its clients count differently; anything between the two is right, with a tolerance
  around it.
- **mitigation**: after your last action the service has to be well for 30 seconds: requests succeed and are fast, what
  showed the fault is gone, **and the traffic is complete**, so stopping it cures nothing. Each action that
  ended nothing costs ${Math.round(NEEDLESS_ACTION_SHARE * 100)} % of the points. If nothing is wrong, the right action is \`do-nothing\`.

${table(
  ['difficulty', 'tolerance of began', 'tolerance of blast'],
  DIFFICULTIES.map((difficulty) => [
    String(difficulty),
    `${TOLERANCES[difficulty].beganSeconds} s`,
    `${Math.round(TOLERANCES[difficulty].blastShare * 100)} points`,
  ]),
)}

Three times are measured and not graded: from the beginning to the page (detect), from the page to the right origin and
cause (locate), and from the beginning until the service recovered (mitigate).

### Places

${table(
  ['origin', 'is'],
  Object.entries(ORIGINS).map(([id, { text }]) => [code(id), text]),
)}

### Actions

${table(
  ['action', 'does'],
  Object.entries(ACTIONS).map(([id, { title }]) => [code(id), title]),
)}

## Does the grading hold?

\`obs-lab incident check --seeds 1..${SEEDS}\` grades the right report of each seed at each difficulty, and reports with one
mistake, on made-up histories. A mistake must cost exactly the points of its field.

${table(
  ['difficulty', 'report', 'fails', 'reports', 'points'],
  rows.map(({ difficulty, trial, fails, count, lowest, highest }) => [
    String(difficulty),
    trial,
    fails ?? 'nothing',
    String(count),
    lowest === highest ? String(lowest) : `${lowest} to ${highest}`,
  ]),
)}
`;
}
