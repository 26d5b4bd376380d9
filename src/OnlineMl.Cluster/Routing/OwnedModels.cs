using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Routing;

/// <summary>The models whose ordinary writer this server is.</summary>
internal sealed class OwnedModels
{
    /// <summary>The name of the directory that has the owners.</summary>
    public const string Directory = "onlineml";

    private readonly ConcurrentDictionary<string, IGrainContext> _owners = new(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public ICollection<string> Names => _owners.Keys;

    public bool Contains(string model) => _owners.ContainsKey(model);

    public void Add(string model, IGrainContext owner) => _owners[model] = owner;

    /// <returns>False when that was done before.</returns>
    public bool Remove(string model, IGrainContext owner) => _owners.TryRemove(KeyValuePair.Create(model, owner));

    /// <summary>Ceases to own a model, which the directory is told, too.</summary>
    public void GiveUp(string model)
    {
        if (_owners.TryGetValue(model, out var owner))
        {
            owner.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The model is no more."));
        }
    }
}
