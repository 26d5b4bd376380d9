using System.Buffers;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OnlineMl.Client.Connections;
using OnlineMl.Client.Packing;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Batches;

/// <summary>Some examples of a batch as NDJSON or MessagePack, and the answers to them as NDJSON.</summary>
/// <param name="isPacked">Whether the examples are MessagePack.</param>
internal sealed class BatchSegment(bool isPacked) : IDisposable
{
    // While HttpClient sends a body over HTTP/1.1, it does not read the answers. A server that waits for that would wait for ever, but it takes
    // 1 MiB of a body (Kestrel's default) before it does. Common proxies limit bodies to as much.
    private const int MaxBytes = 512 * 1024;

    private readonly ArrayBufferWriter<byte> _examples = new(16 * 1024);
    private readonly ArrayBufferWriter<byte> _answers = new(4 * 1024);
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });
    private int _length;

    public int Count { get; private set; }

    // A server remembers the idempotency keys of a model's last calls only. A segment whose keys it has begun to forget would be learned twice when
    // it is sent again, also while others teach the same model.
    public bool IsFull => _length >= MaxBytes || Count >= BatchWindow.MaxExamples;

    /// <summary>Whether every example has an idempotency key.</summary>
    public bool IsRepeatable { get; private set; } = true;

    /// <summary>What went wrong after the answers; null when nothing did.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    public ReadOnlySpan<byte> Answers => _answers.WrittenSpan;

    public void Add<T>(T example, JsonTypeInfo<T> type, bool hasKey)
    {
        var json = isPacked ? _json : _examples;
        _json.ResetWrittenCount();
        _writer.Reset(json);
        JsonSerializer.Serialize(_writer, example, type);
        _writer.Flush();
        if (isPacked)
        {
            JsonToMessagePack.Write(_json.WrittenSpan, _examples);
        }
        else
        {
            _examples.Write("\n"u8);
        }

        _length = _examples.WrittenCount;
        Count++;
        IsRepeatable &= hasKey;
    }

    public void Clear()
    {
        _examples.ResetWrittenCount();
        _answers.ResetWrittenCount();
        _length = 0;
        Count = 0;
        IsRepeatable = true;
        Fault = null;
    }

    /// <summary>Sends the examples and gathers the answers; what goes wrong is kept in <see cref="Fault"/>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">The path of the batch endpoint.</param>
    /// <param name="isComplete">Whether the answers are all there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task SendAsync(ServerConnection server, string path, Func<BatchSegment, bool> isComplete, CancellationToken cancellationToken)
    {
        try
        {
            await server.CallAsync(
                () => new HttpRequestMessage(HttpMethod.Post, OnlineMlHttpClient.Relative(path))
                {
                    Content = new ReadOnlyMemoryContent(_examples.WrittenMemory[.._length])
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue(isPacked ? WireFormats.MessagePack : WireFormats.JsonLines) },
                    },
                },
                async (response, cancellation) =>
                {
                    _answers.ResetWrittenCount();
                    var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
                    await using (stream.ConfigureAwait(false))
                    {
                        while (await stream.ReadAsync(_answers.GetMemory(4096), cancellation).ConfigureAwait(false) is > 0 and var count)
                        {
                            _answers.Advance(count);
                        }
                    }

                    if (OnlineMlHttpClient.IsPacked(response))
                    {
                        Unpack();
                    }

                    return isComplete(this) ? true : throw new IOException("the server ended the batch early.");
                },
                IsRepeatable,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fault = ExceptionDispatchInfo.Capture(e);
        }
    }

    public void Dispose() => _writer.Dispose();

    private void Unpack()
    {
        var packed = new ReadOnlySequence<byte>(_answers.WrittenSpan.ToArray());
        _answers.ResetWrittenCount();
        try
        {
            while (!packed.IsEmpty)
            {
                packed = packed.Slice(MessagePackToJson.Write(packed, _answers));
                _answers.Write("\n"u8);
            }
        }
        catch (FormatException e)
        {
            throw new IOException($"the server ended the batch early: {e.Message}", e);
        }
    }
}
