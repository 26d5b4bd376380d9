using System.Globalization;
using System.Text;
using OnlineMl.Serving;

namespace OnlineMl.Redis.Streams;

/// <summary>Events that were published together, as the script tells them in one message.</summary>
/// <param name="Epoch">Changes when numbers begin anew.</param>
/// <param name="First">The number of the first event.</param>
/// <param name="Events">The events.</param>
/// <param name="Names">The names of those that have one.</param>
internal sealed record StreamMessage(string Epoch, long First, IReadOnlyList<PublishedEvent> Events, IReadOnlyList<string> Names)
{
    /// <summary>Reads a message; null where it is none, since whoever may publish on Redis may publish anything.</summary>
    public static StreamMessage? Read(string text)
    {
        // Earlier versions end behind the last event, without a line of names.
        var lines = text.Split('\n');
        var space = lines[0].IndexOf(' ', StringComparison.Ordinal);
        if (space < 1 || lines.Length < 4 || lines.Length % 3 == 0 || !long.TryParse(lines[0].AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            return null;
        }

        var events = new PublishedEvent[(lines.Length - 1) / 3];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = new PublishedEvent(lines[(3 * i) + 1], lines[(3 * i) + 2], Encoding.UTF8.GetBytes(lines[(3 * i) + 3]));
        }

        return new StreamMessage(lines[0][..space], first, events, lines.Length % 3 == 2 ? lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) : []);
    }
}
