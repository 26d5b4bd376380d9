using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;
using OnlineMl.Cli.Data;
using OnlineMl.Redis;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml serve</c>: models over HTTP.</summary>
internal sealed class ServeCommand
{
    /// <summary>What the command is called.</summary>
    public const string Name = "serve";

    private const int MaxNames = 100;
    private const string Section = "OnlineMl:";

    private readonly Option<string?> _urls = new("--urls") { Description = "The addresses to listen on, separated by semicolons; by default those of ASPNETCORE_URLS, else http://localhost:5000." };
    private readonly Option<string?> _storage = new("--storage") { Description = "The folder that keeps the models; without it and --redis they are kept in memory only." };
    private readonly Option<string?> _redis = new("--redis") { Description = "Where Redis is, such as localhost:6379, which then keeps the models, for any number of servers; --storage then keeps users and tokens." };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "What the keys on Redis begin with; by default onlineml:." };
    private readonly Option<string?> _durability = new("--durability") { Description = "When a call is acknowledged: fsync (it is on the disk; the default), os (the system has it) or none (at once, no log)." };
    private readonly Option<string?> _retain = new("--retain") { Description = "How long events are kept for replays, such as 12h or 30d, or all; by default only what recovery needs." };
    private readonly Option<string?> _retainBytes = new("--retain-bytes") { Description = "How large the log of a model may be beyond what recovery needs, such as 512M or 2G." };
    private readonly Option<string?> _memoryBudget = new("--memory-budget") { Description = "How much memory the loaded models may take, such as 512M or 2G; by default half of what there is." };
    private readonly Option<string?> _snapshotInterval = new("--snapshot-interval") { Description = "How long a changed model may be without a snapshot, such as 30s; by default 5m." };
    private readonly Option<int?> _snapshotEvents = new("--snapshot-events") { Description = "After how many events a model gets a snapshot; by default 100000." };
    private readonly Option<bool> _learnDuringPredict = new("--learn-during-predict") { Description = "Let transformers learn when a model predicts, as river before 0.19." };
    private readonly TakingOptions _taking = new();

    private readonly Option<long?> _maxConnections = new("--max-connections") { Description = "How many connections there may be; by default half of the files that the process may open, at most 10000." };
    private readonly Option<string?> _metrics = new("--metrics") { Description = "Whether GET /metrics tells Prometheus what is measured: on or off; by default on while only this machine can reach the server." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Do not start when the models would be open to others by mistake; without it the log warns." };

    private ServeCommand(Command command)
    {
        _durability.CompletionSources.Add("fsync", "os", "none");
        _metrics.CompletionSources.Add("on", "off");
        Option[] options = [_urls, _storage, _redis, _prefix, _durability, _retain, _retainBytes, _memoryBudget, _snapshotInterval, _snapshotEvents, _learnDuringPredict, .. _taking.All, _maxConnections, _metrics, _strict];
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(parsed));
    }

    public static Command Create()
    {
        var command = new Command(
            Name,
            "Serve models over HTTP with the River API. What no option sets comes from environment variables such as OnlineMl__StoragePath and from the section OnlineMl of appsettings.json.");
        _ = new ServeCommand(command);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            // A method of its own, so that the web assemblies are loaded for this command only.
            var unsaved = await Server.RunAsync(parsed.GetValue(_urls), MaxConnectionsOf(parsed), ShowsMetrics(parsed), SettingsOf(parsed));
            return unsaved.Count == 0 ? ExitCodes.Success : Guard.Run(() => throw new IOException(Unsaved(unsaved)));
        }
        catch (UsageException e)
        {
            return Guard.Run(() => throw new UsageException(e.Message));
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException or InvalidOperationException or OptionsValidationException)
        {
            return Guard.Run(() => throw new IOException(e.Message, e));
        }
    }

    private static string Unsaved(IReadOnlyList<string> models) => string.Create(
        CultureInfo.InvariantCulture,
        $"{models.Count} models could not be saved: {string.Join(", ", models.Take(MaxNames))}{(models.Count > MaxNames ? ", …" : "")}. What their logs have is replayed at the next start.");

    private long? MaxConnectionsOf(ParseResult parsed) => parsed.GetValue(_maxConnections) is { } number and < 1
        ? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--max-connections is {number}; it must be at least 1."))
        : parsed.GetValue(_maxConnections);

    private bool? ShowsMetrics(ParseResult parsed) => parsed.GetValue(_metrics) switch
    {
        null => null,
        "on" => true,
        "off" => false,
        var other => throw new UsageException($"--metrics is '{other}'; it must be on or off."),
    };

    private Dictionary<string, string?> SettingsOf(ParseResult parsed)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        Set(nameof(OnlineMlStorageOptions.StoragePath), parsed.GetValue(_storage));
        Set(nameof(OnlineMl.Redis) + ":" + nameof(OnlineMlRedisOptions.Connection), parsed.GetValue(_redis));
        Set(nameof(OnlineMl.Redis) + ":" + nameof(OnlineMlRedisOptions.Prefix), parsed.GetValue(_prefix));
        Set(nameof(OnlineMlStorageOptions.Durability), parsed.GetValue(_durability) switch
        {
            null => null,
            "os" => nameof(Durability.OperatingSystem),
            var named when Enum.TryParse<Durability>(named, ignoreCase: true, out var durability) && Enum.IsDefined(durability) => durability.ToString(),
            var other => throw new UsageException($"--durability is '{other}'; it must be fsync, os or none."),
        });
        var retain = parsed.GetValue(_retain);
        Set(nameof(OnlineMlStorageOptions.RetainAllEvents), retain == "all" ? "true" : null);
        Set(nameof(OnlineMlStorageOptions.RetainEventsFor), Duration(_retain, retain == "all" ? null : retain));
        Set(nameof(OnlineMlStorageOptions.RetainEventBytes), Bytes(_retainBytes, parsed.GetValue(_retainBytes)));
        Set(nameof(OnlineMlMemoryOptions.MemoryBudget), Bytes(_memoryBudget, parsed.GetValue(_memoryBudget)));
        Set(nameof(OnlineMlStorageOptions.SnapshotInterval), Duration(_snapshotInterval, parsed.GetValue(_snapshotInterval)));
        Set(nameof(OnlineMlStorageOptions.SnapshotEvents), parsed.GetValue(_snapshotEvents)?.ToString(CultureInfo.InvariantCulture));
        Set(nameof(OnlineMlCallOptions.LearnDuringPredict), parsed.GetValue(_learnDuringPredict) ? "true" : null);
        Set(nameof(OnlineMlCallOptions.TimeFeature), _taking.TimeColumnOf(parsed));
        Set(nameof(OnlineMlLimitOptions.MaxMadeFeatures), _taking.MaxMadeFeaturesOf(parsed)?.ToString(CultureInfo.InvariantCulture));
        Set(nameof(OnlineMlLimitOptions.MaxNames), _taking.MaxNamesOf(parsed)?.ToString(CultureInfo.InvariantCulture));
        Set(nameof(OnlineMlCallOptions.ParseNumbers), _taking.ParseNumbersOf(parsed) is true ? "true" : null);
        Set(nameof(OnlineMlAccessOptions.Strict), parsed.GetValue(_strict) ? "true" : null);
        return settings;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                settings[Section + name] = value;
            }
        }
    }

    private static string? Duration(Option option, string? text) => text is null ? null
        : WrittenUnits.TryReadTime(text, out var span) ? span.ToString("c", CultureInfo.InvariantCulture)
        : throw new UsageException($"{option.Name} is '{text}'; it must be a {WrittenUnits.OfTime}.");

    private static string? Bytes(Option option, string? text) => text is null ? null
        : WrittenUnits.TryReadBytes(text, out var bytes) ? bytes.ToString(CultureInfo.InvariantCulture)
        : throw new UsageException($"{option.Name} is '{text}'; it must be a {WrittenUnits.OfBytes}.");
}
