using System.Net;
using System.Text;

namespace OnlineMl.Client.Tests;

/// <summary>A server that answers as the test says and remembers what it was asked.</summary>
internal sealed class ScriptedServer(Func<int, HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    public static readonly Uri Address = new("http://server.test/api/");

    public List<Call> Calls { get; } = [];

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public OnlineMlHttpClient Connect(Action<OnlineMlClientOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new OnlineMlClientOptions();
        configure?.Invoke(options);
        return new OnlineMlHttpClient(new HttpClient(this) { BaseAddress = Address }, options, time ?? new InstantTime());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Calls.Add(new Call(
            $"{request.Method} {request.RequestUri!.PathAndQuery}",
            body,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase)));
        var response = answer(Calls.Count, request);
        response.RequestMessage = request;
        return response;
    }

    public sealed record Call(string Line, string Body, IReadOnlyDictionary<string, string> Headers);
}
