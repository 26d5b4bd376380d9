using OnlineMl.Redis.Storage;
using OnlineMl.Serving.Sharing;

namespace OnlineMl.Redis.Sharing;

/// <summary>Texts on Redis, each a hash with its version.</summary>
internal sealed class RedisTexts(RedisConnection connection) : ISharedTexts
{
    /// <inheritdoc/>
    public async Task<(long Version, byte[] Text)> ReadAsync(string name)
    {
        var read = await connection.RunAsync(database => database.HashGetAsync(KeyOf(name), ["version", "text"])).ConfigureAwait(false);
        return read[0].IsNull ? (0, []) : ((long)read[0], (byte[])read[1]!);
    }

    /// <inheritdoc/>
    public async Task<bool> TryWriteAsync(string name, long version, byte[] text) =>
        (long)await connection.EvaluateAsync(RedisScript.Write, [KeyOf(name)], [version, text]).ConfigureAwait(false) == 1;

    private string KeyOf(string name) => $"{connection.Prefix}text:{name}";
}
