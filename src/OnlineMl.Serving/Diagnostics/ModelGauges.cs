using System.Diagnostics.Metrics;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>What the metrics of models are, for whoever watches the meter.</summary>
/// <remarks>Each model and metric is a series of its own in the watcher's database, so there is a limit: the models that were first seen in memory stay the
/// measured ones until they are deleted. Nothing is loaded or waited for: what is not in memory or busy just now is told as it was.</remarks>
/// <param name="entries">The models.</param>
/// <param name="maxModels">How many of them are measured.</param>
/// <param name="onFault">Receives the name of a metric that fails, with its model and what it throws.</param>
internal sealed class ModelGauges(IEnumerable<ModelEntry> entries, int maxModels, Action<ModelEntry, string, Exception> onFault)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Measurement<double>[]> _known = new(StringComparer.Ordinal);

    /// <summary>The value of every metric with the names of its model and its own; of a metric that has no finite value yet none.</summary>
    public IReadOnlyList<Measurement<double>> Measure()
    {
        lock (_lock)
        {
            var all = entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
            foreach (var gone in _known.Keys.Except(all.Select(entry => entry.Name), StringComparer.Ordinal).ToList())
            {
                _known.Remove(gone);
            }

            foreach (var entry in all)
            {
                if (entry.Usable is { } loaded && (_known.ContainsKey(entry.Name) || _known.Count < maxModels) && loaded.Access.TryEnter())
                {
                    try
                    {
                        _known[entry.Name] = [.. loaded.State.ReadMetrics((metric, fault) => onFault(entry, metric, fault)).Where(metric => double.IsFinite(metric.Value)).Select(metric =>
                            new Measurement<double>(metric.Value, ServingInstruments.Tag(entry.Name), new("metric", metric.Key)))];
                    }
                    catch (Exception)
                    {
                        // It is told as it was: what one model throws, or the logger, is not to hide the others.
                        continue;
                    }
                    finally
                    {
                        loaded.Access.Exit();
                    }
                }
            }

            return [.. _known.Values.SelectMany(measurements => measurements)];
        }
    }
}
