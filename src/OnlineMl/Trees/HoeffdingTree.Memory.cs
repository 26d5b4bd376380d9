namespace OnlineMl.Trees;

/// <content>How large the tree is, and which leaves sleep so that it gets no larger.</content>
public abstract partial class HoeffdingTree
{
    private double _activeLeafSize;
    private double _inactiveLeafSize;
    private double _overhead = 1;

    private protected void PutToSleep(Leaf leaf)
    {
        leaf.Deactivate();
        _activeLeaves--;
        _inactiveLeaves++;
    }

    /// <summary>Puts the least promising leaves to sleep when the tree is too large, and wakes leaves that fit again.</summary>
    private protected void EnforceSizeLimit()
    {
        var most = MaxSize * (1 << 20);
        var size = _overhead * ((_activeLeaves * _activeLeafSize) + (_inactiveLeaves * _inactiveLeafSize));
        if (StopMemManagement && (_inactiveLeaves > 0 || size > most))
        {
            _growthAllowed = false;
            return;
        }

        if (_inactiveLeaves == 0 && size <= most)
        {
            return;
        }

        var leaves = Nodes().OfType<Leaf>().OrderBy(leaf => leaf.Promise).ToList();
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
            else if (!leaf.IsActive && !(leaf.Depth >= MaxDepth))
            {
                leaf.Activate();
                _activeLeaves++;
                _inactiveLeaves--;
            }
        }
    }

    private void MeasureSize()
    {
        long active = 0;
        long inactive = 0;
        long all = 0;
        foreach (var node in Nodes())
        {
            var size = node.Size;
            all += size;
            if (node is Leaf leaf)
            {
                active += leaf.IsActive ? size : 0;
                inactive += leaf.IsActive ? 0 : size;
            }
        }

        _activeLeafSize = _activeLeaves > 0 ? (double)active / _activeLeaves : _activeLeafSize;
        _inactiveLeafSize = _inactiveLeaves > 0 ? (double)inactive / _inactiveLeaves : _inactiveLeafSize;
        var estimate = (_activeLeaves * _activeLeafSize) + (_inactiveLeaves * _inactiveLeafSize);
        _overhead = estimate > 0 ? all / estimate : 1;
        if (all > MaxSize * (1 << 20))
        {
            EnforceSizeLimit();
        }
    }
}
