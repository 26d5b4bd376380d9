using System.Text.Json;
using OnlineMl.Features;
using OnlineMl.Statistics;

namespace OnlineMl.Parity;

/// <summary>The value of a statistic after each update.</summary>
public sealed class StatisticProtocol : IProtocol
{
    /// <summary>The moment from which the minutes of the records count.</summary>
    public static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Kind => "stat";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var dataset = record.Get("dataset");
        var x = Input(dataset, "x", data)!.Value.EnumerateArray().ToList();
        var y = Input(dataset, "y", data)?.EnumerateArray().Select(Numbers.Read).ToList();
        var w = Input(dataset, "w", data)?.EnumerateArray().Select(Numbers.Read).ToList();
        var t = Input(dataset, "t", data)?.EnumerateArray().Select(Numbers.Read).ToList();
        var i = 0;
        foreach (var expected in record.Get("values").EnumerateArray())
        {
            if (t is not null)
            {
                ((ITimeAware)component).Time = Start.AddMinutes(t[i]);
            }

            var where = $"after update {i}";
            switch (component)
            {
                case IWeightedBivariateStatistic statistic when w is not null:
                    statistic.Update(x[i].GetDouble(), y![i], w[i]);
                    Compare(comparison, where, expected, statistic.Value);
                    break;
                case IBivariateStatistic statistic:
                    statistic.Update(x[i].GetDouble(), y![i]);
                    Compare(comparison, where, expected, statistic.Value);
                    break;
                case IWeightedStatistic statistic when w is not null:
                    statistic.Update(x[i].GetDouble(), w[i]);
                    Compare(comparison, where, expected, statistic.Value);
                    break;
                case ICategoricalStatistic statistic:
                    statistic.Update(x[i].ValueKind == JsonValueKind.String ? x[i].GetString() : x[i].GetDouble());
                    Compare(comparison, where, expected, statistic.Value);
                    break;
                case IStatistic statistic when x[i].ValueKind == JsonValueKind.Number:
                    statistic.Update(x[i].GetDouble());
                    Compare(comparison, where, expected, statistic.Value);
                    break;
                case IStatistic statistic:
                    // Statistics that only count do not look at the value.
                    statistic.Update(0);
                    Compare(comparison, where, expected, statistic.Value);
                    break;
                default:
                    throw new InvalidOperationException($"{component.GetType().Name} is no statistic.");
            }

            i++;
        }
    }

    private static JsonElement? Input(JsonElement dataset, string role, ReferenceData data) =>
        dataset.TryGetProperty(role, out var name) && name.ValueKind == JsonValueKind.String ? data.Input(name.GetString()!) : null;

    private static void Compare(Comparison comparison, string where, JsonElement expected, FeatureValue actual)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            // River answers None where there is no value; here that is NaN or an absent value.
            comparison.Text(where, "none", actual.IsAbsent || double.IsNaN(actual.Number) ? "none" : "some");
        }
        else if (expected.ValueKind == JsonValueKind.String && actual.Text is { } text)
        {
            comparison.Text(where, expected.GetString()!, text);
        }
        else
        {
            comparison.Number(where, Numbers.Read(expected), actual.Number);
        }
    }
}
