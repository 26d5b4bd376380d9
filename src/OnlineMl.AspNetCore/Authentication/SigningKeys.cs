using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The keys of access tokens: those of the options, else such as are made once and kept in the storage folder, else one of this process.</summary>
/// <remarks>A kept key signs for <see cref="OnlineMlAccessOptions.SigningKeyLifetime"/>; then a new one does, and the earlier one is taken for as long as a
/// token may live.</remarks>
internal sealed class SigningKeys
{
    /// <summary>How many bytes a key has at least: as many as the signature (RFC 7518, section 3.2).</summary>
    public const int LeastBytes = 32;

    private readonly OnlineMlOptions _options;
    private readonly TimeProvider _time;
    private readonly SecretFile<List<StoredKey>>? _file;
    private readonly Lock _gate = new();
    private List<StoredKey> _stored = [];
    private volatile TakenKey[] _keys;

    public SigningKeys(IOptions<OnlineMlOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        if (_options.Access.SigningKey is { } key)
        {
            _keys = [.. _options.Access.EarlierSigningKeys.Prepend(key).Select(text => TakenKey.Always(Encoding.UTF8.GetBytes(text)))];
        }
        else if (_options.Storage.StoragePath is { } folder)
        {
            _file = new SecretFile<List<StoredKey>>(Path.Combine(folder, "~signing-keys.json"), AccessJsonContext.Default.ListStoredKey);
            _stored = _file.Read() ?? [];
            _keys = KeysOf(_stored);
        }
        else
        {
            _keys = [TakenKey.Always(RandomNumberGenerator.GetBytes(LeastBytes))];
        }
    }

    /// <summary>The keys whose tokens are taken now.</summary>
    public IEnumerable<SecurityKey> Taken
    {
        get
        {
            var now = _time.GetUtcNow();
            return _keys.Where(key => now < key.Until).Select(key => key.Key);
        }
    }

    /// <summary>The key that signs now; it is made when there is none or the last one has signed long enough.</summary>
    public SecurityKey Newest
    {
        get
        {
            if (_file is null)
            {
                return _keys[0].Key;
            }

            lock (_gate)
            {
                var now = _time.GetUtcNow();
                if (_stored.Count == 0 || (_options.Access.SigningKeyLifetime > TimeSpan.Zero && now - _stored[0].Created >= _options.Access.SigningKeyLifetime))
                {
                    var made = new StoredKey(Convert.ToBase64String(RandomNumberGenerator.GetBytes(LeastBytes)), now);
                    List<StoredKey> stored = [made, .. _stored.Zip(_keys).Where(each => now < each.Second.Until).Select(each => each.First)];
                    _file.Write(stored);
                    _stored = stored;
                    _keys = KeysOf(stored);
                }

                return _keys[0].Key;
            }
        }
    }

    private TakenKey[] KeysOf(List<StoredKey> stored) => [.. stored.Select((key, i) => new TakenKey(
        new SymmetricSecurityKey(Convert.FromBase64String(key.Key)),
        i == 0 ? DateTimeOffset.MaxValue : stored[i - 1].Created + _options.Access.TokenLifetime))];

    private sealed record TakenKey(SecurityKey Key, DateTimeOffset Until)
    {
        public static TakenKey Always(byte[] key) => new(new SymmetricSecurityKey(key), DateTimeOffset.MaxValue);
    }
}
