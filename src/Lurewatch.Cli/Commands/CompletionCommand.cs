using System.CommandLine;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Commands;

/// <summary><c>lurewatch completion SHELL</c>: prints what a shell needs to complete our command lines. The words come from the command itself, by its [suggest] directive.</summary>
internal static class CompletionCommand
{
    public const string Examples = """
        Examples:
          lurewatch completion bash > /etc/bash_completion.d/lurewatch
          lurewatch completion zsh > "${fpath[1]}/_lurewatch"
          lurewatch completion fish > ~/.config/fish/completions/lurewatch.fish
          lurewatch completion pwsh >> $PROFILE
        """;

    private static readonly string[] s_shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", s_shells) + "." };
        shell.CompletionSources.Add(s_shells);
        shell.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && !s_shells.Contains(result.Tokens[0].Value, StringComparer.Ordinal))
                result.AddError($"shell {result.Tokens[0].Value} is not known; choose one of {string.Join(", ", s_shells)}.");
        });
        var command = new Command("completion", "Print the completion script for a shell.") { shell };
        command.SetAction(parsed => terminal.WriteOut(Script(parsed.GetRequiredValue(shell)).ReplaceLineEndings("\n") + "\n"));
        return command;
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => """
            _lurewatch() {
                local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
                COMPREPLY=($(compgen -W "$(lurewatch "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
                [[ $word == -* ]] || COMPREPLY+=($(compgen -f -- "$word"))
            }
            complete -o filenames -F _lurewatch lurewatch
            """,
        "zsh" => """
            #compdef lurewatch
            _lurewatch() {
                local -a words_suggested
                words_suggested=("${(@f)$(lurewatch "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a words_suggested
                _files
            }
            compdef _lurewatch lurewatch
            """,
        "fish" => """
            function __lurewatch_suggest
                set -l line (commandline -cp)
                lurewatch "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c lurewatch -a '(__lurewatch_suggest)'
            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName lurewatch -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                lurewatch "[suggest:$cursorPosition]" "$commandAst" 2>$null |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };
}
