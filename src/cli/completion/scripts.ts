import { shellWord } from '../../util/invocation.js';

/** The scripts that `completion SHELL` prints. Each asks `completion --complete` for the words that fit. */

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * @param command how to start this program, as words
 * @param name what the user types
 */
export function completionScript(shell: Shell, command: readonly string[], name: string): string {
  const call = command.map(shellWord).join(' ');
  switch (shell) {
    case 'bash':
      return `# Completion for obs-lab in bash. In ~/.bashrc: eval "$(${name} completion bash)"
_obs_lab() {
  local IFS=$'\\n'
  COMPREPLY=($(${call} completion --complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  # A query continues after a metric; an operand of --port after its =.
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace
}
complete -o default -F _obs_lab obs-lab`;
    case 'zsh':
      return `#compdef obs-lab
# Completion for obs-lab in zsh. In ~/.zshrc, after compinit: eval "$(${name} completion zsh)"
_obs_lab() {
  local -a candidates
  candidates=("\${(@f)$(${call} completion --complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$candidates" ]]; then compadd -- $candidates; else _files; fi
}
compdef _obs_lab obs-lab`;
    case 'fish':
      return `# Completion for obs-lab in fish: ${name} completion fish > ~/.config/fish/completions/obs-lab.fish
function __obs_lab_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l candidates (${call} completion --complete -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $candidates) -gt 0
        printf '%s\\n' $candidates
    else
        __fish_complete_path "$current"
    end
end
complete -c obs-lab -f -a '(__obs_lab_complete)'`;
    case 'powershell':
      return `# Completion for obs-lab in PowerShell. In $PROFILE: ${name} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName obs-lab -ScriptBlock {
  param($current, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  # Older versions drop empty arguments.
  $next = if ($current -eq '') { '--next' } else { '--complete' }
  & ${call} completion --complete $next -- @words 2>$null |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}`;
  }
}
