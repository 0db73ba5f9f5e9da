import { docPages } from '../../src/util/doc-pages.js';
import { type Files, markdownPage } from './files.js';

/** docs/runbooks.md, the list of the runbooks, made from their first sentences. */
export async function runbooks(): Promise<Files> {
  const pages = (await docPages()).filter(({ name }) => name.startsWith('runbooks/'));
  return markdownPage(
    'docs/runbooks.md',
    `# Runbooks: what to do about each alert

<!-- Generated from docs/runbooks/ by \`npm run generate\`; do not edit. -->

One page per alert: what it means, the first queries to run, how to tell the likely causes apart, what to do, and how to
know that it is over. \`obs-lab alerts\` names the runbook of each alert, and \`obs-lab docs TargetDown\` shows one.

Two rules hold for all of them. **Mitigate first**: end what users feel, then look for the reason. **Start at the
cause**: if several alerts fire, the most specific one usually names it, and the others are symptoms.

Names in brackets, such as \`roll-back\`, are the lab's [mitigations](faults.md#mitigations). Outside of an incident,
\`obs-lab fault clear\` ends whatever was injected.

| alert | means |
| --- | --- |
${pages.map(({ title, name, text }) => `| [${title}](${name}.md) | ${firstSentence(text)} |`).join('\n')}
`,
  );
}

function firstSentence(text: string): string {
  const [, paragraph = ''] = /^# .+\n+([\s\S]*?)\n\n/.exec(text) ?? [];
  const [sentence = ''] = /^.*?[.:](?=\s|$)/.exec(paragraph.replaceAll('\n', ' ')) ?? [];
  return sentence.replace(/:$/, '.');
}
