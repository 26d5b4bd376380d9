using System.Collections.Concurrent;

namespace OnlineMl.Cluster.Routing;

/// <summary>The models whose ordinary writer this server is.</summary>
internal sealed class OwnedModels
{
    /// <summary>The name of the directory that has the owners.</summary>
    public const string Directory = "onlineml";

    private readonly ConcurrentDictionary<string, object> _owners = new(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public ICollection<string> Names => _owners.Keys;

    public bool Contains(string model) => _owners.ContainsKey(model);

    public void Add(string model, object owner) => _owners[model] = owner;

    public void Remove(string model, object owner) => _owners.TryRemove(KeyValuePair.Create(model, owner));
}
