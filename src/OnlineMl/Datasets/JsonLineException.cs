using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnlineMl.Datasets;

/// <summary>A line of JSON that is an object, but none that can be an example.</summary>
/// <param name="finding">What is wrong, as a clause.</param>
/// <param name="cause">The cause, or null.</param>
[SuppressMessage("Design", "CA1032", Justification = "It never leaves the reader.")]
internal sealed class JsonLineException(string finding, Exception? cause = null) : JsonException(finding, cause)
{
    public string Finding => Message;
}
