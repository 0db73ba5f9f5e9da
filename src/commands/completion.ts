import { realpathSync } from 'node:fs';
import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import type { CommandFacts } from '../cli/completion/candidates.js';
import { completionScript, type Shell, SHELLS } from '../cli/completion/scripts.js';
import { UsageError } from '../errors.js';
import { invocation } from '../util/invocation.js';

export default class Completion extends LabCommand {
  static override description = `print a script that completes obs-lab's commands in a shell

Completes commands, flags and their values: tiers, missions, steps, faults, ports, pages, saved runs, and, in a query, the metrics of a running lab. It completes the word obs-lab, so install that first: npm install -g . or npm link`;

  static override examples = [
    { description: 'in ~/.bashrc', command: 'eval "$(<%= config.bin %> completion bash)"' },
    { description: 'in ~/.zshrc, after compinit', command: 'eval "$(<%= config.bin %> completion zsh)"' },
    {
      description: 'for fish',
      command: '<%= config.bin %> completion fish > ~/.config/fish/completions/obs-lab.fish',
    },
    {
      description: 'in $PROFILE',
      command: '<%= config.bin %> completion powershell | Out-String | Invoke-Expression',
    },
  ];

  static override args = {
    shell: Args.string({ description: 'which shell', options: [...SHELLS], ignoreStdin: true }),
  };

  static override flags = {
    complete: Flags.boolean({
      hidden: true,
      description: 'print what the last of the words after -- may be, a line each',
    }),
    next: Flags.boolean({ hidden: true, description: 'the last word is empty' }),
  };

  async run(): Promise<{ shell: string; script: string } | { candidates: string[] }> {
    const end = this.argv.indexOf('--');
    // oclif would take the words for its own.
    if (end !== -1 && this.argv.slice(0, end).includes('--complete')) return this.complete(end);
    const { args } = await this.parse(Completion);
    if (args.shell === undefined) {
      throw new UsageError('Missing argument: the shell.', {
        hints: SHELLS.map((shell) => `For ${shell}: obs-lab completion ${shell}`),
      });
    }
    const script = completionScript(args.shell as Shell, startedBy(), invocation());
    this.log(script);
    return { shell: args.shell, script };
  }

  private async complete(end: number): Promise<{ candidates: string[] }> {
    const [{ candidates }, { VALUES }] = await Promise.all([
      import('../cli/completion/candidates.js'),
      import('../cli/completion/values.js'),
    ]);
    const words = this.argv.slice(end + 1);
    if (this.argv.slice(0, end).includes('--next')) words.push('');
    const facts = this.config.commands as unknown as CommandFacts[];
    const found = await candidates(words, facts, VALUES);
    if (found.length > 0) this.log(found.join('\n'));
    return { candidates: found };
  }
}

/** Without npx, which takes two seconds, and wherever the shell is. */
function startedBy(): string[] {
  return invocation() === 'obs-lab' ? ['obs-lab'] : [process.execPath, realpathSync(process.argv[1]!)];
}
