using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using OnlineMl.Redis;
using OnlineMl.Serving.Fold;

namespace OnlineMl.ChaosTest;

/// <summary>A model that is created, taught, replaced and deleted over and over, each call through any server.</summary>
/// <remarks>The next one has the name of the one before it, so that servers which hear late of the change are seen. Only after a call without an answer it has
/// another one: such a call may still come, and must not be taken for one of the next model. One that is learned in shares is not replaced, which is refused.</remarks>
internal sealed class ShortLivedModel(int number, Fleet fleet, int seed, bool isMixed)
{
    private const int Lessons = 5;
    private const int MaxTold = 50;
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private readonly Random _random = new(seed);
    private readonly Queue<string> _calls = new();
    private int _names;
    private int _lives;
    private bool _isClear = true;

    /// <summary>How many models have lived and were deleted.</summary>
    public int Lives => _lives;

    private string Name => string.Create(CultureInfo.InvariantCulture, $"short-{number}-{_names}");

    /// <summary>Lets models live one after the other until it is told to end; the last one is deleted, too.</summary>
    /// <exception cref="ChaosTestException">A call was refused that should not be, or done that should not be, or has not counted once.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await LiveAsync();
            _lives++;
            if (!_isClear)
            {
                (_names, _isClear) = (_names + 1, true);
            }
        }
    }

    private async Task LiveAsync()
    {
        await RepeatAsync("create", HttpMethod.Post, $"api/model/regression/{Name}/{(isMixed ? "?mixing=2&mixingEvery=200ms" : "")}", Spec, isDone: (answer, again) => again && answer.Contains("already", StringComparison.Ordinal));
        await TeachAsync("first");
        if (!isMixed)
        {
            await RepeatAsync("replace", HttpMethod.Put, $"api/model/{Name}/", Spec, key: string.Create(CultureInfo.InvariantCulture, $"{number}-{_lives}-replace"));
        }

        await TeachAsync("second");
        await CheckCountAsync(2 * Lessons);
        await RepeatAsync("delete", HttpMethod.Delete, $"api/model/{Name}/", body: "{}", isDone: (answer, again) => again && answer.Contains("no model", StringComparison.Ordinal));
        if (_isClear)
        {
            await CheckGoneAsync();
        }
    }

    private async Task CheckGoneAsync()
    {
        var (status, answer) = await fleet.Any(_random).PostAsync("api/learn", Lesson(0), "late");
        if (status == 201)
        {
            throw new ChaosTestException($"The model '{Name}' was deleted, and has learned.{await TellAsync()}");
        }

        _isClear = status == 400;
    }

    private async Task TeachAsync(string what)
    {
        for (var lesson = 0; lesson < Lessons; lesson++)
        {
            await RepeatAsync("learn", HttpMethod.Post, "api/learn", Lesson(lesson), key: string.Create(CultureInfo.InvariantCulture, $"{number}-{_lives}-{what}-{lesson}"));
        }
    }

    private string Lesson(int lesson) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"model": "{{Name}}", "features": {"x": {{lesson}} }, "ground_truth": {{lesson}} }""");

    private async Task CheckCountAsync(int wanted)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var report = await fleet.GetAsync(_random.Next(fleet.Count), $"api/metrics/report?model={Name}");
            var learned = JsonElement.Parse(report).GetProperty("examples").GetInt64();
            if (learned == wanted)
            {
                return;
            }

            if (learned > wanted || Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                throw new ChaosTestException($"The model '{Name}' has learned {learned} examples; {wanted} were acknowledged.{await TellAsync()}");
            }

            await Task.Delay(Rest);
        }
    }

    private void Note(string call)
    {
        _calls.Enqueue(call);
        if (_calls.Count > MaxTold)
        {
            _calls.Dequeue();
        }
    }

    // What was asked for last, and what the log has of it.
    private async Task<string> TellAsync()
    {
        await using var archive = new RedisModelArchive(fleet.Redis.Address);
        var events = new List<string>();
        if (await archive.OpenAsync(Name) is { } history)
        {
            await foreach (var stored in history.ReadAsync(0, CancellationToken.None))
            {
                var record = EventRecord.Read(stored.Record);
                events.Add(string.Create(CultureInfo.InvariantCulture, $"{stored.Position} {record.Kind} {record.IdempotencyKey} at {record.Time}"));
            }
        }

        return string.Join('\n', ["", .. _calls, .. events]);
    }

    private async Task RepeatAsync(string what, HttpMethod method, string path, string body, string? key = null, Func<string, bool, bool>? isDone = null)
    {
        var start = Stopwatch.GetTimestamp();
        for (var again = false; ; again = true)
        {
            var server = _random.Next(fleet.Count);
            var (status, answer) = await fleet[server].SendAsync(method, path, body, key);
            Note($"{what} {Name} {key} by server {server}: {status} {answer}");
            if (status is 200 or 201 || isDone?.Invoke(answer, again) == true)
            {
                return;
            }

            if (status is not (0 or (int)HttpStatusCode.ServiceUnavailable) || Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                throw new ChaosTestException($"The {what} of '{Name}' is answered {status} {answer}{await TellAsync()}");
            }

            _isClear = false;
            await Task.Delay(Rest);
        }
    }
}
