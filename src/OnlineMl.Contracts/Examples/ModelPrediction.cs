using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace OnlineMl.Contracts;

/// <summary>A prediction, read as what the model is for.</summary>
/// <remarks>Reading it as something else, a cluster as a label for example, is an <see cref="InvalidOperationException"/>; reading one
/// that was refused is an <see cref="OnlineMlException"/> with the reason.</remarks>
public sealed class ModelPrediction
{
    private readonly JsonElement _json;
    private readonly JsonElement? _contributions;
    private readonly JsonElement? _interval;
    private readonly RefusalKind _kind;

    /// <summary>Makes a prediction of an answer.</summary>
    public ModelPrediction(PredictResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        _json = response.Prediction;
        (_contributions, _interval) = (response.Contributions, response.Interval);
        IsLabelWanted = response.Ask;
        Identifier = response.Identifier;
    }

    /// <summary>Makes a prediction of the answer to one example of a batch.</summary>
    public ModelPrediction(BatchPredictAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _json = answer.Prediction.GetValueOrDefault();
        (_contributions, _interval) = (answer.Contributions, answer.Interval);
        IsLabelWanted = answer.Ask;
        Identifier = answer.Identifier;
        Refusal = answer.Message;
        _kind = answer.Kind ?? RefusalKind.BadRequest;
    }

    /// <summary>What the prediction is remembered under, for the label; null when it is not.</summary>
    public string? Identifier { get; }

    /// <summary>Why the example was refused; null when it was not.</summary>
    public string? Refusal { get; }

    /// <summary>Whether the model wants to be told the label of the example; null when it does not say.</summary>
    public bool? IsLabelWanted { get; }

    /// <summary>What each feature adds to the prediction; null when that was not asked. <see cref="PredictResponse.Contributions"/> has the baseline and the
    /// scale, too.</summary>
    public IReadOnlyDictionary<string, double>? Contributions =>
        _contributions is { } contributions ? JsonValues.ReadNumbers(contributions.GetProperty("features")) : null;

    /// <summary>Between which numbers the target is expected to lie; null when that was not asked, the model cannot tell, or a forecast has several.</summary>
    public (double Lower, double Upper)? Interval => _interval is { ValueKind: JsonValueKind.Object } interval
        ? (JsonValues.ReadNumber(interval.GetProperty("lower")), JsonValues.ReadNumber(interval.GetProperty("upper")))
        : null;

    /// <summary>The prediction as it came.</summary>
    public JsonElement Json => Refusal is null ? _json : throw new OnlineMlException(_kind, Refusal);

    /// <summary>The predictions of a model with several outputs, by the outputs' names.</summary>
    public IReadOnlyDictionary<string, ModelPrediction> Outputs => field ??= Json.ValueKind == JsonValueKind.Object
        ? Json.EnumerateObject().ToDictionary(output => output.Name, output => new ModelPrediction(new PredictResponse("", output.Value)), StringComparer.Ordinal)
        : throw Wrong("an object of outputs");

    /// <summary>The values of the next steps, the next one first; empty while a forecaster cannot tell.</summary>
    public IReadOnlyList<double> Forecast => Json.ValueKind switch
    {
        JsonValueKind.Array => [.. Json.EnumerateArray().Select(JsonValues.ReadNumber)],
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => throw Wrong("a forecast"),
    };

    /// <summary>The items in the order in which they were put, the best first, as texts.</summary>
    public IReadOnlyList<string> Ranking => Json.ValueKind == JsonValueKind.Array
        ? [.. Json.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())]
        : throw Wrong("an order of items");

    /// <summary>The predicted number of a regression or an anomaly score.</summary>
    public double Number
    {
        get
        {
            try
            {
                return JsonValues.ReadNumber(Json);
            }
            catch (FormatException e)
            {
                throw Wrong("a number", e);
            }
        }
    }

    /// <summary>The cluster of a clustering, from 0.</summary>
    public int Cluster => Json.ValueKind == JsonValueKind.Number && Json.TryGetInt32(out var cluster) ? cluster : throw Wrong("a cluster");

    /// <summary>The most probable label as text (<c>true</c> and <c>false</c> for truth values); null while the model has seen no label.</summary>
    public string? Label => Json.ValueKind switch
    {
        JsonValueKind.Object => Probabilities is { Count: > 0 } probabilities ? probabilities.MaxBy(entry => entry.Value).Key : null,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => Json.GetString(),
        JsonValueKind.Array => throw Wrong("a label"),
        _ => Json.GetRawText(),
    };

    /// <summary>The probability of each label, by the label's text; empty while the model has seen no label.</summary>
    public IReadOnlyDictionary<string, double> Probabilities
    {
        get => field ??= Json.ValueKind switch
        {
            JsonValueKind.Object => Json.EnumerateObject().ToDictionary(
                entry => entry.Name, entry => JsonValues.ReadNumber(entry.Value), StringComparer.Ordinal),
            JsonValueKind.Null or JsonValueKind.Undefined => FrozenDictionary<string, double>.Empty,
            _ => throw Wrong("an object of probabilities"),
        };
    }

    /// <summary>The probability of a label; 0 when the model has not seen it.</summary>
    /// <param name="label">A text, a truth value, a number or an enum's member, in any spelling: true, 1 and the texts <c>True</c> and <c>1</c> are the same
    /// label.</param>
    public double ProbabilityOf(object label)
    {
        var json = JsonValues.Value(label);
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        if (Probabilities.TryGetValue(text, out var probability))
        {
            return probability;
        }

        var spelling = LabelSpelling.NumberOf(text);
        return Probabilities.FirstOrDefault(entry => string.Equals(LabelSpelling.NumberOf(entry.Key), spelling, StringComparison.Ordinal)).Value;
    }

    /// <summary>The most probable label as a truth value, a number or a text; true as a number is 1, and 1 as a truth value true.</summary>
    /// <exception cref="InvalidOperationException">The model has seen no label yet, or it is of another type.</exception>
    public TLabel LabelAs<TLabel>()
        where TLabel : IParsable<TLabel>
    {
        if (Label is { } text)
        {
            var number = LabelSpelling.NumberOf(text);
            foreach (var spelling in (ReadOnlySpan<string>)[text, number, LabelSpelling.TruthOf(number)])
            {
                if (TLabel.TryParse(spelling, CultureInfo.InvariantCulture, out var label))
                {
                    return label;
                }
            }
        }

        throw Wrong($"a label of the type {typeof(TLabel).Name}");
    }

    private InvalidOperationException Wrong(string wanted, Exception? cause = null) => new($"The prediction {Shown} is not {wanted}.", cause);

    private string Shown => _json.ValueKind == JsonValueKind.Undefined ? "(none)" : _json.GetRawText();
}
