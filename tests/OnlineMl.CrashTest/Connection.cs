using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OnlineMl.CrashTest;

/// <summary>One caller, which makes one call after the other.</summary>
internal sealed class Connection(int number, int seed, CallLedger ledger)
{
    private const int MostOpenPredictions = 10;
    private const int MostRepeatable = 20;
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private readonly Queue<Call> _repeatable = new();
    private readonly Dictionary<string, Queue<(string Identifier, string Truth)>> _predicted =
        TestedModel.All.ToDictionary(model => model.Name, _ => new Queue<(string, string)>(), StringComparer.Ordinal);

    private int _made;

    /// <summary>Calls with a key that were acknowledged lately.</summary>
    public IReadOnlyCollection<Call> Repeatable => _repeatable;

    /// <summary>Calls until the server is killed.</summary>
    /// <exception cref="CrashTestException">The server refused a call, broke the connection before it was killed, or left a call without an answer.</exception>
    public async Task RunAsync(HttpClient http, ServerProcess server)
    {
        try
        {
            while (true)
            {
                await CallInTimeAsync(http, server);
            }
        }
        catch (Exception e) when (server.WasKilled && IsBroken(e))
        {
            // The server is gone.
        }
    }

    /// <summary>Makes some calls, each of which must be answered.</summary>
    /// <exception cref="CrashTestException">The server refused a call, broke the connection, or left a call without an answer.</exception>
    public async Task CallAsync(HttpClient http, ServerProcess server, int calls)
    {
        for (; calls > 0; calls--)
        {
            await CallInTimeAsync(http, server);
        }
    }

    /// <summary>Labels one of the predictions of each model that were acknowledged before.</summary>
    public async Task LabelEachAsync(HttpClient http)
    {
        foreach (var model in TestedModel.All)
        {
            if (_predicted[model.Name].TryDequeue(out var predicted))
            {
                await SendAsync(http, New("label", model.Name, truth: predicted.Truth, identifier: predicted.Identifier));
            }
        }
    }

    /// <summary>Sends a call with a key again.</summary>
    /// <returns>The body of the answer.</returns>
    public static async Task<string> RepeatAsync(HttpClient http, Call call)
    {
        using var request = RequestOf(call);
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? body : throw new CrashTestException($"Repeated, it was answered {(int)response.StatusCode} {body}: {call}");
    }

    private static HttpRequestMessage RequestOf(Call call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/{call.Kind}") { Content = new StringContent(call.Body, Encoding.UTF8, "application/json") };
        if (call.Key is not null)
        {
            request.Headers.Add("Idempotency-Key", call.Key);
        }

        return request;
    }

    // That of a socket comes bare where the server dies just as it takes the connection.
    private static bool IsBroken(Exception e) => e is HttpRequestException or IOException or SocketException;

    private async Task CallInTimeAsync(HttpClient http, ServerProcess server)
    {
        try
        {
            await CallAsync(http).WaitAsync(LongestCall);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            throw new CrashTestException($"A call of connection {number} was not answered within {LongestCall}.", e);
        }
        catch (Exception e) when (!server.WasKilled && IsBroken(e))
        {
            throw new CrashTestException($"Connection {number} was broken before the server was killed: {e.Message}", e);
        }
    }

    private Task CallAsync(HttpClient http)
    {
        var model = TestedModel.All[_random.Next(TestedModel.All.Count)];
        var predicted = _predicted[model.Name];
        var (features, truth) = Example(model);
        var key = _random.Next(2) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"key-{number}-{_made}");
        return _random.Next(100) switch
        {
            < 35 => PredictAsync(http, New("predict", model.Name, features, identifier: _random.Next(3) == 0 ? null : Unique("id"), key: key), truth),
            < 55 when predicted.TryDequeue(out var first) => SendAsync(
                http, New(_random.Next(4) == 0 ? "learn" : "label", model.Name, truth: first.Truth, identifier: first.Identifier, key: key)),
            < 60 when _repeatable.Count > 0 => RepeatAndCompareAsync(http, _repeatable.ElementAt(_random.Next(_repeatable.Count))),
            < 65 => SendTwiceAsync(http, New("learn", model.Name, features, truth, key: Unique("twice"), isDoubled: true)),
            < 70 => LearnBatchAsync(http, model, 20 + _random.Next(80)),
            _ => SendAsync(http, New("learn", model.Name, features, truth, key: key)),
        };
    }

    private async Task PredictAsync(HttpClient http, Call call, string truth)
    {
        var answer = JsonElement.Parse(await SendAsync(http, call));
        var predicted = _predicted[call.Model];
        predicted.Enqueue((answer.GetProperty("identifier").GetString()!, truth));
        if (predicted.Count > MostOpenPredictions)
        {
            predicted.Dequeue();
        }
    }

    private async Task<string> SendAsync(HttpClient http, Call call)
    {
        using var request = RequestOf(call);
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new CrashTestException($"It was answered {(int)response.StatusCode} {body}: {call}");
        }

        Acknowledge(call, body);
        return body;
    }

    private async Task SendTwiceAsync(HttpClient http, Call call)
    {
        var answers = await Task.WhenAll(RepeatAsync(http, call), RepeatAsync(http, call));
        if (answers[0] != answers[1])
        {
            throw new CrashTestException($"Sent twice, it was answered {answers[0]} and {answers[1]}: {call}");
        }

        Acknowledge(call, answers[0]);
    }

    private static async Task RepeatAndCompareAsync(HttpClient http, Call call)
    {
        var answer = await RepeatAsync(http, call);
        if (answer != call.Answer)
        {
            throw new CrashTestException($"Repeated, it was answered {answer} instead of {call.Answer}: {call}");
        }
    }

    private async Task LearnBatchAsync(HttpClient http, TestedModel model, int count)
    {
        var calls = new Call[count];
        for (var i = 0; i < count; i++)
        {
            var (features, truth) = Example(model);
            calls[i] = New("learn", model.Name, features, truth);
        }

        using var content = new StringContent(string.Join('\n', calls.Select(call => call.Body)), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/learn/batch") { Content = content };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var done = 0;
        while (await lines.ReadLineAsync() is { } line)
        {
            var answer = JsonElement.Parse(line);
            if (!response.IsSuccessStatusCode || answer.TryGetProperty("message", out _))
            {
                throw new CrashTestException($"A batch of '{model.Name}' was answered {(int)response.StatusCode} {line}");
            }

            for (var upTo = answer.GetProperty("line").GetInt32(); done < upTo; done++)
            {
                Acknowledge(calls[done], line);
            }
        }

        if (done != count)
        {
            throw new CrashTestException($"A batch of {count} lines was answered up to line {done}.");
        }
    }

    private Call New(
        string kind, string model, string? features = null, string? truth = null, string? identifier = null, string? key = null, bool isDoubled = false)
    {
        _made++;
        var call = new Call
        {
            Kind = kind,
            Model = model,
            Features = features,
            Truth = truth,
            Identifier = identifier,
            Key = key,
            IsDoubled = isDoubled,
        };
        ledger.Add(call);
        return call;
    }

    private void Acknowledge(Call call, string answer)
    {
        ledger.Acknowledge(call, answer);
        if (call.Key is null)
        {
            return;
        }

        _repeatable.Enqueue(call);
        if (_repeatable.Count > MostRepeatable)
        {
            _repeatable.Dequeue();
        }
    }

    private (string Features, string Truth) Example(TestedModel model)
    {
        var a = _random.NextDouble();
        var b = _random.NextDouble();
        return (string.Create(CultureInfo.InvariantCulture, $"{{\"a\":{a:R},\"b\":{b:R}}}"), model.TruthFor(a, b, _random));
    }

    private string Unique(string what) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}-{_made}");
}
