using System.CommandLine;
using OnlineMl.Catalog.Conversion;

namespace OnlineMl.Cli.Commands;

/// <summary>What is said of a command that there is not.</summary>
internal static class UnknownCommand
{
    /// <summary>The message; null when the command line has a command, whatever else is wrong with it.</summary>
    public static string? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0 || command.Action is not null)
        {
            return null;
        }

        var place = command is RootCommand ? "onlineml" : $"onlineml {command.Name}";
        var given = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        return given is null ? $"a command is missing; '{place} --help' lists them."
            : $"there is no command '{given}'.{NearestName.Hint(given, command.Subcommands.Select(known => known.Name))} '{place} --help' lists them.";
    }
}
