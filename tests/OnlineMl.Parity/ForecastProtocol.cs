using System.Globalization;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.TimeSeries;

namespace OnlineMl.Parity;

/// <summary>The forecasts of a model and their error at each step of the horizon.</summary>
public sealed class ForecastProtocol : IProtocol
{
    public string Kind => "forecast";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var model = (IForecaster)component;
        var horizon = record.Get("horizon").GetInt32();
        var grace = record.Get("grace").GetInt32();
        var usesFeatures = record.Get("uses_features").GetBoolean();
        var (xs, ys) = SeriesOf(record, data);
        var errors = new Mae[horizon];
        for (var h = 0; h < horizon; h++)
        {
            errors[h] = new Mae();
        }

        var expected = record.Get("forecasts_at").EnumerateObject()
            .ToDictionary(at => int.Parse(at.Name, CultureInfo.InvariantCulture), at => at.Value);
        var forecast = new double[horizon];
        for (var t = 0; t + horizon <= ys.Length; t++)
        {
            if (t >= grace)
            {
                model.Forecast(forecast, usesFeatures ? xs[t..(t + horizon)] : null);
                for (var h = 0; h < horizon; h++)
                {
                    errors[h].Update(ys[t + h], forecast[h]);
                    if (expected.TryGetValue(t, out var values))
                    {
                        comparison.Number($"forecast {h + 1} ahead at {t}", Numbers.Read(values[h]), forecast[h]);
                    }
                }
            }

            model.Learn(xs[t], ys[t]);
        }

        for (var h = 0; h < horizon; h++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"MAE+{h + 1}");
            comparison.Number(name, Numbers.Read(record.Get("metrics").GetProperty(name)), errors[h].Value);
        }
    }

    private static (FeatureVector[] Xs, double[] Ys) SeriesOf(ParityRecord record, ReferenceData data)
    {
        var space = new FeatureSpace();
        if (record.Dataset == "airline-passengers")
        {
            var examples = data.Examples(record.Dataset);
            var xs = examples.Select(example =>
            {
                var x = new FeatureVector(space);
                example.CopyTo(x);
                return x;
            });
            return ([.. xs], [.. examples.Select(example => example.Target!.Value.Number)]);
        }

        var series = data.Series(record.Dataset);
        return (Array.ConvertAll(series, _ => new FeatureVector(space)), series);
    }
}
