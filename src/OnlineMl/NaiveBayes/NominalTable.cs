using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>How often each text value of each feature came with each class.</summary>
/// <remarks>Row 0 stays empty: it stands for a value that the feature has not had. A feature finds the row of a value code
/// in a small hash table of its own, in which codes that were numbered in sequence do not collide.</remarks>
internal sealed class NominalTable : IStateful
{
    private readonly FeatureClassTable _counts = new();
    private readonly FeatureClassTable _totals = new();
    private readonly FeatureClassTable _inverses = new();
    private int[] _rowFeatures = [-1];
    private int[] _rowCodes = [-1];
    private int _rows = 1;
    private int[][] _maps = [];
    private int[] _values = [];

    /// <summary>How many numbers one row has: the classes, padded.</summary>
    public int Stride => _totals.Stride;

    /// <summary>The counts, row by row.</summary>
    public double[] Counts => _counts.Values;

    /// <summary>1/(examples + values), feature by feature.</summary>
    public double[] Inverses => _inverses.Values;

    /// <summary>Whether a feature has had a text value.</summary>
    public bool Knows(int feature) => (uint)feature < (uint)_values.Length && _values[feature] > 0;

    /// <summary>The row of a value of a feature, 0 when the feature has not had it.</summary>
    public int RowOf(int feature, int code)
    {
        var map = _maps[feature];
        var mask = (map.Length / 2) - 1;
        for (var slot = code & mask; ; slot = (slot + 1) & mask)
        {
            var key = map[2 * slot];
            if (key == code + 1)
            {
                return map[(2 * slot) + 1];
            }

            if (key == 0)
            {
                return 0;
            }
        }
    }

    /// <summary>Makes room for a number of features and classes.</summary>
    public void Grow(int features, int classes)
    {
        if (features > _totals.Count || FeatureClassTable.StrideFor(classes) > Stride)
        {
            _counts.Grow(_rows, classes);
            _totals.Grow(features, classes);
            _inverses.Grow(features, classes);
            for (var feature = 0; feature < _values.Length; feature++)
            {
                Invert(feature);
            }
        }
    }

    /// <summary>Takes in a value of a feature of a class.</summary>
    public void Update(int feature, int code, int label, double weight)
    {
        var row = Knows(feature) ? RowOf(feature, code) : 0;
        if (row == 0)
        {
            row = AddRow(feature, code);
            _counts.Grow(_rows, Stride);
            Invert(feature);
        }

        _counts[row, label] += weight;
        ref var total = ref _totals[feature, label];
        total += weight;
        _inverses[feature, label] = 1 / (total + _values[feature]);
    }

    /// <summary>Takes in what shares have learned since they were what this is.</summary>
    /// <param name="shares">The shares.</param>
    /// <param name="classes">What the classes of each are called here.</param>
    public void Merge(Shares shares, int[][] classes)
    {
        var count = classes.SelectMany(numbers => numbers).DefaultIfEmpty(-1).Max() + 1;
        Grow(shares.Extent<NominalTable>(table => table._totals.Count), count);
        var rows = new int[shares.Count][];
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<NominalTable>(share);
            rows[share] = new int[other._rows];
            for (var row = 1; row < other._rows; row++)
            {
                var (feature, code) = (shares.IdOf(share, other._rowFeatures[row]), shares.TextOf(share, other._rowCodes[row]));
                var known = Knows(feature) ? RowOf(feature, code) : 0;
                rows[share][row] = known > 0 ? known : AddRow(feature, code);
            }
        }

        _counts.Grow(_rows, count);
        _counts.Merge<NominalTable>(shares, table => table._counts, classes, (share, row) => row < rows[share].Length ? rows[share][row] : 0);
        _totals.Merge<NominalTable>(shares, table => table._totals, classes, shares.IdOf);
        for (var feature = 0; feature < _values.Length; feature++)
        {
            Invert(feature);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("counts", _counts);
        state.Child("totals", _totals);
        state.Field("rowFeatures", ref _rowFeatures, FieldLength.First(_rows).AtLeast(1), WholeRange.AtLeast(-1));
        state.Field("rowCodes", ref _rowCodes, state.IsLoading ? _rowFeatures.Length : _rows, WholeRange.AtLeast(-1));
        if (!state.IsLoading)
        {
            return;
        }

        var features = _rowFeatures;
        var codes = _rowCodes;
        if ((Stride > 0 && _counts.Count != features.Length))
        {
            throw new StateFormatException("The table of text values does not have the size it claims.");
        }

        _rows = 1;
        _maps = [];
        _values = [];
        for (var row = 1; row < features.Length; row++)
        {
            if ((uint)features[row] >= (uint)_totals.Count || codes[row] < 0)
            {
                throw new StateFormatException("The table of text values names an unknown feature.");
            }

            AddRow(features[row], codes[row]);
        }

        _inverses.Reset(_totals);
        for (var feature = 0; feature < _values.Length; feature++)
        {
            Invert(feature);
        }
    }

    private void Invert(int feature)
    {
        if (_values[feature] == 0)
        {
            return;
        }

        var totals = _totals.Row(feature);
        var inverses = _inverses.Row(feature);
        for (var label = 0; label < totals.Length; label++)
        {
            inverses[label] = 1 / (totals[label] + _values[feature]);
        }
    }

    private int AddRow(int feature, int code)
    {
        if (_rows == _rowFeatures.Length)
        {
            Array.Resize(ref _rowFeatures, _rows * 2);
            Array.Resize(ref _rowCodes, _rows * 2);
        }

        FeatureArray.Grow(ref _values, feature + 1);
        FeatureArray.Grow<int[]>(ref _maps, feature + 1);
        var row = _rows++;
        _rowFeatures[row] = feature;
        _rowCodes[row] = code;
        _values[feature]++;
        var map = _maps[feature] ?? [];
        if (_values[feature] * 4 > map.Length)
        {
            _maps[feature] = new int[Math.Max(16, map.Length * 2)];
            for (var slot = 0; slot < map.Length; slot += 2)
            {
                if (map[slot] != 0)
                {
                    Insert(_maps[feature], map[slot] - 1, map[slot + 1]);
                }
            }
        }

        Insert(_maps[feature], code, row);
        return row;
    }

    private static void Insert(int[] map, int code, int row)
    {
        var mask = (map.Length / 2) - 1;
        var slot = code & mask;
        while (map[2 * slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        map[2 * slot] = code + 1;
        map[(2 * slot) + 1] = row;
    }
}
