using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Calls;

/// <summary>The one road to the models for calls in the bytes in which they came: that of the endpoints, of the client in this process, and of other servers
/// whose callers ask for a model of this one.</summary>
/// <remarks>What is refused is a task that has failed, never an exception of the method itself. What a call was begun with goes on when nobody waits for it any
/// more.</remarks>
internal interface IModelCalls
{
    /// <summary>Asks a model about an example.</summary>
    /// <param name="call">The call, with features.</param>
    /// <param name="prediction">Receives the prediction as JSON by the time the task is done, and behind it, each after a comma, the named members that
    /// were asked for beside it.</param>
    /// <param name="cancellationToken">Ends the wait for a model that has to be loaded first.</param>
    /// <returns>What the prediction is remembered under; null when it is not, as one that brings no identifier while nothing can be
    /// stored.</returns>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    ValueTask<string?> PredictAsync(in ModelCall call, IBufferWriter<byte> prediction, CancellationToken cancellationToken = default);

    /// <summary>Teaches a model an example. The task is done when the example is durable and learned.</summary>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    ValueTask LearnAsync(in ModelCall call, CancellationToken cancellationToken = default);

    /// <summary>Teaches a model the example that it predicted under an identifier. The task is done when the label is durable and learned.</summary>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    ValueTask LabelAsync(in ModelCall call, CancellationToken cancellationToken = default);

    /// <summary>Takes a call that another server was asked, which has checked it, whichever server owns the model.</summary>
    /// <returns>What a prediction is remembered under; null when it is not.</returns>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    Task<string?> TakeHereAsync(EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, CancellationToken cancellationToken);
}
