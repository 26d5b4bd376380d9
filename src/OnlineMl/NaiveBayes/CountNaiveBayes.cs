using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes over how often each feature came with each class.</summary>
public abstract class CountNaiveBayes : IClassifier, IExplains, IMergeable
{
    // Stands in for a share that is zero where the logarithm is wanted.
    private protected const double LeastShare = 1e-300;

    private readonly LogScores _scores = new();

    private protected CountNaiveBayes()
    {
    }

    /// <summary>Added to every count (Laplace, Lidstone); 0 smooths nothing. Range [0, ∞), default 1.</summary>
    public double Alpha { get; init => field = Require.NotNegative(value); } = 1;

    private protected FrequencyTable Frequencies { get; } = new();

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => Frequencies.Classes.Count == 0 ? default : Frequencies.Classes[LogScores.Best(Score(x))];

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(Frequencies.Classes);
        LogScores.Normalize(Score(x), values);
    }

    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions) => AdditiveScores.Explain(x, Frequencies.Classes, contributions, Score);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Class(y, weight))
        {
            return;
        }

        FrequencyTable.CheckCounts(x, weight, GetType().Name);
        x.AdmitStrangers();
        var label = Frequencies.AddExample(y, weight);
        var ids = x.Ids;
        var numbers = x.Numbers;
        for (var position = 0; position < ids.Length; position++)
        {
            OnCount(ids[position], label, Frequencies.Add(ids[position], label, weight * numbers[position]));
        }
    }

    void IMergeable.Merge(Shares shares)
    {
        shares.Merge<CountNaiveBayes>(Frequencies, model => model.Frequencies);
        Rebuild();
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("frequencies", Frequencies);
        if (state.IsLoading)
        {
            Rebuild();
        }
    }

    /// <summary>Takes note of a new count.</summary>
    private protected virtual void OnCount(int id, int label, double count)
    {
    }

    /// <summary>Rebuilds what is not saved.</summary>
    private protected virtual void Rebuild()
    {
    }

    /// <summary>Adds the logarithm of what speaks for each class to the scores, which start at 0.</summary>
    private protected abstract void AddScores(FeatureVector x, Span<double> scores);

    private Span<double> Score(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var scores = _scores.Start(Frequencies.Classes.Count);
        AddScores(x, scores);
        return scores;
    }
}
