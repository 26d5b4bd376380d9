using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OnlineMl.Serving.Fold;

/// <content>Predictions as those who call and those who listen get them.</content>
internal sealed partial class ModelState
{
    private ArrayBufferWriter<byte>? _text;
    private Utf8JsonWriter? _json;

    private Answer ShowTo(ReadOnlySpan<byte> identifier, out ReadOnlySpan<byte> inFull)
    {
        var shown = Show().ToArray();
        if (identifier.IsEmpty)
        {
            inFull = default;
            return new Answer(EventKind.Predict, shown);
        }

        inFull = _isUnmeasured ? "null"u8 : _showsInShort ? InFull() : default;
        return new Answer(EventKind.Predict, shown, Encoding.UTF8.GetString(identifier));
    }

    private void Show(IBufferWriter<byte> output)
    {
        _json ??= new Utf8JsonWriter(output);
        _json.Reset(output);
        if (_showsInShort)
        {
            Model.Task.Write(_json, _prediction);
        }
        else
        {
            Model.Task.WriteInFull(_json, _prediction);
        }

        _json.Flush();
    }

    private ReadOnlySpan<byte> Show()
    {
        _text ??= new ArrayBufferWriter<byte>(64);
        _text.ResetWrittenCount();
        Show(_text);
        return _text.WrittenSpan;
    }

    private ReadOnlySpan<byte> InFull()
    {
        _text!.ResetWrittenCount();
        _json!.Reset(_text);
        Model.Task.WriteInFull(_json, _prediction);
        _json.Flush();
        return _text.WrittenSpan;
    }

    /// <summary>A class as the model spells it, any other target as it came.</summary>
    private ReadOnlySpan<byte> Show(in Target? truth, ReadOnlySpan<byte> given)
    {
        if (Model.Vocabulary is null || truth is not { } target)
        {
            return given;
        }

        var text = new ArrayBufferWriter<byte>(16);
        _json!.Reset(text);
        PredictionJson.Write(_json, target.Label);
        _json.Flush();
        return text.WrittenSpan;
    }

    private PublishedEvent Tell(string kind, ReadOnlySpan<byte> features, ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        var text = new ArrayBufferWriter<byte>(64 + Name.Length + features.Length + prediction.Length + truth.Length);
        text.Write("{\"model\":\""u8);
        Encoding.ASCII.GetBytes(Name, text);
        text.Write("\",\"features\":"u8);
        text.Write(features);
        text.Write(",\"prediction\":"u8);
        text.Write(prediction);
        if (!truth.IsEmpty)
        {
            text.Write(",\"ground_truth\":"u8);
            text.Write(truth);
        }

        text.Write("}"u8);
        var data = text.WrittenSpan.ToArray();

        // White space may hold line breaks, which would end a server-sent event.
        data.AsSpan().Replace((byte)'\n', (byte)' ');
        data.AsSpan().Replace((byte)'\r', (byte)' ');
        return new PublishedEvent(kind, Name, data);
    }
}
