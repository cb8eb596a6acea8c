export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Makes a completion script for a shell. It completes havoc's commands and, after `call`, the names of methods. It asks
 * the sidecar for these names. If no sidecar answers, it completes none of them.
 *
 * @param commands the names of havoc's commands
 */
export function completionFor(shell: Shell, commands: readonly string[]): string {
  return { bash, zsh, fish }[shell](commands.join(' '), SHELLS.join(' '));
}

const bash = (commands: string, shells: string) => `_havoc() {
  local word=\${COMP_WORDS[COMP_CWORD]} words=
  if ((COMP_CWORD == 1)); then
    words='${commands}'
  elif [[ \${COMP_WORDS[1]} == call && $word != [-{]* ]]; then
    words=$(havoc call --list "$word" 2>/dev/null)
  elif [[ \${COMP_WORDS[1]} == completion ]]; then
    words='${shells}'
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _havoc havoc`;

const zsh = (commands: string, shells: string) => `_havoc() {
  local word=$words[CURRENT]
  if ((CURRENT == 2)); then
    compadd -- ${commands}
  elif [[ $words[2] == call && $word != [-{]* ]]; then
    compadd -- \${(f)"$(havoc call --list "$word" 2>/dev/null)"}
  elif [[ $words[2] == completion ]]; then
    compadd -- ${shells}
  fi
}
compdef _havoc havoc`;

const fish = (commands: string, shells: string) => `complete -c havoc -f
complete -c havoc -n __fish_use_subcommand -a '${commands}'
complete -c havoc -n '__fish_seen_subcommand_from call' -a '(havoc call --list (commandline -ct) 2>/dev/null)'
complete -c havoc -n '__fish_seen_subcommand_from completion' -a '${shells}'`;
