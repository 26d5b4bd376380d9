using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Preprocessing;

/// <summary>Replaces an absent feature by a statistic of its values so far.</summary>
/// <remarks>A feature stays absent while its statistic has no value. Learn and Transform cost O(features present).
/// <example><code>
/// var imputer = new StatImputer(("temperature", new Mean()), ("sky", new Mode()));
/// </code></example></remarks>
[Component("StatImputer")]
public sealed class StatImputer : ITransformer
{
    private readonly (string Feature, IStateful Statistic)[] _imputers;
    private readonly FeatureName[] _features;

    /// <summary>An imputer for some features.</summary>
    /// <param name="imputers">The features with the statistic that replaces each: an <see cref="IStatistic"/>, or an
    /// <see cref="ICategoricalStatistic"/> for texts. The statistics belong to the imputer from then on.</param>
    /// <exception cref="ArgumentException">Something else than a statistic is given.</exception>
    public StatImputer(params IReadOnlyList<(string Feature, IStateful Statistic)> imputers)
    {
        ArgumentNullException.ThrowIfNull(imputers);
        _imputers = [.. imputers];
        foreach (var (feature, statistic) in _imputers)
        {
            if (statistic is not (IStatistic or ICategoricalStatistic))
            {
                throw new ArgumentException($"The imputer of '{feature}' is no statistic.", nameof(imputers));
            }
        }

        _features = Array.ConvertAll(_imputers, imputer => new FeatureName(imputer.Feature));
    }

    /// <summary>The features with the statistic that replaces each.</summary>
    public IReadOnlyList<(string Feature, IStateful Statistic)> Imputers => _imputers;

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number is not finite.</exception>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        foreach (var (_, statistic) in _imputers)
        {
            ExampleTime.Check(statistic, x);
        }

        Require.FiniteNumbers(x, "StatImputer");
        x.AdmitStrangers();
        for (var i = 0; i < _imputers.Length; i++)
        {
            var position = _features[i].PositionIn(x);
            if (position < 0)
            {
                continue;
            }

            ExampleTime.PassTo(_imputers[i].Statistic, x);
            if (_imputers[i].Statistic is ICategoricalStatistic categorical)
            {
                if (categorical is IGrowsByNames growing)
                {
                    growing.MostNames = x.MostNames;
                }

                categorical.Update(x.CategoryAt(position));
            }
            else if (!x.IsText(position))
            {
                ((IStatistic)_imputers[i].Statistic).Update(x.Numbers[position]);
            }
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        output.CopyFrom(x);
        for (var i = 0; i < _imputers.Length; i++)
        {
            if (_features[i].PositionIn(x) >= 0)
            {
                continue;
            }

            var value = _imputers[i].Statistic switch
            {
                ICategoricalStatistic categorical => categorical.Value,
                var statistic => ((IStatistic)statistic).Value,
            };
            if (!value.IsAbsent && (value.Text is not null || double.IsFinite(value.Number)))
            {
                output.Add(_imputers[i].Feature, value);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        for (var i = 0; i < _imputers.Length; i++)
        {
            state.Child(i.ToString(CultureInfo.InvariantCulture), _imputers[i].Statistic);
        }
    }
}
