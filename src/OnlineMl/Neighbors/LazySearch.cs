using System.Runtime.Intrinsics;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Neighbors;

/// <summary>Exact search: the distance to every example of a sliding window.</summary>
/// <remarks>The window is kept feature by feature, so that the distances to many examples grow at once. Append costs O(features
/// in the window), Search O(features in the window × window); memory is the same.
/// <example><code>
/// var space = new FeatureSpace();
/// var search = new LazySearch { WindowSize = 3 };
/// foreach (var number in new[] { 1.0, 5, 2, 9 })
/// {
///     search.Append(new FeatureVector(space) { ["x"] = number });
/// }
///
/// var nearest = search.Search(new FeatureVector(space) { ["x"] = 3 }, 2);
/// </code></example></remarks>
[Component("LazySearch")]
public sealed class LazySearch : INeighborSearch, ISized
{
    // How many features a window is reckoned to have before any is known.
    private const int FewFeatures = 16;

    private readonly List<WindowColumn> _columns = [];
    private readonly Stack<WindowColumn> _spares = new();
    private readonly NearestList _nearest = new();
    private WindowColumn?[] _columnOf = [];
    private int _next;
    private int _count;
    private double[] _distances = [];
    private double[] _numbers = [];
    private double[][] _rows = [];

    /// <summary>How many examples the window holds. Range [1, 1000000], default 50.</summary>
    public int WindowSize { get; init => field = Require.Between(value, 1, 1_000_000); } = 50;

    /// <summary>How far from all others an example must be for <see cref="Update"/> to keep it; 0 keeps every one. As in river,
    /// the nearest-neighbour models append every example. Range [0, ∞), default 0.</summary>
    public double MinDistanceKeep { get; init => field = Require.NotNegative(value); }

    /// <summary>The distance. Default null, which is the Euclidean distance.</summary>
    public MinkowskiDistance? DistFunc { get; init; }

    /// <inheritdoc/>
    int INeighborSearch.Capacity => WindowSize;

    /// <inheritdoc/>
    public int Count => _count;

    private double Power => DistFunc?.P ?? 2;

    /// <inheritdoc/>
    public int Append(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.FiniteNumbers(x, "LazySearch");
        x.AdmitStrangers();
        var slot = _next;
        if (_count == WindowSize)
        {
            foreach (var column in _columns)
            {
                column.Remove(slot);
            }
        }

        for (var position = 0; position < x.Count; position++)
        {
            if (x.IsText(position))
            {
                ColumnFor(x.Ids[position]).SetText(slot, x.LearnValueCodeAt(position));
            }
            else if (x.Numbers[position] != 0)
            {
                ColumnFor(x.Ids[position]).SetNumber(slot, x.Numbers[position]);
            }
        }

        DropEmptyColumns();
        _next = slot + 1 == WindowSize ? 0 : slot + 1;
        _count = Math.Max(_count, slot + 1);
        return slot;
    }

    /// <summary>Appends an example unless one of the window is as near as <see cref="MinDistanceKeep"/>.</summary>
    /// <returns>Whether the example was kept.</returns>
    public bool Update(FeatureVector x)
    {
        if (MinDistanceKeep > 0 && Search(x, 1) is [var nearest, ..] && nearest.Distance <= MinDistanceKeep)
        {
            return false;
        }

        Append(x);
        return true;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<Neighbor> Search(FeatureVector x, int count, bool includeTies = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        switch (Power)
        {
            case 1:
                Measure<FirstPower>(x);
                break;
            case 2:
                Measure<SecondPower>(x);
                break;
            default:
                Measure<AnyPower>(x);
                break;
        }

        _nearest.Start(Math.Min(count, _count));
        var oldest = _count < WindowSize ? 0 : _next;
        _nearest.Scan(_distances, 0, oldest);
        _nearest.Scan(_distances, oldest, _count);
        if (includeTies && _nearest.Count == count)
        {
            _nearest.AddTies(_distances.AsSpan(0, _count), oldest);
        }

        foreach (ref var neighbor in _nearest.Items)
        {
            neighbor = neighbor with { Distance = Root(neighbor.Distance) };
        }

        return _nearest.Items;
    }

    /// <summary>About how many bytes a window takes with a few features.</summary>
    internal static double EstimateBytes(int windowSize) => (double)windowSize * FewFeatures * sizeof(double);

    double ISized.EstimateBytes(int classes) => EstimateBytes(WindowSize);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("next", ref _next, WholeRange.Below(WindowSize));
        state.Field("count", ref _count, WholeRange.AtMost(WindowSize));
        state.Children("columns", _columns, FieldLength.Any, () => new WindowColumn());
        if (!state.IsLoading)
        {
            return;
        }

        if (_columns.Exists(column => column.Numbers.Length != Rows))
        {
            throw new StateFormatException("The window does not have the size it claims.");
        }

        _columnOf = [];
        foreach (var column in _columns)
        {
            Place(column);
        }
    }

    private int Rows => (WindowSize + Distances.Block - 1) / Distances.Block * Distances.Block;

    private double Root(double sum) => Power switch
    {
        1 => sum,
        2 => Math.Sqrt(sum),
        var power => Elementary.Pow(sum, 1 / power),
    };

    private WindowColumn ColumnFor(int id)
    {
        if (id < _columnOf.Length && _columnOf[id] is { } column)
        {
            return column;
        }

        column = _spares.TryPop(out var spare) ? spare : new WindowColumn();
        column.Start(id, Rows);
        _columns.Add(column);
        Place(column);
        return column;
    }

    private void Place(WindowColumn column)
    {
        FeatureArray.Grow(ref _columnOf, column.Id + 1);
        _columnOf[column.Id] = column;
    }

    private void DropEmptyColumns()
    {
        for (var i = _columns.Count - 1; i >= 0; i--)
        {
            if (_columns[i].IsEmpty)
            {
                _columnOf[_columns[i].Id] = null;
                _spares.Push(_columns[i]);
                _columns.RemoveAt(i);
            }
        }
    }

    /// <summary>Sums the powers of the differences for every slot.</summary>
    private void Measure<TPower>(FeatureVector x)
        where TPower : struct, IPower
    {
        if (_distances.Length == 0)
        {
            _distances = new double[Rows];
        }

        if (_rows.Length < _columns.Count)
        {
            _rows = new double[_columns.Count * 2][];
            _numbers = new double[_columns.Count * 2];
        }

        var plain = 0;
        foreach (var column in _columns)
        {
            var position = x.IndexOf(column.Id);
            if (column.Texts == 0 && (position < 0 || !x.IsText(position)))
            {
                _rows[plain] = column.Numbers;
                _numbers[plain++] = position < 0 ? 0 : x.Numbers[position];
            }
        }

        Distances.Measure<TPower>(_rows.AsSpan(0, plain), _numbers, SumWithoutColumns<TPower>(x), Power, _count, _distances);
        if (plain < _columns.Count)
        {
            foreach (var column in _columns)
            {
                var position = x.IndexOf(column.Id);
                var isText = position >= 0 && x.IsText(position);
                if (isText)
                {
                    MeasureText(column, x.ValueCodeAt(position));
                }
                else if (column.Texts > 0)
                {
                    Distances.AddMixed<TPower>(
                        column.Codes, WindowColumn.NoText, column.Numbers, position < 0 ? 0 : x.Numbers[position], Power, _count, _distances);
                }
            }
        }
    }

    /// <summary>What the features that no example of the window has add to every distance.</summary>
    private double SumWithoutColumns<TPower>(FeatureVector x)
        where TPower : struct, IPower
    {
        var sum = Vector256<double>.Zero;
        for (var position = 0; position < x.Count; position++)
        {
            var id = x.Ids[position];
            if ((uint)id >= (uint)_columnOf.Length || _columnOf[id] is null)
            {
                sum = TPower.Add(sum, Vector256.Create(x.IsText(position) ? 1 : x.Numbers[position]), Power);
            }
        }

        return sum[0];
    }

    /// <summary>Adds 1 for every value that is not this text.</summary>
    private void MeasureText(WindowColumn column, int code)
    {
        if (column.Codes.Length == 0)
        {
            foreach (ref var distance in _distances.AsSpan(0, _count))
            {
                distance++;
            }

            return;
        }

        // A text that no example has had has the code -1, which stands for "no text" in the window.
        Distances.AddOthers(column.Codes, code < 0 ? double.NaN : code, _count, _distances);
    }
}
