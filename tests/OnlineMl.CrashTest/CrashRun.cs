using System.Globalization;
using System.Text;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.CrashTest;

/// <summary>Lets connections call a server, kills it at a moment that a seed determines, starts it again, and checks that it holds exactly
/// what its log holds, and the log what was acknowledged.</summary>
public sealed class CrashRun : IDisposable
{
    private const int Connections = 8;
    private const int MostCallsBetweenKills = 1200;
    private const int CallsAtTheEnd = 50;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(2);

    private readonly string _root = Directory.CreateTempSubdirectory("onlineml-crash-").FullName;
    private readonly string _folder;
    private readonly CallLedger _ledger = new();
    private readonly Connection[] _connections;
    private readonly Random _random;
    private readonly Action<string> _report;
    private readonly List<string> _faults = [];
    private Dictionary<string, EventFold>? _folds;
    private int _kept;
    private int _lost;
    private int _repeated;
    private int _wanted;

    private CrashRun(int seed, Action<string> report)
    {
        _folder = Path.Combine(_root, "models");
        _random = new Random(seed);
        _connections = [.. Enumerable.Range(0, Connections).Select(number => new Connection(number, _random.Next(), _ledger))];
        _report = report;
    }

    private long Events => _folds!.Values.Sum(fold => fold.Position);

    /// <summary>Runs the test.</summary>
    /// <param name="kills">How often the server is killed.</param>
    /// <param name="seed">Determines the calls and the moments of the kills, as far as the threads of two processes let it.</param>
    /// <param name="report">Is told of each kill.</param>
    /// <returns>What was done, in one sentence.</returns>
    /// <exception cref="CrashTestException">The server did not keep what it promised.</exception>
    public static async Task<string> RunAsync(int kills, int seed, Action<string> report)
    {
        using var test = new CrashRun(seed, report);
        return await test.RunAsync(kills);
    }

    /// <summary>Removes the server's folder.</summary>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private async Task<string> RunAsync(int kills)
    {
        for (var kill = 1; kill <= kills; kill++)
        {
            var isYoung = kill > 1 && _random.Next(6) == 0;
            var calls = isYoung ? _random.Next(3) : _random.Next(4) == 0 ? _random.Next(30) : _random.Next(MostCallsBetweenKills);
            var before = _ledger.Acknowledged;
            using (var server = new ServerProcess(_folder))
            {
                await CallAndKillAsync(server, calls, isYoung);
            }

            _folds = await LogCopy.FoldAsync(_folder, Path.Combine(_root, "copy"));
            CheckLog();
            _report(string.Create(
                CultureInfo.InvariantCulture,
                $"Kill {kill}{(isYoung ? " while starting" : "")}: {_ledger.Acknowledged - before} calls, {_ledger.Acknowledged} in all, the logs hold {Events} events."));
        }

        using (var server = new ServerProcess(_folder))
        {
            using var http = new HttpClient { BaseAddress = await server.WaitAsync(), Timeout = LongestAnswer };
            await CheckServerAsync(http);

            // A call that hangs might be taken for one that the kill came before; none comes here.
            _wanted += Connections * CallsAtTheEnd;
            await AllAsync(server, _connections.Select(connection => connection.CallAsync(http, server, CallsAtTheEnd)));
        }

        _folds = await LogCopy.FoldAsync(_folder, Path.Combine(_root, "copy"));
        CheckLog();
        CheckEnoughWasCalled();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills, {_ledger.Acknowledged} acknowledged calls all kept once; of {_kept + _lost} without an answer {_kept} were kept; "
            + $"{_repeated} were repeated; {_faults.Count} damaged ends were found and reported.");
    }

    private async Task CallAndKillAsync(ServerProcess server, int calls, bool isYoung)
    {
        using var http = new HttpClient { BaseAddress = await server.WaitAsync(), Timeout = LongestAnswer };
        if (_folds is null)
        {
            foreach (var model in TestedModel.All)
            {
                using var content = new StringContent(model.Spec, Encoding.UTF8, "application/json");
                using var created = await http.PostAsync(new Uri($"api/model/{model.Flavor}/{model.Name}", UriKind.Relative), content);
                created.EnsureSuccessStatusCode();
            }
        }
        else if (!isYoung)
        {
            await CheckServerAsync(http);
        }

        _wanted += calls;
        var enough = _ledger.WaitForMoreAsync(calls);
        var running = _connections.Select(connection => connection.RunAsync(http, server)).ToArray();
        var first = await Task.WhenAny([enough, .. running]);
        server.Kill();
        await AllAsync(server, running);
        if (first != enough)
        {
            throw new CrashTestException($"A connection ended before the kill.{Environment.NewLine}{server.Errors}");
        }
    }

    private static async Task AllAsync(ServerProcess server, IEnumerable<Task> running)
    {
        try
        {
            await Task.WhenAll(running);
        }
        catch (CrashTestException e)
        {
            throw new CrashTestException($"{e.Message}{Environment.NewLine}{server.Errors}", e);
        }
    }

    private void CheckEnoughWasCalled()
    {
        var acknowledged = _ledger.Calls.Where(call => call.State == CallState.Acknowledged).ToList();
        if (acknowledged.Count < _wanted)
        {
            throw new CrashTestException($"{acknowledged.Count} calls were acknowledged; at least {_wanted} had to be.");
        }

        foreach (var (model, kind) in from model in TestedModel.All from kind in new[] { "predict", "learn", "label" } select (model.Name, kind))
        {
            if (!acknowledged.Any(call => call.Model == model && call.Kind == kind))
            {
                throw new CrashTestException($"No {kind} of '{model}' was acknowledged.");
            }
        }
    }

    private void CheckLog()
    {
        var open = _ledger.Calls.Where(call => call.State == CallState.Open).ToList();
        _ledger.Settle(_folds!.Values.SelectMany(fold => fold.Events).ToDictionary(StringComparer.Ordinal));
        _kept += open.Count(call => call.State == CallState.Kept);
        _lost += open.Count(call => call.State == CallState.Lost);
        foreach (var call in _ledger.Calls.Where(call => call is { Kind: "predict", State: CallState.Acknowledged }))
        {
            var shown = Shown(JsonElement.Parse(call.Answer!).GetProperty("prediction"));
            var folded = _folds[call.Model].Predictions[call.Signature];
            if (shown != folded)
            {
                throw new CrashTestException($"The server predicted {shown}, and its log leads to {folded}: {call}");
            }
        }
    }

    private static string Shown(JsonElement prediction) => prediction.ValueKind switch
    {
        JsonValueKind.Object => prediction.TryGetProperty("true", out var probability) ? JsonSerializer.Serialize(probability.GetDouble()) : "0",
        JsonValueKind.Number => JsonSerializer.Serialize(prediction.GetDouble()),
        JsonValueKind.Null => "",
        _ => prediction.GetString()!,
    };

    private async Task CheckServerAsync(HttpClient http)
    {
        foreach (var fold in _folds!)
        {
            await CompareAsync(http, fold.Key, fold.Value);
        }

        var appended = 0;
        foreach (var connection in _connections)
        {
            foreach (var call in connection.Repeatable)
            {
                var answer = await Connection.RepeatAsync(http, call);
                _repeated++;
                if (answer != call.Answer)
                {
                    throw new CrashTestException($"Repeated after a crash, it was answered {answer} instead of {call.Answer}: {call}");
                }
            }
        }

        foreach (var call in _ledger.Calls.Where(call => call is { State: CallState.Kept or CallState.Lost, Key: not null, Answer: null }).ToList())
        {
            appended += call.State == CallState.Lost ? 1 : 0;
            _ledger.Acknowledge(call, await Connection.RepeatAsync(http, call));
            _repeated++;
        }

        var positions = 0L;
        foreach (var model in TestedModel.All)
        {
            positions += (await StatusAsync(http, model.Name)).GetProperty("position").GetInt64();
        }

        if (positions != Events + appended)
        {
            throw new CrashTestException($"Repeated calls changed the logs by {positions - Events} events instead of {appended}.");
        }

        foreach (var connection in _connections)
        {
            await connection.LabelEachAsync(http);
        }
    }

    private async Task CompareAsync(HttpClient http, string name, EventFold fold)
    {
        var status = await StatusAsync(http, name);
        Equal(name, "position", fold.Position, status.GetProperty("position").GetInt64());
        Equal(name, "waiting predictions", fold.Waiting, status.GetProperty("waiting").GetInt32());
        _faults.AddRange(status.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!));
        using var file = new MemoryStream(await GetAsync(http, $"api/model/download/{name}"));
        Equal(name, "state", fold.Model.StateHash(), Model.Load(file).StateHash());
        var metrics = JsonElement.Parse(await GetAsync(http, $"api/metrics?model={name}"));
        foreach (var metric in fold.Metrics)
        {
            var value = metrics.GetProperty(metric.Name);
            Equal(name, metric.Name, metric.Value, JsonValues.ReadNumber(value));
        }
    }

    private static void Equal<T>(string model, string what, T folded, T served)
    {
        if (!EqualityComparer<T>.Default.Equals(folded, served))
        {
            throw new CrashTestException($"The {what} of '{model}' is {served} after a crash, and its log leads to {folded}.");
        }
    }

    private static async Task<JsonElement> StatusAsync(HttpClient http, string model) => JsonElement.Parse(await GetAsync(http, $"api/model/{model}/status"));

    private static async Task<byte[]> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        var body = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? body
            : throw new CrashTestException($"{path} was answered {(int)response.StatusCode} {Encoding.UTF8.GetString(body)}");
    }
}
