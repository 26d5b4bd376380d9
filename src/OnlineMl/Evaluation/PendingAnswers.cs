using OnlineMl.Features;

namespace OnlineMl.Evaluation;

/// <summary>Examples that were predicted and whose target is not yet known, in the order in which it will be.</summary>
internal sealed class PendingAnswers(FeatureSpace space)
{
    private Pending[] _ring = [];
    private int _first;
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>The example whose target is known next.</summary>
    public Pending First => _ring[_first];

    /// <summary>Takes in an example, after those that expire at the same moment.</summary>
    public void Add(FeatureVector x, Target target, double expires, Prediction prediction, double weight = 1)
    {
        if (_count == _ring.Length)
        {
            Grow();
        }

        var added = At(_count);
        var place = _count++;
        for (; place > 0 && At(place - 1).Expires > expires; place--)
        {
            At(place) = At(place - 1);
        }

        At(place) = added;
        added.Features.CopyFrom(x);
        added.Target = target;
        added.Expires = expires;
        added.Weight = weight;
        added.Prediction.CopyFrom(prediction);
    }

    public void RemoveFirst()
    {
        _first = (_first + 1) % _ring.Length;
        _count--;
    }

    private ref Pending At(int place) => ref _ring[(_first + place) % _ring.Length];

    private void Grow()
    {
        var larger = new Pending[Math.Max(16, _ring.Length * 2)];
        for (var i = 0; i < larger.Length; i++)
        {
            larger[i] = i < _count ? At(i) : new Pending(space);
        }

        _ring = larger;
        _first = 0;
    }

    internal sealed class Pending(FeatureSpace space)
    {
        public FeatureVector Features { get; } = new(space);

        public Prediction Prediction { get; } = new();

        public Target Target { get; set; }

        public double Expires { get; set; }

        public double Weight { get; set; }
    }
}
