using System.Buffers;
using OnlineMl.Serving;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Mixing;

namespace OnlineMl.Redis.Tests;

/// <summary>Lets one server do the calls of all models, and another answer predictions as a copy of it, as a cluster does that is at rest.</summary>
internal sealed class OneOwner : IModelRouter
{
    /// <summary>The server that does the calls; null for that server itself.</summary>
    public ModelHost? Owner { get; init; }

    /// <summary>Is told of each call on its way to the owner.</summary>
    public Func<OwnedCall, Task> OnTheWay { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many calls went to the owner.</summary>
    public int Routed { get; private set; }

    public bool IsHere(string model) => Owner is null;

    public bool MayAnswer(string model) => Owner is not null;

    public async Task<RoutedAnswer?> TakeAsync(EventKind kind, OwnedCall call, CancellationToken cancellationToken)
    {
        Routed++;
        await OnTheWay(call);
        var prediction = new ArrayBufferWriter<byte>();
        var receipt = new CallReceipt();
        var identifier = await Owner!.Calls.TakeHereAsync(kind, call with { Receipt = receipt }, kind == EventKind.Predict ? prediction : null, cancellationToken);
        return new RoutedAnswer(prediction.WrittenMemory, identifier, receipt.Position);
    }

    public async Task<MixingAnswer?> MixAsync(string share, MixingStep step, CancellationToken cancellationToken) =>
        Owner is null ? null : await Owner.ShareSteps.StepAsync(share, step, cancellationToken);

    public Task<string?> FindOwnerAsync(string model, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
