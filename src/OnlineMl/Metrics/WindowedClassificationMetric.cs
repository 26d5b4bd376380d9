using OnlineMl.Catalog;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>A metric of classes over the predictions in a window.</summary>
/// <remarks>Exactly what the metric says of just those predictions. Means of losses are put together from those over parts of the window, in constant time on average;
/// counts are taken back, which is exact, and counted anew at each step while there are weights that are no whole numbers. A metric of one's own is asked to
/// take back what leaves, and is as exact as it does that.</remarks>
public abstract class WindowedClassificationMetric : IClassificationMetric, ITwoSided
{
    private readonly ClassificationWindow _window = new();
    private readonly LogarithmicLossMetric? _losses;
    private readonly PartialResults? _parts;
    private readonly TimeSpan _period;
    private long _time;
    private long _latest = -1;

    private protected WindowedClassificationMetric(IRevertibleClassificationMetric obj, int size, TimeSpan period)
    {
        Obj = Require.Given(obj, nameof(obj));
        Size = size;
        _period = period;
        _losses = obj as LogarithmicLossMetric;
        _parts = (_losses as IPartial)?.ByParts();
    }

    /// <summary>The metric that is kept over the window.</summary>
    [Parameter("obj", "metric")]
    public IRevertibleClassificationMetric Obj { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    /// <inheritdoc/>
    public bool RequiresLabels => Obj.RequiresLabels;

    /// <summary>How many predictions count; 0 where that depends on the time.</summary>
    private protected int Size { get; }

    /// <summary>The moment of the next prediction.</summary>
    private protected DateTime Moment
    {
        get => new(_time);
        set => _time = value.Ticks;
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (Require.Weight(weight) && !yPred.IsNone)
        {
            Take(yTrue, yPred, null, weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (RequiresLabels)
        {
            Update(yTrue, yPred.MostProbable, weight);
        }
        else if (Require.Weight(weight) && yPred.Count > 0)
        {
            Take(yTrue, default, yPred, weight);
        }
    }

    /// <inheritdoc/>
    public override string? ToString() => Obj.ToString();

    ClassTable? ITwoSided.Sides
    {
        set
        {
            if (TwoSided is { } twoSided)
            {
                twoSided.Sides = value;
            }
        }
    }

    void ITwoSided.Reverse()
    {
        _window.Reverse();
        TwoSided?.Reverse();
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("window", _window);
        if (Size == 0)
        {
            state.Field("time", ref _time, WholeRange.AtMost(DateTime.MaxValue.Ticks));
            state.Field("latest", ref _latest, WholeRange.Between(-1, DateTime.MaxValue.Ticks));
        }

        if (_parts is not null)
        {
            state.Child("parts", _parts);
        }

        var isExact = !state.IsLoading;
        if (Obj is IRecountable)
        {
            // States of before, which do not say it, took back weights that are no whole numbers.
            state.Field("exact", ref isExact);
        }

        if (state.IsLoading)
        {
            Restore(isExact);
        }
    }

    private ITwoSided? TwoSided => Obj is ConfusionMatrixMetric reading ? reading.Matrix : Obj as ITwoSided;

    private void Take(Label yTrue, Label yPred, Probabilities? probabilities, double weight)
    {
        if (Size == 0)
        {
            _latest = Math.Max(_latest, _time);
            if (IsOver(_time))
            {
                return;
            }
        }

        while (_window.Count > 0 && (Size > 0 ? _window.Count == Size : IsOver(_window[0].Ticks)))
        {
            DropOldest();
        }

        var index = _window.Add(yTrue, yPred, probabilities, weight, Size > 0 ? 0 : _time);
        if (index < (_parts?.Settled ?? 0))
        {
            // It came late and belongs among those that are settled.
            SettleOldest(_window.Count);
            _parts!.Show();
        }
        else if (_parts is null)
        {
            _window[index].Update(Obj);
        }
        else
        {
            _parts.Take([_losses!.LossOf(_window[index]), weight]);
            _parts.Show();
        }
    }

    private bool IsOver(long ticks) => ticks <= _latest - _period.Ticks;

    private void DropOldest()
    {
        if (_parts is not null)
        {
            if (_parts.Settled == 0)
            {
                SettleOldest(_window.Count);
            }

            _parts.Drop();
            _window.RemoveOldest();
        }
        else if (Obj is IRecountable counted && _window.Fractions > 0)
        {
            _window.RemoveOldest();
            Recount(counted);
        }
        else
        {
            _window[0].Revert(Obj);
            _window.RemoveOldest();
        }
    }

    private void SettleOldest(int count)
    {
        _parts!.BeginSettling(count, _window.Count);
        for (var i = count - 1; i >= 0; i--)
        {
            _parts.Settle([_losses!.LossOf(_window[i]), _window[i].Weight]);
        }
    }

    private void Recount(IRecountable counted)
    {
        counted.Clear();
        for (var i = 0; i < _window.Count; i++)
        {
            _window[i].Update(Obj);
        }
    }

    private void Restore(bool isExact)
    {
        while (Size == 0 && _window.Count > 0 && IsOver(_window[0].Ticks))
        {
            _window.RemoveOldest();
        }

        if ((Size > 0 && _window.Count > Size) || _parts?.Settled > _window.Count || _parts?.Settled < -1)
        {
            throw new StateFormatException($"A window of {Size} has {_window.Count} predictions, of which {_parts?.Settled} are settled.");
        }

        if (_parts is not null)
        {
            SettleOldest(_parts.Settled < 0 ? _window.Count : _parts.Settled);
            _parts.Show();
        }
        else if (Obj is IRecountable counted)
        {
            if (!isExact)
            {
                Recount(counted);
            }
            else if (!counted.Holds(_window))
            {
                throw new StateFormatException("What a window has counted is not what it holds.");
            }
        }
    }
}
