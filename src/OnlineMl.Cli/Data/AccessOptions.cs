using System.CommandLine;

namespace OnlineMl.Cli.Data;

/// <summary>The options that say where the list of users is.</summary>
internal sealed class AccessOptions
{
    private readonly Option<string?> _storage = new("--storage") { Description = "The folder that keeps the models." };
    private readonly Option<string?> _redis = new("--redis") { Description = "Where Redis is, such as localhost:6379, in the place of a folder; all servers of the prefix have the list." };
    private readonly Option<string> _prefix = new("--prefix") { Description = "What the keys on Redis begin with.", DefaultValueFactory = _ => "onlineml:" };

    private AccessOptions(Command command)
    {
        command.Add(_storage);
        command.Add(_redis);
        command.Add(_prefix);
    }

    public static AccessOptions AddTo(Command command) => new(command);

    /// <exception cref="UsageException">Neither or both are named.</exception>
    public AccessPlace Open(ParseResult parsed) => AccessPlace.Of(parsed.GetValue(_storage), parsed.GetValue(_redis), parsed.GetValue(_prefix)!);
}
