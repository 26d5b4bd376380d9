using OnlineMl.Metrics;

namespace OnlineMl.Classification;

/// <summary>The classes of a model that goes on in the place of another one, measured by the same metrics.</summary>
/// <param name="earlier">The classes of the other model.</param>
/// <param name="later">The classes of the one that goes on.</param>
internal sealed class LabelSuccession(LabelVocabulary earlier, LabelVocabulary later)
{
    /// <summary>Refuses a model that may not have the classes that are known, of which predictions may wait for a label.</summary>
    /// <param name="isOfTwo">Whether both are of two classes whatever they can tell apart.</param>
    /// <exception cref="ArgumentException">It has declared other classes, there would be more than two, or only one of the models tells just two
    /// apart.</exception>
    public void Check(bool isOfTwo)
    {
        if (earlier.Known.Count == 0)
        {
            return;
        }

        if (!isOfTwo && earlier.IsRestricted != later.IsRestricted)
        {
            throw new ArgumentException("A model of two classes and one of any number of them are measured differently, so that neither can take the other's place.", nameof(isOfTwo));
        }

        var all = new ClassTable();
        foreach (var label in later.Known.Labels)
        {
            all.GetOrAdd(label);
        }

        foreach (var label in earlier.Known.Labels)
        {
            all.GetOrAdd(later.Fit(label));
        }

        if ((isOfTwo || later.IsRestricted) && all.Count > 2)
        {
            throw new ArgumentException($"Together the two models have the {all.Count} classes {string.Join(", ", all.Labels.ToArray().Select(label => $"'{label}'"))}, and at most 2 are allowed.", nameof(isOfTwo));
        }
    }

    /// <summary>Lets the model take over the classes that only the other one knows, and sees to it that metrics mean the same by the positive class.</summary>
    /// <param name="metrics">What has measured the other model and measures this one from here on.</param>
    /// <param name="others">Further metrics; null when there are none.</param>
    public void Apply(MetricSet metrics, MetricSet? others)
    {
        if (!later.IsDeclared)
        {
            later.Adopt(earlier.Known.Labels);
        }

        if (later.Sides is not { } sides || earlier.Sides is not { } before)
        {
            return;
        }

        var isTurned = before.Of(earlier.Known[0]) != sides.Of(earlier.Known[0]);
        metrics.Succeed(before, sides, isTurned);
        others?.Succeed(before, sides, isTurned);
    }
}
