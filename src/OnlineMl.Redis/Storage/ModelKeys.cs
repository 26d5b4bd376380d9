using System.Globalization;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>The keys of one model. Its name is their tag, so that a cluster has all of them on one server.</summary>
internal sealed class ModelKeys(string prefix, string name)
{
    private readonly string _base = $"{prefix}{{{name}}}:";

    /// <summary>A hash: what the model is, and where its log ends.</summary>
    public RedisKey Meta => _base + "meta";

    /// <summary>A stream: the events.</summary>
    public RedisKey Log => _base + "log";

    /// <summary>A set: the positions of events that are passed over.</summary>
    public RedisKey PassedOver => _base + "passed-over";

    /// <summary>A sorted set: the positions of the snapshots.</summary>
    public RedisKey Snapshots => _base + "snapshots";

    /// <summary>What the key of a snapshot, a hash of its pieces, begins with.</summary>
    public string SnapshotPrefix => _base + "snapshot:";

    /// <summary>What the key of events that were set aside, a stream, begins with.</summary>
    public string AsidePrefix => _base + "aside:";

    /// <summary>The channel on which those who have the log open hear that it has changed.</summary>
    public RedisChannel Changed => RedisChannel.Literal(_base + "changed");

    /// <summary>A sorted set: until when each prediction of a copy is remembered.</summary>
    public RedisKey PredictionTimes(string epoch) => $"{_base}prediction-times:{epoch}";

    /// <summary>A hash: how many bytes each prediction of a copy takes, and all of them.</summary>
    public RedisKey PredictionSizes(string epoch) => $"{_base}prediction-sizes:{epoch}";

    /// <summary>What the key of a prediction, a text that ends by itself, begins with.</summary>
    public string PredictionPrefix(string epoch) => $"{_base}prediction:{epoch}:";

    /// <summary>A hash that ends by itself: which events each replay applies.</summary>
    public RedisKey Replays(string log) => $"{_base}replays:{log}";

    /// <summary>A hash that ends by itself: how many processes died, one after the other, at the replay of an event.</summary>
    public RedisKey Deaths(string log) => $"{_base}deaths:{log}";

    public RedisKey Snapshot(long position) => SnapshotPrefix + position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where a damaged snapshot is put, which ends by itself.</summary>
    public RedisKey AsideSnapshot(long position) => string.Create(CultureInfo.InvariantCulture, $"{AsidePrefix}snapshot:{position}");

    /// <summary>Where the pieces of a snapshot are put before it is taken into use.</summary>
    public RedisKey Upload(Guid id) => $"{_base}upload:{id:N}";
}
