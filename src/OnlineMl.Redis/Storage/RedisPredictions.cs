using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>Predictions of one model that are remembered beside its log, each under a key that ends by itself.</summary>
/// <param name="connection">The way to Redis.</param>
/// <param name="keys">The keys of the model.</param>
/// <param name="epoch">What tells the model from others of its name.</param>
internal sealed class RedisPredictions(RedisConnection connection, ModelKeys keys, string epoch) : ICarriedPredictions
{
    /// <inheritdoc/>
    public async Task<bool> KeepAsync(string identifier, ReadOnlyMemory<byte> prediction, CarriedLimits limits) => (long)await connection.EvaluateAsync(
        RedisScript.Keep,
        [keys.Meta, keys.PredictionTimes(epoch), keys.PredictionSizes(epoch)],
        [epoch, identifier, prediction, limits.Milliseconds, limits.Predictions, limits.Bytes, keys.PredictionPrefix(epoch)]).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(string identifier) =>
        await connection.RunAsync(database => database.StringGetAsync(keys.PredictionPrefix(epoch) + identifier)).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task ForgetAsync(string identifier) => connection.EvaluateAsync(
        RedisScript.Release, [keys.PredictionTimes(epoch), keys.PredictionSizes(epoch)], [identifier, keys.PredictionPrefix(epoch)]);
}
