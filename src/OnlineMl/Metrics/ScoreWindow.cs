using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The last scores with their classes, read out in order of score.</summary>
internal sealed class ScoreWindow(int size) : IStateful
{
    private double[] _scores = [];
    private int[] _positive = [];
    private int _oldest;
    private int _count;
    private int _positives;

    public int Positives => _positives;

    public int Negatives => _count - _positives;

    public void Push(double score, bool isPositive)
    {
        var slot = _count;
        if (_count == size)
        {
            slot = _oldest;
            _positives -= _positive[slot];
            _oldest = _oldest + 1 == size ? 0 : _oldest + 1;
        }
        else
        {
            if (_count == _scores.Length)
            {
                var length = (int)Math.Min(size, Math.Max(16, _count * 2L));
                Array.Resize(ref _scores, length);
                Array.Resize(ref _positive, length);
            }

            _count++;
        }

        _scores[slot] = score;
        _positive[slot] = isPositive ? 1 : 0;
        _positives += _positive[slot];
    }

    /// <summary>Takes positives for negatives, and each score for that of the other class.</summary>
    public void Reverse()
    {
        for (var i = 0; i < _count; i++)
        {
            _scores[i] = 1 - _scores[i];
            _positive[i] = 1 - _positive[i];
        }

        _positives = Negatives;
    }

    /// <summary>The distinct scores, largest first, with how many positives and negatives have each.</summary>
    public IEnumerable<(int Positives, int Negatives)> Descending()
    {
        var scores = _scores.AsSpan(0, _count).ToArray();
        var positive = _positive.AsSpan(0, _count).ToArray();
        Array.Sort(scores, positive);
        for (var i = _count - 1; i >= 0;)
        {
            int positives = 0, all = 0;
            var score = scores[i];
            for (; i >= 0 && scores[i].Equals(score); i--)
            {
                positives += positive[i];
                all++;
            }

            yield return (positives, all - positives);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("scores", ref _scores, FieldLength.First(_count).AtMost(size), NumberRange.NotNaN);
        state.Field("positive", ref _positive, state.IsLoading ? _scores.Length : _count, WholeRange.Bit);
        state.Field("oldest", ref _oldest, WholeRange.Below(Math.Max(1, _scores.Length)));
        if (state.IsLoading)
        {
            _count = _scores.Length;
            if (_count < size && _oldest != 0)
            {
                throw new StateFormatException($"A window of {size} scores has {_count}, of which number {_oldest} is the oldest.");
            }

            _positives = _positive.Sum();
        }
    }
}
