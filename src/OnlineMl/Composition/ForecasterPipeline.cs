using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl.Composition;

/// <summary>Transformers with a forecaster behind them, which sees what they make of the features of each step.</summary>
public sealed class ForecasterPipeline : ModelPipeline<IForecaster>, IForecaster
{
    private readonly List<FeatureVector> _seen = [];

    internal ForecasterPipeline(ReadOnlySpan<ITransformer> transformers, IForecaster model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public bool TakesFutureFeatures => Model.TakesFutureFeatures;

    /// <inheritdoc/>
    public void Forecast(Span<double> forecast, IReadOnlyList<FeatureVector>? xs = null)
    {
        if (xs is null)
        {
            Model.Forecast(forecast);
            return;
        }

        for (var h = 0; h < xs.Count; h++)
        {
            var seen = Seen(xs[h]);
            if (h == _seen.Count || !ReferenceEquals(_seen[h].Space, seen.Space))
            {
                _seen.RemoveRange(h, _seen.Count - h);
                _seen.Add(new FeatureVector(seen.Space, keepsStrangers: true));
            }

            _seen[h].CopyFrom(seen);
        }

        Model.Forecast(forecast, _seen.GetRange(0, xs.Count));
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y)
    {
        Require.Finite(y, nameof(y));
        LearnWhole(x, y, 1);
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, y.Number);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new ForecasterPipeline(transformers, (IForecaster)last!, LearnDuringPredict);
}
