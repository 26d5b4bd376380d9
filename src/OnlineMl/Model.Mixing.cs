using OnlineMl.Catalog;
using OnlineMl.Mixing;

namespace OnlineMl;

/// <content>What several models learned, each from examples of its own.</content>
public sealed partial class Model
{
    /// <summary>What keeps the model from being merged, such as one of its parts, in words that follow "because of"; null when nothing does.</summary>
    public string? MergeObstacle =>
        ChangesWhenAsked ? "answers that change it" : Vocabulary?.MergeObstacle ?? Mixer.ObstacleOf(Component);

    /// <summary>Makes the model know what copies of it have learned since they were what it is.</summary>
    /// <param name="shares">The copies, each of which has learned from examples of its own. They stay as they are. In another order they give the same but for rounding.</param>
    /// <remarks>What is a sum, such as counts and moments, is what it would be had this model learned from all examples; weights of linear models are averaged,
    /// as <see cref="Shares"/> says. New names of features and classes are added in the order of the shares, whatever <see cref="MaxNames"/> says.
    /// <example><code>
    /// var model = Model.FromSpec("""["StandardScaler", "LinearRegression"]""");
    /// using var file = new MemoryStream();
    /// model.Save(file);
    /// var shares = new Model[2];
    /// for (var i = 0; i &lt; shares.Length; i++)
    /// {
    ///     file.Position = 0;
    ///     shares[i] = Model.Load(file);
    ///     shares[i].Learn(new FeatureVector { ["rooms"] = 3 + i }, 250.0 + i);
    /// }
    ///
    /// model.Merge(shares);
    /// </code></example></remarks>
    /// <exception cref="ArgumentException">A share is no copy.</exception>
    /// <exception cref="InvalidOperationException">The model cannot be merged; see <see cref="MergeObstacle"/>.</exception>
    public void Merge(params IReadOnlyList<Model> shares) => Merge(shares, addToFirst: false);

    /// <summary>The same, where the first share has what was learned elsewhere, and the others learned meanwhile: see <see cref="Shares.AddToFirst"/>.</summary>
    internal void Merge(IReadOnlyList<Model> shares, bool addToFirst)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (MergeObstacle is { } obstacle)
        {
            throw new InvalidOperationException($"The model cannot be merged because of {obstacle}.");
        }

        var spec = ToSpec();
        foreach (var share in shares)
        {
            if (!string.Equals(share.ToSpec(), spec, StringComparison.Ordinal))
            {
                throw new ArgumentException($"The share {share.ToSpec()} is no copy of the model {spec}.", nameof(shares));
            }
        }

        Vocabulary?.Admit(shares);
        var numbers = shares.Select(share => FeatureNumbers.Of(share.Features, Features)).ToArray();
        ((IMergeable)Component).Merge(new Shares([.. shares.Select(share => share.Component)], numbers, addToFirst));
    }
}
