using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OnlineMl.Serving.Json;

namespace OnlineMl.Serving.Fold;

/// <summary>Writes the predictions of one model as those who call and those who listen get them.</summary>
/// <param name="task">What the model is for.</param>
/// <param name="isShort">Whether callers get less than the model says.</param>
internal sealed class PredictionWriter(ModelTask task, bool isShort)
{
    private ArrayBufferWriter<byte>? _text;
    private Utf8JsonWriter? _json;

    /// <summary>A prediction as callers get it; good until the next call.</summary>
    public ReadOnlySpan<byte> Show(Prediction prediction)
    {
        Begin();
        if (isShort)
        {
            task.Write(_json, prediction);
        }
        else
        {
            task.WriteInFull(_json, prediction);
        }

        _json.Flush();
        return _text.WrittenSpan;
    }

    /// <summary>A prediction with all its probabilities where that differs from what callers get, else nothing; good until the next call.</summary>
    public ReadOnlySpan<byte> ShowInFull(Prediction prediction)
    {
        if (!isShort)
        {
            return default;
        }

        Begin();
        task.WriteInFull(_json, prediction);
        _json.Flush();
        return _text.WrittenSpan;
    }

    /// <summary>A class on its own.</summary>
    public static ReadOnlySpan<byte> ShowClass(Label label)
    {
        var text = new ArrayBufferWriter<byte>(16);
        using (var json = new Utf8JsonWriter(text))
        {
            PredictionJson.Write(json, label);
        }

        return text.WrittenSpan;
    }

    /// <summary>What was asked beside a prediction, as members of an object behind a first one.</summary>
    public static byte[] ShowFurther(Prediction prediction, PredictionOptions? asked)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            FurtherAnswersJson.Write(json, prediction, asked);
        }

        return [(byte)',', .. text.WrittenSpan[1..^1]];
    }

    // Made late, because most of many models are not asked.
    [MemberNotNull(nameof(_text), nameof(_json))]
    private void Begin()
    {
        _text ??= new ArrayBufferWriter<byte>(64);
        _text.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_text);
        _json.Reset(_text);
    }
}
