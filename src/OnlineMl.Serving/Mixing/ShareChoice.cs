using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Mixing;

/// <summary>Gives calls of models that are learned in shares to one of the shares.</summary>
internal sealed class ShareChoice(ModelDirectory directory, IModelRouter? router)
{
    private readonly IdentifierSource _identifiers = new();
    private readonly Func<string, bool> _isHere = name => router?.IsHere(name) != false;

    /// <summary>A call as its share takes it; one of another model, or one that leaves no trace, as it is.</summary>
    public ModelCall Of(EventKind kind, in ModelCall call)
    {
        if (!directory.TryFind(call.Model, out var entry) || entry.Shares is not { } shares || IsPeek(kind, call.Identifier, call.IdempotencyKey))
        {
            return call;
        }

        var (share, identifier) = Choose(shares, call.Identifier, call.IdempotencyKey, call.MayBeForgotten);
        return call with { Model = share, Identifier = identifier };
    }

    /// <summary>The same for a call that has come to the model itself.</summary>
    public OwnedCall Of(ModelShares shares, OwnedCall call)
    {
        var (share, identifier) = Choose(shares, call.Identifier, call.IdempotencyKey, call.MayBeForgotten);
        return call with { Model = share, Identifier = identifier, Epoch = null };
    }

    /// <summary>Whether a call leaves no trace, so that the model answers it as it was merged last.</summary>
    public static bool IsPeek(EventKind kind, string? identifier, string? key) => kind == EventKind.Predict && identifier is null && key is null;

    // An identifier that the service makes up is one of the share that takes the call, so that its label finds it.
    private (string Share, string? Identifier) Choose(ModelShares shares, string? identifier, string? key, bool isMadeUp)
    {
        if (identifier is not null && !isMadeUp)
        {
            return (shares.Of(identifier), identifier);
        }

        var share = key is not null ? shares.Of(key) : shares.Any(_isHere);
        while (identifier is not null && shares.Of(identifier) != share)
        {
            identifier = _identifiers.Next();
        }

        return (share, identifier);
    }
}
