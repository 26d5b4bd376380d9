using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Ensembles;

/// <summary>Copies of a model, and the generator that decides how often each learns an example.</summary>
internal sealed class Bag<T> : IStateful
    where T : class, IStateful
{
    private readonly T _prototype;
    private readonly RandomSource _random;

    public Bag(T prototype, int count, int? seed)
    {
        _prototype = prototype;
        _random = new RandomSource(seed);
        Models = new T[count];
        for (var i = 0; i < count; i++)
        {
            Models[i] = Untrained.CopyOf(prototype);
        }
    }

    /// <summary>The copies.</summary>
    public T[] Models { get; }

    /// <summary>How often the next model learns the example: a draw from the Poisson distribution of mean 1.</summary>
    public int DrawTimes() => _random.NextPoisson(1);

    /// <summary>Puts an untrained copy in a model's place.</summary>
    public void Replace(int model) => Models[model] = Untrained.CopyOf(_prototype);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("random", _random);
        for (var i = 0; i < Models.Length; i++)
        {
            state.Child(i.ToString(CultureInfo.InvariantCulture), Models[i]);
        }
    }
}
