using OnlineMl.State;

namespace OnlineMl.Trees.Growth;

/// <summary>How large a tree is, and which leaves sleep so that it gets no larger.</summary>
/// <remarks>Kirkby, Improving Hoeffding Trees (2007).</remarks>
internal sealed class LeafBudget(TreeSettings settings)
{
    private double _activeLeafSize;
    private double _inactiveLeafSize;
    private double _overhead = 1;
    private int _active;
    private int _inactive;
    private bool _growthAllowed = true;

    /// <summary>Whether leaves may still be split.</summary>
    public bool GrowthAllowed => _growthAllowed;

    public int Active => _active;

    public int Inactive => _inactive;

    public void Add(int active, int inactive = 0)
    {
        _active += active;
        _inactive += inactive;
    }

    public void PutToSleep(Leaf leaf)
    {
        leaf.Deactivate();
        _active--;
        _inactive++;
    }

    /// <summary>Puts the least promising leaves to sleep when the tree is too large, and wakes leaves that fit again.</summary>
    public void Enforce(IEnumerable<TreeNode> nodes)
    {
        var most = settings.MaxSize * (1 << 20);
        var size = _overhead * ((_active * _activeLeafSize) + (_inactive * _inactiveLeafSize));
        if (settings.StopMemManagement && (_inactive > 0 || size > most))
        {
            _growthAllowed = false;
            return;
        }

        if (_inactive == 0 && size <= most)
        {
            return;
        }

        var leaves = nodes.OfType<Leaf>().OrderBy(leaf => leaf.Promise).ToList();
        var active = 0;
        while (active < leaves.Count &&
            (((active + 1) * _activeLeafSize) + ((leaves.Count - active - 1) * _inactiveLeafSize)) * _overhead <= most)
        {
            active++;
        }

        for (var i = 0; i < leaves.Count; i++)
        {
            var leaf = leaves[i];
            if (i < leaves.Count - active)
            {
                if (leaf.IsActive)
                {
                    PutToSleep(leaf);
                }
            }
            else if (!leaf.IsActive && !(leaf.Depth >= settings.MaxDepth))
            {
                leaf.Activate();
                _active++;
                _inactive--;
            }
        }
    }

    public void Measure(List<TreeNode> nodes)
    {
        long active = 0;
        long inactive = 0;
        long all = 0;
        foreach (var node in nodes)
        {
            var size = node.Size;
            all += size;
            if (node is Leaf leaf)
            {
                active += leaf.IsActive ? size : 0;
                inactive += leaf.IsActive ? 0 : size;
            }
        }

        _activeLeafSize = _active > 0 ? (double)active / _active : _activeLeafSize;
        _inactiveLeafSize = _inactive > 0 ? (double)inactive / _inactive : _inactiveLeafSize;
        var estimate = (_active * _activeLeafSize) + (_inactive * _inactiveLeafSize);
        _overhead = estimate > 0 ? all / estimate : 1;
        if (all > settings.MaxSize * (1 << 20))
        {
            Enforce(nodes);
        }
    }

    public void Describe(StateArchive state)
    {
        state.Field("growthAllowed", ref _growthAllowed);
        state.Field("activeLeafSize", ref _activeLeafSize, NumberRange.NotNegative);
        state.Field("inactiveLeafSize", ref _inactiveLeafSize, NumberRange.NotNegative);
        state.Field("overhead", ref _overhead, NumberRange.NotNegative);
        state.Field("activeLeaves", ref _active);
        state.Field("inactiveLeaves", ref _inactive);
    }
}
