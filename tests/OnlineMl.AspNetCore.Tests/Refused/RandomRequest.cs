using System.Text;
using System.Text.RegularExpressions;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>A request that may be right or wrong.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query.</param>
/// <param name="Body">Its body.</param>
/// <param name="Type">What it says of its body.</param>
/// <param name="Key">Its idempotency key, or null.</param>
internal sealed record RandomRequest(string Method, string Path, byte[] Body, string Type, string? Key)
{
    /// <summary>The model that the body names. The body of a repeated call need not be JSON throughout.</summary>
    public string Model => Regex.Match(Encoding.UTF8.GetString(Body), "\"model\"\\s*:\\s*\"(?<name>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["name"].Value;

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Path) { Content = new ByteArrayContent(Body) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", Type);
        if (Key is not null)
        {
            message.Headers.TryAddWithoutValidation("Idempotency-Key", Key);
        }

        return message;
    }

    public override string ToString() => $"{Method} {Path} {Encoding.UTF8.GetString(Body)} as {Type} with the key {Key ?? "none"}";
}
