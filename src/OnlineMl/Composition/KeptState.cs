using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>What a part of a model knew at a moment: in a twin, or as bytes where no twin can be made, because no catalog knows the part.</summary>
/// <param name="part">The part.</param>
/// <param name="hashBits">The width of the space that the part's output is hashed into, or 0.</param>
internal sealed class KeptState(IStateful part, int hashBits = 0)
{
    private readonly bool _canHaveTwin = part is Pipeline || ComponentCatalog.Find(part.GetType()) is not null;
    private byte[] _bytes = [];

    /// <summary>The twin, once something was kept; null when there cannot be one.</summary>
    public IStateful? Twin { get; private set; }

    /// <summary>Whether there can be a twin.</summary>
    public bool CanHaveTwin => _canHaveTwin;

    /// <summary>Keeps that the part knows nothing.</summary>
    public void KeepNothing() => Twin = MakeTwin();

    /// <summary>Keeps all that the part knows.</summary>
    public void Keep()
    {
        if (!_canHaveTwin)
        {
            _bytes = StateFormat.Save(part);
            return;
        }

        Twin ??= MakeTwin();
        StateFormat.CopyTo(part, Twin);
    }

    /// <summary>Gives the part back what was kept.</summary>
    public void GiveBack()
    {
        if (Twin is not null)
        {
            StateFormat.CopyTo(Twin, part);
        }
        else
        {
            StateFormat.Load(part, _bytes);
        }
    }

    private IStateful MakeTwin()
    {
        var twin = Untrained.CopyOf(part);
        if (hashBits > 0 && twin is ICompositeTransformer composite)
        {
            composite.HashOutput(hashBits);
        }

        return twin;
    }
}
