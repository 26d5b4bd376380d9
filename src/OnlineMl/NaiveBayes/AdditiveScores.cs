using OnlineMl.Features;

namespace OnlineMl.NaiveBayes;

/// <summary>Explains scores of classes to which each feature adds on its own.</summary>
internal static class AdditiveScores
{
    /// <summary>The score of each class for an example; good until the next.</summary>
    public delegate Span<double> ScoresOf(FeatureVector x);

    /// <summary>Writes what each feature adds to the lead of the best class over the next: what it adds to an example without features.</summary>
    public static void Explain(FeatureVector x, ClassTable classes, Contributions contributions, ScoresOf scoresOf)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(contributions);
        if (!ClassContest.TryDecide(classes.Count > 0 ? scoresOf(x) : [], classes, contributions, out var contest))
        {
            return;
        }

        var single = new FeatureVector(x.Space, keepsStrangers: true);
        contributions.Baseline = Lead(scoresOf(single), contest);
        for (var position = 0; position < x.Count; position++)
        {
            single.Clear();
            var id = x.Ids[position];
            single.AddNamed(id < FeatureSpace.FirstStranger ? id : single.Resolve(x.NameAt(position)), x, position);
            contributions.Add(x.NameAt(position), Lead(scoresOf(single), contest) - contributions.Baseline);
        }
    }

    private static double Lead(ReadOnlySpan<double> scores, ClassContest contest) => scores[contest.Best] - scores[contest.Second];
}
