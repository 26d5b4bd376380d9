using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Ensembles;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Multiclass;

/// <summary>Makes a classifier of many classes from one binary classifier per class, which tells the class from the rest.</summary>
/// <remarks>Costs and memory are those of the binary classifier times the classes. A class gets its classifier with its first
/// example.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new OneVsRestClassifier(new GaussianNB());
/// for (var i = 0; i &lt; 30; i++)
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = (i % 3) + (0.01 * i) }, i % 3);
/// }
///
/// var label = model.Predict(new FeatureVector(space) { ["x"] = 2.1 });
/// </code></example></remarks>
[Component("OneVsRestClassifier")]
public sealed class OneVsRestClassifier : IClassifier, IExplains, IWraps, ISized, IMergeable
{
    private readonly Probabilities _binary = new();
    private readonly Probabilities _own = new();

    /// <summary>A classifier that trains copies of a binary classifier.</summary>
    public OneVsRestClassifier(IClassifier classifier) => Classifier = Require.Given(classifier);

    /// <summary>The binary classifier, a prototype that itself learns nothing.</summary>
    public IClassifier Classifier { get; }

    /// <summary>The trained classifiers, in the order of the classes.</summary>
    [NotAParameter]
    public IReadOnlyList<IClassifier> Classifiers => Members.All;

    private BinaryMembers Members => field ??= new BinaryMembers(Classifier);

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        PredictProbabilities(x, _own);
        return _own.MostProbable;
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(Members.Classes);
        var sum = 0.0;
        for (var label = 0; label < values.Length; label++)
        {
            Members[label].PredictProbabilities(x, _binary);
            values[label] = _binary[true];
            sum += values[label];
        }

        if (sum == 0)
        {
            values.Fill(1.0 / values.Length);
            return;
        }

        foreach (ref var value in values)
        {
            value /= sum;
        }
    }

    /// <summary>Writes what each feature adds: to the logarithm of the probability that the classifier of the best class gives it, less what it adds to that
    /// of the next. Only of classifiers that can tell.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        PredictProbabilities(x, _own);
        var values = _own.Values;
        if (!ClassContest.TryDecide(values, Members.Classes, contributions, out var contest) || values[contest.Best] == values[contest.Second])
        {
            return;
        }

        var sum = new ContributionSum();
        var parts = new Contributions();
        ClassShares.OfLogarithm(Members[contest.Best], x, true, parts);
        sum.Add(parts, 1);
        ClassShares.OfLogarithm(Members[contest.Second], x, true, parts);
        sum.Add(parts, -1);
        sum.WriteTo(contributions);
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Class(y, weight))
        {
            return;
        }

        var members = Members;
        members.Mark(x);
        try
        {
            x.AdmitStrangers();
            var own = members.Classes.GetOrAdd(y);
            if (own == members.Count)
            {
                members.Add();
            }

            for (var label = 0; label < members.Count; label++)
            {
                members.Teach(label, x, label == own, weight);
            }
        }
        catch
        {
            members.TakeBack(x);
            throw;
        }

        members.Release();
    }

    IStateful IWraps.Wrapped => Classifier;

    double ISized.EstimateBytes(int classes) => classes * ComponentSize.Of(Classifier);

    string? IMergeable.Obstacle => Mixer.ObstacleOf(Classifier);

    void IMergeable.Merge(Shares shares) => Members.Merge(shares, model => model.Members);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", Members.Classes);
        Members.Describe(state, Members.Classes.Count);
        if (state.IsLoading && Members.Count != Members.Classes.Count)
        {
            throw new StateFormatException("There is not one classifier per class.");
        }
    }
}
