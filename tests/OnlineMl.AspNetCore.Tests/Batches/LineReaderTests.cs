using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using OnlineMl.AspNetCore.Batches;
using OnlineMl.AspNetCore.Requests;

namespace OnlineMl.AspNetCore.Tests.Batches;

public class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\nb\r\n\n \t\nc", "1:a|2:b\r|5:c")]
    [InlineData("\n\n", "")]
    [InlineData("a\n12345678901\nb\n", "1:a|2:!|3:b")]
    [InlineData("1234567890\n12345678901", "1:1234567890|2:!")]
    public async Task Lines_AreTheSameHoweverTheBodyIsCut(string body, string lines)
    {
        for (var piece = 1; piece <= body.Length + 1; piece++)
        {
            Assert.Equal(lines, await ReadAsync(body, piece));
        }
    }

    [Fact]
    public async Task RandomBodies_GiveTheLinesThatSplittingGives()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "ab \n\nc\r"[random.Next(7)]));
            var wanted = body.Split('\n').Select((line, index) => (line, index)).Where(each => each.line.AsSpan().ContainsAnyExcept(" \t\r") || each.line.Length > 10)
                .Select(each => $"{each.index + 1}:{(each.line.Length > 10 ? "!" : each.line)}");
            Assert.Equal(string.Join('|', wanted), await ReadAsync(body, random.Next(1, 12)));
        }
    }

    [Fact]
    public async Task Stop_EndsTheReadingAndDropsTheLineThatHadOnlyBegun()
    {
        var pipe = new Pipe();
        var lines = new LineReader(pipe.Reader, 10, new HeldBytes(100), TimeSpan.FromMinutes(1), TimeProvider.System);
        await pipe.Writer.WriteAsync("a\nb"u8.ToArray());
        await lines.ReadAsync();
        Assert.True(lines.TryRead(out var first));
        Assert.Equal("a", Encoding.UTF8.GetString(first.Span));
        Assert.False(lines.TryRead(out _));

        var reading = lines.ReadAsync();
        lines.Stop();
        await reading;
        Assert.True(lines is { IsStopped: true, IsEnded: true });
        Assert.False(lines.TryRead(out _));
    }

    [Fact]
    public async Task HalfALine_EndsTheReading_WhenTheRestDoesNotCome()
    {
        var clock = new ManualTimers();
        var pipe = new Pipe();
        using var lines = new LineReader(pipe.Reader, 100_000, new HeldBytes(100_000), TimeSpan.FromMinutes(5), clock);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("a\n" + new string('b', 4800)));
        await lines.ReadAsync();
        Assert.True(lines.TryRead(out _));
        Assert.False(lines.TryRead(out _));

        // Thirty seconds, and one more for each 240 bytes.
        var reading = lines.ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(49));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        await reading;
        Assert.True(lines is { IsOverdue: true, IsEnded: true, IsStopped: true });
        Assert.False(lines.TryRead(out _));
    }

    [Fact]
    public async Task PauseBetweenLines_MayBeLonger()
    {
        var clock = new ManualTimers();
        var pipe = new Pipe();
        using var lines = new LineReader(pipe.Reader, 100, new HeldBytes(100), TimeSpan.FromMinutes(5), clock);
        for (var i = 0; i < 3; i++)
        {
            var reading = lines.ReadAsync();
            clock.Advance(TimeSpan.FromMinutes(4));
            Assert.False(reading.IsCompleted);
            await pipe.Writer.WriteAsync("a\n"u8.ToArray());
            await reading;
            Assert.True(lines.TryRead(out _));
            Assert.False(lines.TryRead(out _));
        }

        var last = lines.ReadAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        await last;
        Assert.True(lines.IsOverdue);
    }

    [Fact]
    public async Task LinesThatHaveBegun_TakeNoMoreThanAllowedTogether()
    {
        var held = new HeldBytes(1000);
        var (one, two) = (new Pipe(), new Pipe());
        using var first = new LineReader(one.Reader, 1000, held, TimeSpan.FromMinutes(5), TimeProvider.System);
        using var second = new LineReader(two.Reader, 1000, held, TimeSpan.FromMinutes(5), TimeProvider.System);
        await BeginAsync(first, one, 700);
        await BeginAsync(second, two, 700);
        await two.Writer.WriteAsync("\nc\n"u8.ToArray());
        await second.ReadAsync();
        Assert.True(second.TryRead(out var refused));
        Assert.True(second.IsTooMuch && refused.IsEmpty);
        Assert.True(second.TryRead(out _));
        Assert.False(second.IsTooMuch);

        await one.Writer.WriteAsync("\n"u8.ToArray());
        await first.ReadAsync();
        Assert.True(first.TryRead(out var whole));
        Assert.Equal(700, whole.Length);
        Assert.False(first.TryRead(out _));
        await BeginAsync(second, two, 900);
        second.Dispose();
        Assert.True(held.TryTake(1000));

        static async Task BeginAsync(LineReader lines, Pipe pipe, int bytes)
        {
            await pipe.Writer.WriteAsync(new byte[bytes].Select(_ => (byte)'b').ToArray());
            await lines.ReadAsync();
            Assert.False(lines.TryRead(out _));
        }
    }

    private static async Task<string> ReadAsync(string body, int piece)
    {
        using var lines = new LineReader(PipeReader.Create(Cut(Encoding.UTF8.GetBytes(body), piece)), 10, new HeldBytes(100), TimeSpan.FromMinutes(1), TimeProvider.System);
        var found = new List<string>();
        while (true)
        {
            while (lines.TryRead(out var line))
            {
                found.Add($"{lines.Number}:{(lines.IsTooLong ? "!" : Encoding.UTF8.GetString(line.Span))}");
            }

            if (lines.IsEnded)
            {
                lines.Release();
                return string.Join('|', found);
            }

            await lines.ReadAsync();
        }
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes, int piece)
    {
        Piece? first = null;
        Piece? last = null;
        for (var begin = 0; begin < bytes.Length; begin += piece)
        {
            last = new Piece(bytes.AsMemory(begin, Math.Min(piece, bytes.Length - begin)), last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
