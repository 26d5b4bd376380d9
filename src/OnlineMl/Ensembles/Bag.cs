using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Ensembles;

/// <summary>Copies of a model, and the generator that decides how often each learns an example.</summary>
/// <remarks>Oza, Russell, Artificial Intelligence and Statistics 2001: the number is drawn from the Poisson distribution of mean 1.</remarks>
internal sealed class Bag<T> : IStateful
    where T : class, IStateful
{
    private readonly T _prototype;
    private readonly RandomSource _random;
    private readonly RandomSource _randomBefore;
    private readonly LearnerUndo?[] _undos;

    public Bag(T prototype, int count, int? seed)
    {
        _prototype = prototype;
        _random = new RandomSource(seed);
        _randomBefore = new RandomSource(seed);
        Models = new T[count];
        _undos = new LearnerUndo?[count];
        for (var i = 0; i < count; i++)
        {
            Models[i] = Untrained.CopyOf(prototype);
            _undos[i] = prototype is ITakesEveryExample ? null : new LearnerUndo(Models[i], isUntrained: true);
        }
    }

    /// <summary>The copies.</summary>
    public T[] Models { get; }

    /// <summary>Teaches each copy an example as often as is drawn. When one of them refuses it, all are as they were.</summary>
    /// <param name="x">The example.</param>
    /// <param name="y">The target.</param>
    /// <param name="weight">How much the example counts.</param>
    /// <param name="teach">Teaches a copy once.</param>
    public void Learn(FeatureVector x, in Target y, double weight, Action<T, FeatureVector, Target, double> teach)
    {
        ArgumentNullException.ThrowIfNull(x);
        var names = x.Space.Mark();
        Mark();
        try
        {
            LearnEach(x, in y, weight, teach);
        }
        catch
        {
            TakeBack();
            x.TakeBack(names);
            throw;
        }

        Release();
    }

    /// <summary>Puts an untrained copy in a model's place.</summary>
    public void Replace(int model)
    {
        Models[model] = Untrained.CopyOf(_prototype);
        _undos[model] = _prototype is ITakesEveryExample ? null : new LearnerUndo(Models[model], isUntrained: true);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("random", _random);
        for (var i = 0; i < Models.Length; i++)
        {
            state.Child(i.ToString(CultureInfo.InvariantCulture), Models[i]);
            if (state.IsLoading)
            {
                _undos[i]?.NoteUnknown();
            }
        }
    }

    private void Mark()
    {
        _randomBefore.CopyFrom(_random);
        foreach (var undo in _undos)
        {
            undo?.Mark();
        }
    }

    private void Release()
    {
        foreach (var undo in _undos)
        {
            undo?.Release();
        }
    }

    private void TakeBack()
    {
        _random.CopyFrom(_randomBefore);
        foreach (var undo in _undos)
        {
            undo?.TakeBack();
        }
    }

    private void LearnEach(FeatureVector x, in Target y, double weight, Action<T, FeatureVector, Target, double> teach)
    {
        x.AdmitStrangers();
        for (var i = 0; i < Models.Length; i++)
        {
            for (var times = _random.NextPoisson(1); times > 0; times--)
            {
                teach(Models[i], x, y, weight);
                _undos[i]?.Note(x, in y, weight);
            }
        }
    }
}
