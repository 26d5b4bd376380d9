namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A file in memory that knows which of its bytes are on the disk.</summary>
internal sealed class SimulatedFile
{
    private const int BlockBytes = 16;

    public byte[] Content { get; private set; } = [];

    public byte[] Durable { get; private set; } = [];

    public DateTimeOffset LastWrite { get; private set; }

    public static SimulatedFile Of(byte[] content) => new() { Content = content, Durable = content };

    public void Write(ReadOnlySpan<byte> bytes, long offset, DateTimeOffset now)
    {
        var content = new byte[Math.Max(Content.Length, offset + bytes.Length)];
        Content.CopyTo(content, 0);
        bytes.CopyTo(content.AsSpan((int)offset));
        (Content, LastWrite) = (content, now);
    }

    public void SetLength(long length)
    {
        var content = Content;
        Array.Resize(ref content, (int)length);
        Content = content;
    }

    public void Flush() => Durable = Content;

    public SimulatedFile Copy() => new() { Content = Content, Durable = Content, LastWrite = LastWrite };

    /// <summary>What is found when power is back: what is on the disk and, by chance, blocks that were on their way.</summary>
    /// <param name="chance">Draws what arrived; null when nothing did.</param>
    public SimulatedFile AfterPowerLoss(Random? chance)
    {
        var found = Durable.ToArray();
        if (chance is not null && Content != Durable)
        {
            var (least, most) = (Math.Min(Durable.Length, Content.Length), Math.Max(Durable.Length, Content.Length));
            Array.Resize(ref found, chance.Next(3) switch { 0 => least, 1 => most, _ => chance.Next(least, most + 1) });
            for (var start = 0; start < found.Length && start < Content.Length; start += BlockBytes)
            {
                if (chance.Next(2) == 0)
                {
                    var length = Math.Min(BlockBytes, Math.Min(found.Length, Content.Length) - start);
                    Content.AsSpan(start, length).CopyTo(found.AsSpan(start));
                }
            }
        }

        return new SimulatedFile { Content = found, Durable = found, LastWrite = LastWrite };
    }
}
