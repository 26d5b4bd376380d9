using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Mixing;

namespace OnlineMl.Serving.Hosting;

/// <summary>Knows which server does the calls of a model.</summary>
internal interface IModelRouter
{
    /// <summary>Whether calls of a model are done on this server.</summary>
    bool IsHere(string model);

    /// <summary>Whether a prediction that leaves no trace is answered on this server, by a copy that is fresh enough.</summary>
    bool MayAnswer(string model);

    /// <summary>Lets another server do a call.</summary>
    /// <returns>What it answered; null when the call is to be done on this server after all.</returns>
    /// <exception cref="Contracts.OnlineMlException">The call is refused, or it is not known whether it was done.</exception>
    Task<RoutedAnswer?> TakeAsync(EventKind kind, OwnedCall call, CancellationToken cancellationToken);

    /// <summary>The address of the server that does the calls of a model; null when that is not known now.</summary>
    Task<string?> FindOwnerAsync(string model, CancellationToken cancellationToken);

    /// <summary>Lets another server cut or merge a share.</summary>
    /// <returns>How far the share is; null when that is to be done on this server.</returns>
    /// <exception cref="Contracts.OnlineMlException">It cannot be done now.</exception>
    Task<MixingAnswer?> MixAsync(string share, MixingStep step, CancellationToken cancellationToken);
}
