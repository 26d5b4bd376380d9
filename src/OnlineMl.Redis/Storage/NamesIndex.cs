using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>Which models there may be: a hash from name to what the model of that name was last begun as, and a channel for changes.</summary>
/// <remarks>In a cluster it is on another server than the models, so that a creation or deletion that breaks off leaves the two different. A name
/// is entered before its model is created and removed after it was deleted, so that an entry may be of no model, but no model is without one.</remarks>
internal sealed class NamesIndex(RedisConnection connection)
{
    // Who has entered a name and made no model of it for so long will not.
    private static readonly TimeSpan LongestCreation = TimeSpan.FromHours(1);
    private readonly RedisKey _key = KeyOf(connection.Prefix);

    /// <summary>Hears <c>+name</c> and <c>-name</c>.</summary>
    public RedisChannel Changes { get; } = RedisChannel.Literal(connection.Prefix + "changes");

    /// <summary>The key of the hash under a prefix.</summary>
    public static RedisKey KeyOf(string prefix) => prefix + "names";

    public Task EnterAsync(string name, string epoch) => connection.RunAsync(database => database.HashSetAsync(_key, name, epoch));

    /// <summary>Enters a model that has been found without an entry, which a server of a cluster may have lost.</summary>
    public Task EnterIfMissingAsync(string name, string epoch) => connection.RunAsync(database => database.HashSetAsync(_key, name, epoch, When.NotExists));

    public Task TellCreatedAsync(string name) => connection.RunAsync(database => database.PublishAsync(Changes, "+" + name));

    public Task ForgetAsync(string name, string epoch, bool isTold) => connection.EvaluateAsync(
        RedisScript.Forget, [_key], [name, epoch, ToValue(Changes), isTold ? "-" + name : ""]);

    /// <summary>The names of the models that there are, each with what tells the model from others of its name.</summary>
    public async Task<IReadOnlyList<(string Name, string Epoch)>> ListAsync(DateTimeOffset now)
    {
        var entries = await connection.RunAsync(database => database.HashGetAllAsync(_key)).ConfigureAwait(false);
        var epochs = await connection.RunAsync(database => Task.WhenAll(
            entries.Select(entry => database.HashGetAsync(connection.KeysOf(entry.Name.ToString()).Meta, RedisFormat.Epoch)))).ConfigureAwait(false);
        var names = new List<(string Name, string Epoch)>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            if (!epochs[i].IsNull)
            {
                names.Add((entries[i].Name.ToString(), epochs[i].ToString()));
            }
            else if (now - ModelEpoch.BegunAt(entries[i].Value.ToString()) > LongestCreation)
            {
                await ForgetAsync(entries[i].Name.ToString(), entries[i].Value.ToString(), isTold: false).ConfigureAwait(false);
            }
        }

        names.Sort((one, other) => StringComparer.Ordinal.Compare(one.Name, other.Name));
        return names;
    }

    private static RedisValue ToValue(RedisChannel channel) => channel.ToString();
}
