using System.CommandLine;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml completion</c>: scripts with which shells complete command lines of the tool.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _onlineml() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=($(compgen -W "$(onlineml "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _onlineml onlineml
        """;

    private const string Zsh = """
        #compdef onlineml
        _onlineml() {
            local -a found
            found=("${(@f)$(onlineml "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _onlineml onlineml
        """;

    private const string Fish = """
        complete -c onlineml -a '(onlineml "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish)];

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.CompletionSources.Add(Array.ConvertAll(Scripts, known => known.Shell));
        var command = new Command("completion", "Print the script with which a shell completes command lines of the tool: source <(onlineml completion bash) in ~/.bashrc.") { shell };
        command.SetAction(parsed => Guard.Run(() =>
        {
            var named = parsed.GetValue(shell);
            var script = Array.Find(Scripts, known => known.Shell == named).Script
                ?? throw new UsageException($"the shell is '{named}'; it must be bash, zsh or fish.");
            Console.Out.Write(script + "\n");
            return ExitCodes.Success;
        }));
        return command;
    }
}
