using System.Diagnostics;
using System.Text.Json;

namespace OnlineMl.Cli.Output;

/// <summary>Writes predictions as NDJSON: the prediction, the probabilities of a classifier, and the target when it is known.</summary>
internal sealed class PredictionWriter : IDisposable
{
    private const int FlushSize = 1 << 16;

    private readonly Stream _stream;
    private readonly System.Buffers.ArrayBufferWriter<byte> _buffer = new(FlushSize * 2);
    private readonly Utf8JsonWriter _json;
    private long _waitingLines;

    public PredictionWriter(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_buffer);
    }

    /// <summary>How many lines have gone out.</summary>
    public long FlushedLines { get; private set; }

    public void Write(Prediction prediction, Target? target, string? tag = null)
    {
        _json.WriteStartObject();
        if (tag is not null)
        {
            _json.WriteString("tag"u8, tag);
        }

        _json.WritePropertyName("prediction"u8);
        prediction.Task.Write(_json, prediction);

        if (prediction.Probabilities.Count > 0)
        {
            _json.WriteStartObject("probabilities"u8);
            for (var i = 0; i < prediction.Probabilities.Count; i++)
            {
                _json.WriteNumber(prediction.Probabilities.Labels[i].ToString(), prediction.Probabilities.Values[i]);
            }

            _json.WriteEndObject();
        }

        if (target is { } known)
        {
            _json.WritePropertyName("target"u8);
            if (known.Label.IsNone)
            {
                WriteNumber(known.Number);
            }
            else
            {
                WriteLabel(known.Label);
            }
        }

        _json.WriteEndObject();
        EndLine();
    }

    /// <summary>Writes that there is no prediction of a row.</summary>
    public void WriteNothing()
    {
        _json.WriteStartObject();
        _json.WriteNull("prediction"u8);
        _json.WriteEndObject();
        EndLine();
    }

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _buffer.GetSpan(1)[0] = (byte)'\n';
        _buffer.Advance(1);
        _waitingLines++;
        if (_buffer.WrittenCount >= FlushSize)
        {
            Flush();
        }
    }

    public void Dispose()
    {
        Flush();
        _json.Dispose();
        _stream.Dispose();
    }

    public void Flush()
    {
        if (_waitingLines == 0)
        {
            return;
        }

        _stream.Write(_buffer.WrittenSpan);
        _stream.Flush();
        FlushedLines += _waitingLines;
        Discard();
    }

    /// <summary>Forgets the lines that have not gone out.</summary>
    public void Discard()
    {
        _buffer.ResetWrittenCount();
        _waitingLines = 0;
    }

    private void WriteNumber(double number)
    {
        if (double.IsFinite(number))
        {
            _json.WriteNumberValue(number);
        }
        else
        {
            _json.WriteNullValue();
        }
    }

    private void WriteLabel(Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Boolean:
                _json.WriteBooleanValue(label.IsPositive);
                break;
            case LabelKind.Number:
                _json.WriteNumberValue(label.Number);
                break;
            case LabelKind.Text:
                _json.WriteStringValue(label.Text);
                break;
            case LabelKind.None:
                _json.WriteNullValue();
                break;
            default:
                throw new UnreachableException($"A label is of the kind {label.Kind}.");
        }
    }
}
