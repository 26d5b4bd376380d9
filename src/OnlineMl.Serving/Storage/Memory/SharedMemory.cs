using System.Threading.Channels;
using OnlineMl.Serving.Storage.Memory;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Storage;

/// <summary>Models in memory that several stores of one process share, as servers share what is on a network. For trying code that has several
/// servers, without any.</summary>
/// <remarks>Safe for use by several threads at once.
/// <example><code>
/// var place = new SharedMemory();
/// await using var one = new SharedMemoryStore(place);
/// await using var another = new SharedMemoryStore(place);
/// </code></example></remarks>
public sealed class SharedMemory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SharedMemoryModel> _models = new(StringComparer.Ordinal);
    private readonly List<Channel<ModelChange>> _watchers = [];

    /// <summary>Whether events stay that no snapshot needs any more, so that the whole history of each model can be replayed. Default false.</summary>
    public bool KeepsAllEvents { get; init; }

    /// <summary>Opens the history of a model as far as it goes now.</summary>
    /// <returns>The history, or null when there is no such model.</returns>
    public async Task<IModelHistory?> OpenHistoryAsync(string name, CancellationToken cancellationToken = default)
    {
        ModelNames.Check(name);
        return Find(name) is { } model
            ? await SharedLogHistory.OpenAsync(name, new SharedMemoryLog(model), cancellationToken).ConfigureAwait(false)
            : null;
    }

    internal IReadOnlyList<(string Name, string Epoch)> List()
    {
        lock (_lock)
        {
            return [.. _models.OrderBy(model => model.Key, StringComparer.Ordinal).Select(model => (model.Key, model.Value.Epoch))];
        }
    }

    internal SharedMemoryModel? Find(string name)
    {
        lock (_lock)
        {
            return _models.GetValueOrDefault(name);
        }
    }

    internal SharedMemoryModel? TryCreate(string name, byte[][] snapshot, string? user)
    {
        lock (_lock)
        {
            var model = new SharedMemoryModel(snapshot, KeepsAllEvents, user);
            if (!_models.TryAdd(name, model))
            {
                return null;
            }

            Notify(new ModelChange(ModelChangeKind.Created, name));
            return model;
        }
    }

    /// <summary>Deletes a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="epoch">What tells it from others of its name; null for whichever there is.</param>
    /// <returns>False when there is none, or another.</returns>
    internal bool Delete(string name, string? epoch)
    {
        SharedMemoryModel? model;
        lock (_lock)
        {
            if (!_models.TryGetValue(name, out model) || (epoch is not null && epoch != model.Epoch))
            {
                return false;
            }

            _models.Remove(name);
            Notify(new ModelChange(ModelChangeKind.Deleted, name));
        }

        model.Delete();
        return true;
    }

    internal ChannelReader<ModelChange> Watch()
    {
        var channel = Channel.CreateUnbounded<ModelChange>();
        lock (_lock)
        {
            _watchers.Add(channel);
        }

        return channel.Reader;
    }

    internal void Unwatch(ChannelReader<ModelChange> changes)
    {
        lock (_lock)
        {
            _watchers.RemoveAll(watcher => watcher.Reader == changes);
        }
    }

    private void Notify(ModelChange change) => _watchers.ForEach(watcher => watcher.Writer.TryWrite(change));
}
