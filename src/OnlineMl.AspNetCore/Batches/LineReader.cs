using System.Buffers;
using System.IO.Pipelines;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>Reads the lines of a body where the server received them, in constant memory.</summary>
/// <param name="input">The body.</param>
/// <param name="mostBytes">How long a line may be.</param>
internal sealed class LineReader(PipeReader input, int mostBytes)
{
    private readonly ArrayBufferWriter<byte> _begun = new(256);
    private ReadOnlySequence<byte> _left;
    private SequencePosition _end;
    private ReadOnlyMemory<byte> _segment;
    private bool _isHolding;
    private bool _isBegunTaken;
    private bool _isBegunTooLong;

    /// <summary>The number of the last line that was read, from 1; blank lines count.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the last line that was read is longer than allowed; it is empty then.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether nothing more will come than what <see cref="TryRead"/> still gives.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether the reading ended by <see cref="Stop"/>, and not because the body ended.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Waits for more of the body. To be called when <see cref="TryRead"/> gave nothing.</summary>
    public async ValueTask ReadAsync()
    {
        Release();
        var result = await input.ReadAsync().ConfigureAwait(false);
        _isHolding = true;
        _left = result.Buffer;
        _end = result.Buffer.End;
        IsStopped = result.IsCanceled;
        IsEnded = result.IsCompleted || result.IsCanceled;
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
    public void Stop() => input.CancelPendingRead();

    /// <summary>Takes the next line that is not blank, without its end. It is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (TryReadAny(out line))
        {
            if (IsTooLong || line.ContainsAnyExcept(" \t\r"u8))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadAny(out ReadOnlySpan<byte> line)
    {
        if (_isBegunTaken)
        {
            _begun.ResetWrittenCount();
            _isBegunTaken = false;
            _isBegunTooLong = false;
        }

        while (_segment.Length > 0 || TryTakeSegment())
        {
            var segment = _segment.Span;
            var length = segment.IndexOf((byte)'\n');
            if (length < 0)
            {
                Begin(segment);
                _segment = default;
                continue;
            }

            _segment = _segment[(length + 1)..];
            if (_begun.WrittenCount == 0 && !_isBegunTooLong)
            {
                line = Finish(segment[..length], length > mostBytes);
            }
            else
            {
                Begin(segment[..length]);
                line = FinishBegun();
            }

            return true;
        }

        if (IsEnded && !IsStopped && (_begun.WrittenCount > 0 || _isBegunTooLong))
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

    private void Begin(ReadOnlySpan<byte> part)
    {
        if (_isBegunTooLong || _begun.WrittenCount + part.Length > mostBytes)
        {
            _begun.ResetWrittenCount();
            _isBegunTooLong = true;
        }
        else
        {
            _begun.Write(part);
        }
    }

    private ReadOnlySpan<byte> FinishBegun()
    {
        _isBegunTaken = true;
        return Finish(_begun.WrittenSpan, _isBegunTooLong);
    }

    private ReadOnlySpan<byte> Finish(ReadOnlySpan<byte> line, bool isTooLong)
    {
        Number++;
        IsTooLong = isTooLong;
        return isTooLong ? default : line;
    }
}
