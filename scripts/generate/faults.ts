import { ACTIONS } from '../../lab/faults/actions.js';
import { ALERTS } from '../../lab/faults/alerts.js';
import type { Evidence, Fault } from '../../lab/faults/fault.js';
import { FAULTS } from '../../lab/faults/index.js';
import { type Files, markdownPage } from './files.js';
import { code, table } from './markdown.js';

/** docs/faults.md, made from lab/faults, so it can't describe faults that don't exist. */
export function faults(): Promise<Files> {
  return markdownPage('docs/faults.md', page(FAULTS));
}

function page(all: readonly Fault[]): string {
  return `# Faults

<!-- Generated from lab/faults by \`npm run generate\`; do not edit. -->

${all.length} ways to break the lab, each of them real: a session holds a lock, an index is gone. Faults are injected below the
instrumented code, so metrics and logs show what they would show in production; nothing that the lab exposes names the
cause. Each fault has three intensities and a lease: it ends by itself, after five minutes by default and an hour at most.

    obs-lab fault list                                            # all faults, and which are in effect
    obs-lab fault inject table-lock --intensity high --for 2m     # low, medium or high
    obs-lab fault clear table-lock                                # without a name: all of them

\`obs-lab status\` and \`obs-lab verify\` show what is injected. \`obs-lab down\` ends everything: faults live in the memory of
the lab's programs. The one in the rule files is different: its lease is in the home, and ends by a process of its own,
or with the next command if that was killed.

${table(
  ['fault', 'hits', 'what it does', 'mitigation'],
  all.map(({ id, hits, what, mitigations }) => [
    `[\`${id}\`](#${id})`,
    hits,
    what,
    mitigations.map(code).join(', '),
  ]),
)}

${all.map(section).join('\n')}

## Mitigations

${table(
  ['action', 'what it does'],
  Object.entries(ACTIONS).map(([id, { title }]) => [code(id), title]),
)}

## Alerts

${table(
  ['alert', 'fires when'],
  Object.entries(ALERTS).map(([name, when]) => [`[\`${name}\`](runbooks/${name}.md)`, when]),
)}
`;
}

function section({ id, title, symptom, evidence, alerts, mayAlert, shownBy }: Fault): string {
  const also = mayAlert.length > 0 ? `; possibly also ${mayAlert.map(code).join(', ')}` : '';
  const shown = shownBy ? ` It shows only while \`${shownBy.id}\` is in effect too.` : '';
  return `## ${id}

${title}.${shown} The symptom:

\`\`\`promql
${symptom}
\`\`\`

Evidence that separates it from the other faults:

${evidence.map(describe).join('\n')}

Alerts: ${alerts.map(code).join(', ') || 'none'}${also}.
`;
}

function describe(evidence: Evidence): string {
  if (evidence.kind === 'promql') return `- ${evidence.says}: ${code(evidence.expr)}`;
  const fields = Object.entries(evidence.match).map(([name, value]) =>
    typeof value === 'object' ? `${name} from ${value[0]} to ${value[1]}` : `${name}=${value}`,
  );
  return `- ${evidence.says}. In the log: ${code(fields.join(', '))}`;
}
