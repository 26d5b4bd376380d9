using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Multiclass;

/// <summary>The copies of a binary classifier that together tell many classes apart, with the classes.</summary>
/// <param name="prototype">The classifier, which itself learns nothing.</param>
internal sealed class BinaryMembers(IClassifier prototype)
{
    private readonly List<IClassifier> _members = [];
    private readonly List<LearnerUndo> _undos = [];
    private readonly bool _takesEvery = prototype is ITakesEveryExample;
    private int _membersBefore;
    private int _classesBefore;
    private SpaceMark _names;

    public IReadOnlyList<IClassifier> All => _members;

    public int Count => _members.Count;

    public ClassTable Classes { get; } = new();

    public IClassifier this[int member] => _members[member];

    /// <summary>Adds an untrained copy.</summary>
    public void Add() => Adopt(Untrained.CopyOf(prototype));

    /// <summary>Teaches a member.</summary>
    public void Teach(int member, FeatureVector x, bool isPositive, double weight)
    {
        var y = new Label(isPositive);
        _members[member].Learn(x, y, weight);
        if (!_takesEvery)
        {
            _undos[member].Note(x, y, weight);
        }
    }

    /// <summary>Keeps apart what the members learn from now on of an example, its new class and its new names.</summary>
    public void Mark(FeatureVector x)
    {
        _names = x.Space.Mark();
        _membersBefore = _members.Count;
        _classesBefore = Classes.Count;
        foreach (var undo in _undos)
        {
            undo.Mark();
        }
    }

    public void Release()
    {
        foreach (var undo in _undos)
        {
            undo.Release();
        }
    }

    /// <summary>Goes back to the mark.</summary>
    public void TakeBack(FeatureVector x)
    {
        _members.RemoveRange(_membersBefore, _members.Count - _membersBefore);
        if (!_takesEvery)
        {
            _undos.RemoveRange(_membersBefore, _undos.Count - _membersBefore);
        }

        foreach (var undo in _undos)
        {
            undo.TakeBack();
        }

        Classes.Shrink(_classesBefore);
        x.TakeBack(_names);
    }

    /// <summary>Takes in what shares have learned since they were what this is.</summary>
    public void Merge(Shares shares, Func<OneVsRestClassifier, BinaryMembers> membersOf)
    {
        shares.Admit<OneVsRestClassifier>(Classes, share => membersOf(share).Classes);
        while (Count < Classes.Count)
        {
            Add();
        }

        for (var member = 0; member < Count; member++)
        {
            var label = Classes[member];
            shares.Merge<OneVsRestClassifier>(
                _members[member], share => membersOf(share).Classes.IndexOf(label) is >= 0 and var place ? membersOf(share)[place] : Untrained.CopyOf(prototype));
        }

        foreach (var undo in _undos)
        {
            undo.NoteUnknown();
        }
    }

    public void Describe(StateArchive state, int count)
    {
        state.Children("classifiers", _members, count, () => Untrained.CopyOf(prototype));
        if (state.IsLoading)
        {
            _undos.Clear();
            if (!_takesEvery)
            {
                _undos.AddRange(_members.Select(member => new LearnerUndo(member)));
            }
        }
    }

    private void Adopt(IClassifier member)
    {
        _members.Add(member);
        if (!_takesEvery)
        {
            var undo = new LearnerUndo(member, isUntrained: true);
            undo.Mark();
            _undos.Add(undo);
        }
    }
}
