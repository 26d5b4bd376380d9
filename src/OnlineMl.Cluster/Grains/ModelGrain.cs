using System.Buffers;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using Orleans;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace OnlineMl.Cluster.Grains;

/// <inheritdoc cref="IModelGrain"/>
[GrainType("onlineml-model")]
[GrainDirectory(OwnedModels.Directory)]
[KeepAlive]
[Reentrant]
internal sealed class ModelGrain(ModelHost host, OwnedModels owned, ClusterInstruments instruments, IOptions<OnlineMlClusterOptions> options) : Grain, IModelGrain
{
    /// <summary>Loads the model. What cannot be loaded is told to its callers.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        owned.Add(this.GetPrimaryKeyString(), GrainContext);
        instruments.ChangeOwner();

        // Orleans ends without a word one whose model takes too long to load.
        _ = GrainContext.Deactivated.ContinueWith(_ => Cease(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await host.LoadAsync(this.GetPrimaryKeyString(), cancellationToken);
        }
        catch (OnlineMlException)
        {
            // It is tried again at a call, which is told.
        }
    }

    /// <summary>Saves the model and lets it go, so that the next owner has little to read.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Cease();
        await host.UnloadAsync(this.GetPrimaryKeyString(), cancellationToken);
    }

    public async Task<CallAnswer> TakeAsync(CallMessage call, CancellationToken cancellationToken)
    {
        try
        {
            var prediction = new ArrayBufferWriter<byte>(64);
            var receipt = new CallReceipt();
            var kind = (EventKind)call.Kind;
            var identifier = await host.Calls.TakeHereAsync(kind, call.ToCall(this.GetPrimaryKeyString(), receipt), kind == EventKind.Predict ? prediction : null, cancellationToken);
            return new CallAnswer { Identifier = identifier, Prediction = prediction.WrittenSpan.ToArray(), Position = receipt.Position };
        }
        catch (OnlineMlException refusal)
        {
            if (refusal.Kind == RefusalKind.ModelNotFound)
            {
                DeactivateOnIdle();
            }

            return CallAnswer.Of(refusal);
        }
    }

    public async Task PingAsync()
    {
        try
        {
            await host.ReadLatestAsync(this.GetPrimaryKeyString(), static (_, _) => true, CancellationToken.None);
        }
        catch (OnlineMlException)
        {
            // Calls are told so.
        }
    }

    public Task<string> FindAsync() => Task.FromResult(options.Value.Place);

    public async Task<MixingReply> MixAsync(MixingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return MixingReply.Of(await host.ShareSteps.StepAsync(this.GetPrimaryKeyString(), message.ToStep(), cancellationToken));
        }
        catch (OnlineMlException refusal)
        {
            return new MixingReply { Refusal = CallAnswer.Of(refusal) };
        }
    }

    private void Cease()
    {
        if (owned.Remove(this.GetPrimaryKeyString(), GrainContext))
        {
            instruments.ChangeOwner();
        }
    }
}
