using System.Buffers;
using System.IO.Pipelines;
using OnlineMl.AspNetCore.Requests;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>Reads the lines of a body where the server received them, or its MessagePack values, which count as lines here, in constant memory.</summary>
/// <param name="input">The body.</param>
/// <param name="mostBytes">How long a line may be.</param>
/// <param name="held">Counts what lines that have begun take in all batches.</param>
/// <param name="longestPause">How long nothing may come between two lines.</param>
/// <param name="time">The clock.</param>
/// <param name="isPacked">Whether the body is MessagePack.</param>
internal sealed class LineReader(
    PipeReader input, int mostBytes, HeldBytes held, TimeSpan longestPause, TimeProvider time, bool isPacked = false) : IDisposable
{
    // As the server asks of other bodies.
    private const double LeastBytesPerSecond = 240;
    private const int LeastBytes = 256;
    private const int MostBytesKept = 64 * 1024;
    private static readonly TimeSpan LineGrace = TimeSpan.FromSeconds(30);

    private ArrayBufferWriter<byte> _begun = new(LeastBytes);
    private MessagePackBoundary _boundary = new();
    private ReadOnlySequence<byte> _left;
    private SequencePosition _end;
    private ReadOnlyMemory<byte> _segment;
    private bool _isHolding;
    private bool _isBegunTaken;
    private bool _isBegunTooLong;
    private bool _isBegunTooMuch;
    private bool _isStopAsked;
    private long _heldBytes;
    private TimeSpan _lineWait;
    private ITimer? _timer;
    private bool _isEnded;
    private bool _isLost;

    /// <summary>The number of the last line that was read, from 1; blank lines count.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the last line that was read is longer than allowed; it is empty then.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether the last line that was read is not taken because other lines that come at the same time are too long; it is empty then.</summary>
    public bool IsTooMuch { get; private set; }

    /// <summary>Whether the reading ended because nothing came for too long.</summary>
    public bool IsOverdue { get; private set; }

    /// <summary>Whether nothing more will come than what <see cref="TryRead"/> still gives.</summary>
    public bool IsEnded => _isEnded || _isLost;

    /// <summary>Whether the reading ended by <see cref="Stop"/> or was overdue, and not because the body ended.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the lines are MessagePack values.</summary>
    public bool IsPacked => isPacked;

    /// <summary>Waits for more of the body. To be called when <see cref="TryRead"/> gave nothing.</summary>
    public async ValueTask ReadAsync()
    {
        Release();
        var result = await ReadInTimeAsync().ConfigureAwait(false);
        _isHolding = true;
        _left = result.Buffer;
        _end = result.Buffer.End;
        IsStopped = result.IsCanceled;
        _isEnded = result.IsCompleted || result.IsCanceled;
    }

    /// <summary>Gives the server back what was read.</summary>
    public void Release()
    {
        if (_isHolding)
        {
            _isHolding = false;
            input.AdvanceTo(_end);
        }
    }

    /// <summary>Ends the reading at once, from any thread; a line that has only begun is dropped.</summary>
    public void Stop()
    {
        Volatile.Write(ref _isStopAsked, true);
        input.CancelPendingRead();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        Forget();
    }

    /// <summary>Takes the next line that is not blank, without its end. It is valid until the next call.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        while (TryReadAny(out line))
        {
            if (IsTooLong || IsTooMuch || isPacked || line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadAny(out ReadOnlyMemory<byte> line)
    {
        if (_isLost)
        {
            line = default;
            return false;
        }

        if (_isBegunTaken)
        {
            Forget();
            (_isBegunTaken, _isBegunTooLong, _isBegunTooMuch) = (false, false, false);
        }

        while (_segment.Length > 0 || TryTakeSegment())
        {
            var segment = _segment;
            var length = isPacked ? _boundary.FindEnd(segment.Span) : segment.Span.IndexOf((byte)'\n');
            if (length < 0)
            {
                Begin(segment.Span);
                _segment = default;
                continue;
            }

            _segment = _segment[(isPacked ? length : length + 1)..];
            if (!HasBegun)
            {
                IsTooMuch = false;
                line = Finish(segment[..length], length > mostBytes);
            }
            else
            {
                Begin(segment.Span[..length]);
                line = FinishBegun();
            }

            return true;
        }

        if (IsEnded && !IsStopped && HasBegun)
        {
            line = FinishBegun();
            return true;
        }

        line = default;
        return false;
    }

    private bool TryTakeSegment()
    {
        while (!_left.IsEmpty)
        {
            _segment = _left.First;
            _left = _left.Slice(_segment.Length);
            if (_segment.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasBegun => _begun.WrittenCount > 0 || _isBegunTooLong || _isBegunTooMuch;

    private async ValueTask<ReadResult> ReadInTimeAsync()
    {
        // Only the time in which the client is waited for counts.
        var longest = HasBegun ? LineGrace + TimeSpan.FromSeconds(_begun.WrittenCount / LeastBytesPerSecond) - _lineWait : longestPause;
        var began = time.GetTimestamp();
        while (true)
        {
            var reading = input.ReadAsync();
            if (reading.IsCompleted)
            {
                return await reading.ConfigureAwait(false);
            }

            _timer ??= time.CreateTimer(static input => ((PipeReader)input!).CancelPendingRead(), input, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(TimeSpan.FromTicks(Math.Max(0, (longest - time.GetElapsedTime(began)).Ticks)), Timeout.InfiniteTimeSpan);
            var result = await reading.ConfigureAwait(false);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            IsOverdue = result is { IsCanceled: true, Buffer.IsEmpty: true } && !Volatile.Read(ref _isStopAsked) && time.GetElapsedTime(began) >= longest;
            if (!result.IsCanceled || IsOverdue || Volatile.Read(ref _isStopAsked))
            {
                _lineWait += time.GetElapsedTime(began);
                return result;
            }

            // The timer of an earlier wait came late.
            input.AdvanceTo(result.Buffer.Start);
        }
    }

    private void Begin(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            return;
        }

        if (!HasBegun)
        {
            _lineWait = TimeSpan.Zero;
        }

        if (_isBegunTooLong || _isBegunTooMuch)
        {
            return;
        }

        _isBegunTooLong = _begun.WrittenCount + part.Length > mostBytes;
        _isBegunTooMuch = !_isBegunTooLong && !held.TryTake(part.Length);
        if (_isBegunTooLong || _isBegunTooMuch)
        {
            Forget();
            return;
        }

        _heldBytes += part.Length;
        _begun.Write(part);
    }

    private void Forget()
    {
        held.Return(_heldBytes);
        _heldBytes = 0;
        _begun = _begun.Capacity > MostBytesKept ? new ArrayBufferWriter<byte>(LeastBytes) : _begun;
        _begun.ResetWrittenCount();
    }

    private ReadOnlyMemory<byte> FinishBegun()
    {
        _isBegunTaken = true;
        IsTooMuch = _isBegunTooMuch;
        return Finish(_begun.WrittenMemory, _isBegunTooLong);
    }

    private ReadOnlyMemory<byte> Finish(ReadOnlyMemory<byte> line, bool isTooLong)
    {
        Number++;
        IsTooLong = isTooLong;

        // Where something else stands than an example, nobody knows where the next one begins.
        _isLost = isPacked && !isTooLong && !line.IsEmpty && line.Span[0] is not ((>= 0x80 and <= 0x8F) or 0xDE or 0xDF);
        return isTooLong ? default : line;
    }
}
