using System.Buffers;
using System.IO.Pipelines;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Client.Packing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>Makes one call for each line of a body and answers them in their order while the body is still coming.</summary>
/// <remarks>Calls are begun without waiting for those before them, up to a bounded number, so that many are stored at once. When the
/// client does not read the answers, or the calls are slow, the body is not read on.</remarks>
/// <param name="lines">The body.</param>
/// <param name="output">The answers.</param>
/// <param name="isPacked">Whether the answers are MessagePack.</param>
/// <param name="maxLineBytes">How long a line may be.</param>
/// <param name="refusals">Says why a call failed.</param>
internal abstract class LineBatch(LineReader lines, PipeWriter output, bool isPacked, int maxLineBytes, RefusalMapper refusals)
{
    private const int MostUnflushedBytes = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _json = new(256);
    private readonly ArrayBufferWriter<byte> _packed = new(256);
    private readonly BatchLine[] _pending = new BatchLine[BatchWindow.MaxExamples];
    private long _begun;
    private long _settled;
    private int _unflushedBytes;

    /// <summary>Works through the body.</summary>
    public async Task RunAsync()
    {
        try
        {
            await output.FlushAsync().ConfigureAwait(false);
            while (true)
            {
                while (_begun - _settled < BatchWindow.MaxExamples && TryBegin())
                {
                }

                if (_begun - _settled == BatchWindow.MaxExamples)
                {
                    await SettleAsync().ConfigureAwait(false);
                    while (_begun > _settled && Oldest.IsCompleted)
                    {
                        await SettleAsync().ConfigureAwait(false);
                    }

                    await FlushAsync().ConfigureAwait(false);
                }
                else if (lines.IsEnded)
                {
                    break;
                }
                else
                {
                    await ReadAsync().ConfigureAwait(false);
                }
            }

            while (_begun > _settled)
            {
                await SettleAsync().ConfigureAwait(false);
                if (_unflushedBytes > MostUnflushedBytes)
                {
                    await FlushAsync().ConfigureAwait(false);
                }
            }

            if (lines.IsOverdue)
            {
                Refuse(lines.Number + 1, "Nothing came for too long; the batch has ended.", RefusalKind.BadRequest);
            }

            await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            // What was begun goes on when the client has left; its outcome must be taken.
            while (_begun > _settled)
            {
                await SettleAsync().ConfigureAwait(false);
            }

            lines.Release();
        }
    }

    private BatchLine Oldest => _pending[_settled % BatchWindow.MaxExamples];

    /// <summary>Begins the call of a line.</summary>
    protected abstract void Begin(BatchLine line, ReadOnlySpan<byte> json);

    /// <summary>Waits for the call of a line and answers it.</summary>
    protected abstract ValueTask SettleAsync(BatchLine line);

    /// <summary>Answers what was settled but not answered so far.</summary>
    protected virtual void Acknowledge()
    {
    }

    /// <summary>Answers a line that was refused.</summary>
    protected abstract void Refuse(long number, string message, RefusalKind kind);

    /// <summary>Adds a line to the answers.</summary>
    /// <param name="line">JSON and the end of the line.</param>
    protected void Write(ReadOnlySpan<byte> line)
    {
        if (isPacked)
        {
            _packed.ResetWrittenCount();
            JsonToMessagePack.Write(line, _packed);
            line = _packed.WrittenSpan;
        }

        output.Write(line);
        _unflushedBytes += line.Length;
    }

    private static RefusalKind KindOf(Exception fault) => fault is OnlineMlException refusal ? refusal.Kind : RefusalKind.Failed;

    private async ValueTask ReadAsync()
    {
        var read = lines.ReadAsync();
        while (!read.IsCompleted && _begun > _settled)
        {
            await SettleAsync().ConfigureAwait(false);
        }

        if (!read.IsCompleted || _unflushedBytes > MostUnflushedBytes)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        await read.ConfigureAwait(false);
    }

    private bool TryBegin()
    {
        if (!lines.TryRead(out var read))
        {
            return false;
        }

        var line = _pending[_begun++ % BatchWindow.MaxExamples] ??= new BatchLine();
        line.Reset(lines.Number);
        try
        {
            if (lines.IsTooLong)
            {
                throw new OnlineMlException(RefusalKind.TooLarge, $"The line is longer than {maxLineBytes} bytes.") { Limit = nameof(OnlineMlEndpointOptions.MaxBodyBytes) };
            }

            if (lines.IsTooMuch)
            {
                throw new OnlineMlException(RefusalKind.Unavailable, "Too many long lines come at once; send it again later.") { Limit = nameof(OnlineMlEndpointOptions.MaxHeldLineBytes) };
            }

            Begin(line, lines.IsPacked ? Translated(read) : read.Span);
        }
        catch (Exception e)
        {
            line.Refuse(refusals.Explain(e), KindOf(e));
        }

        return true;
    }

    private ReadOnlySpan<byte> Translated(ReadOnlyMemory<byte> packed)
    {
        _json.ResetWrittenCount();
        FormatNegotiation.Translate(new ReadOnlySequence<byte>(packed), _json, maxLineBytes);
        return _json.WrittenSpan;
    }

    private async ValueTask SettleAsync()
    {
        var line = Oldest;
        _settled++;
        if (line.Message is null)
        {
            try
            {
                await SettleAsync(line).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                line.Refuse("The client has left before the call was taken.", RefusalKind.Unavailable);
            }
            catch (Exception e)
            {
                line.Refuse(refusals.Explain(e), KindOf(e));
            }
        }

        Refuse(line.Number, line.Message!, line.Kind);
    }

    private async ValueTask FlushAsync()
    {
        Acknowledge();
        if (_unflushedBytes > 0)
        {
            _unflushedBytes = 0;
            await output.FlushAsync().ConfigureAwait(false);
        }
    }
}
