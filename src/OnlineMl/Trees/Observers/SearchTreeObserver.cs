using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>A binary search tree of values; each node holds the target of the values that came its way and are at most its own.</summary>
/// <remarks>Nodes are rows of arrays. The tree may be as deep as it has nodes, so that nothing here recurses.</remarks>
internal sealed class SearchTreeObserver(int? digits) : TargetObserver
{
    private const int None = -1;

    private double[] _values = [];
    private int[] _left = [];
    private int[] _right = [];
    private TargetMoments[] _moments = [];
    private int _count;
    private int _root = None;

    public override long Size => base.Size + (_values.Length * 40L);

    public override void Update(FeatureVector x, int position, double y, double weight)
    {
        if (x.HasText && x.IsText(position))
        {
            return;
        }

        var value = x.Numbers[position];
        value = digits is { } places ? Math.Round(value, places, MidpointRounding.ToEven) : value;
        var node = _root;
        var above = None;
        var isRight = false;
        while (node != None)
        {
            above = node;
            if (value <= _values[node])
            {
                _moments[node].Update(y, weight);
                if (value == _values[node])
                {
                    return;
                }

                node = _left[node];
                isRight = false;
            }
            else
            {
                node = _right[node];
                isRight = true;
            }
        }

        node = Add(value);
        _moments[node].Update(y, weight);
        if (above == None)
        {
            _root = node;
        }
        else if (isRight)
        {
            _right[above] = node;
        }
        else
        {
            _left[above] = node;
        }
    }

    public override SplitCandidate Best(VarianceReduction merit, bool binaryOnly, FeatureSpace space)
    {
        var best = new SplitCandidate();
        Walk((node, before) =>
        {
            var left = _moments[node] + before;
            var worth = merit.Of(left, merit.Before - left);
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NumericBinary, Number = _values[node] };
            }
        });
        return best;
    }

    public override TargetMoments[] Distribute(SplitCandidate split, ReadOnlySpan<long> keys, TargetMoments all)
    {
        TargetMoments left = default;
        Walk((node, before) =>
        {
            if (_values[node] == split.Number)
            {
                left = _moments[node] + before;
            }
        });
        return [left, all - left];
    }

    public override void Prune(VarianceReduction merit, double least)
    {
        // In post-order: a node goes when all below it went and it is bad itself.
        var open = new Stack<(int Node, int Parent, int Stage)>();
        if (_root != None)
        {
            open.Push((_root, None, 0));
        }

        TargetMoments before = default;
        var removed = true;
        while (open.TryPop(out var at))
        {
            var (node, parent, stage) = at;
            if (stage == 0)
            {
                open.Push((node, parent, 1));
                removed = true;
                if (_left[node] != None)
                {
                    open.Push((_left[node], node, 0));
                }
            }
            else if (stage == 1 && removed && _right[node] != None)
            {
                before += _moments[node];
                open.Push((node, parent, 2));
                open.Push((_right[node], node, 0));
            }
            else
            {
                if (stage == 2)
                {
                    before -= _moments[node];
                }

                var left = _moments[node] + before;
                removed = removed && merit.Of(left, merit.Before - left) < least;
                if (removed)
                {
                    Unlink(node, parent);
                }
            }
        }
    }

    protected override void Describe(StateArchive state)
    {
        state.Field("root", ref _root, WholeRange.AtLeast(None));
        state.Field("values", ref _values, FieldLength.First(_count));
        _count = state.IsLoading ? _values.Length : _count;
        state.Field("left", ref _left, _count, WholeRange.Between(None, _count - 1));
        state.Field("right", ref _right, _count, WholeRange.Between(None, _count - 1));
        TargetMoments.Describe(state, "moments", ref _moments, _count);
        if (state.IsLoading)
        {
            Check();
        }
    }

    private void Unlink(int node, int parent)
    {
        if (parent == None)
        {
            _root = None;
            _count = 0;
        }
        else if (_left[parent] == node)
        {
            _left[parent] = None;
        }
        else
        {
            _right[parent] = None;
        }
    }

    /// <summary>Visits the nodes by value, with the target of the values that lie left of all that the node itself counts.</summary>
    /// <remarks>That target is added to and taken from on the way. River's rule: the last digits decide between equal splits.</remarks>
    private void Walk(Action<int, TargetMoments> visit)
    {
        var open = new Stack<(int Node, bool WasRight)>();
        var node = _root;
        TargetMoments before = default;
        while (node != None || open.Count > 0)
        {
            if (node != None)
            {
                open.Push((node, false));
                node = _left[node];
                continue;
            }

            var (above, wasRight) = open.Pop();
            if (wasRight)
            {
                before -= _moments[above];
                continue;
            }

            visit(above, before);
            node = _right[above];
            if (node != None)
            {
                open.Push((above, true));
                before += _moments[above];
            }
        }
    }

    private int Add(double value)
    {
        if (_count == _values.Length)
        {
            var size = Math.Max(16, _count * 2);
            Array.Resize(ref _values, size);
            Array.Resize(ref _left, size);
            Array.Resize(ref _right, size);
            Array.Resize(ref _moments, size);
        }

        _values[_count] = value;
        _left[_count] = _right[_count] = None;
        _moments[_count] = default;
        return _count++;
    }

    private void Check()
    {
        var fits = _left.Length == _count && _right.Length == _count && _moments.Length == _count && _root >= None && _root < _count;
        var seen = new bool[_count];
        for (var node = 0; node < _count && fits; node++)
        {
            foreach (var child in (ReadOnlySpan<int>)[_left[node], _right[node]])
            {
                fits &= child == None || ((uint)child < (uint)_count && child != _root && !seen[child]);
                if (fits && child != None)
                {
                    seen[child] = true;
                }
            }
        }

        if (!fits)
        {
            throw new StateFormatException("The search tree of a feature is broken.");
        }
    }
}
