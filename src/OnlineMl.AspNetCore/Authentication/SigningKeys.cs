using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OnlineMl.Contracts;
using OnlineMl.Serving.Sharing;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The keys of access tokens: those of the options, else such as are made once and kept where all servers have them or in the storage folder, else one
/// of this process.</summary>
/// <remarks>A kept key signs for <see cref="OnlineMlAccessOptions.SigningKeyLifetime"/>; then a new one does, and the earlier one is taken for as long as a
/// token may live.</remarks>
internal sealed class SigningKeys
{
    /// <summary>How many bytes a key has at least: as many as the signature (RFC 7518, section 3.2).</summary>
    public const int LeastBytes = 32;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly OnlineMlOptions _options;
    private readonly TimeProvider _time;
    private readonly SecretFile<List<StoredKey>>? _file;
    private readonly SharedKeys? _shared;
    private readonly Lock _gate = new();
    private readonly SecurityKey[] _fixed = [];
    private volatile KeyRing _ring;

    public SigningKeys(IOptions<OnlineMlOptions> options, TimeProvider time, ILogger<SharedKeys> logger, ISharedTexts? texts = null)
    {
        (_options, _time) = (options.Value, time);
        _ring = new KeyRing([], _options.Access);
        if (_options.Access.SigningKey is { } key)
        {
            _fixed = [.. _options.Access.EarlierSigningKeys.Prepend(key).Select(text => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(text)))];
        }
        else if (texts is not null)
        {
            _shared = new SharedKeys(texts, _options.Access, time, logger);
        }
        else if (_options.Storage.StoragePath is { } folder)
        {
            _file = new SecretFile<List<StoredKey>>(Path.Combine(folder, "~signing-keys.json"), AccessJsonContext.Default.ListStoredKey);
            _ring = new KeyRing(_file.Read() ?? [], _options.Access);
        }
        else
        {
            _fixed = [new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(LeastBytes))];
        }
    }

    /// <summary>The keys whose tokens are taken now.</summary>
    public IEnumerable<SecurityKey> Taken => _fixed.Length > 0 ? _fixed : (_shared?.Current ?? _ring).TakenAt(_time.GetUtcNow());

    /// <summary>Whether it is not known which tokens are good, as the keys that servers share have not been read yet.</summary>
    public bool AreUnknown => _shared is { IsRead: false };

    /// <summary>The key that signs now; it is made when there is none or the last one has signed long enough.</summary>
    /// <exception cref="OnlineMlException">There is none, and it cannot be made now.</exception>
    public SecurityKey Newest
    {
        get
        {
            if (_fixed.Length > 0)
            {
                return _fixed[0];
            }

            return _shared is null ? NewestOfFile() : NewestOf(_shared);
        }
    }

    /// <summary>Reads what servers share, unless that was done just now.</summary>
    public ValueTask RefreshAsync() => _shared?.RefreshAsync(isNeeded: false) ?? default;

    /// <summary>Sees to it that there is a key to sign with, as far as that can be done.</summary>
    public ValueTask PrepareAsync() => _shared?.RefreshAsync(isNeeded: true) ?? default;

    private SecurityKey NewestOfFile()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_ring.IsDueAt(now))
            {
                var stored = _ring.Renew(now, TimeSpan.Zero);
                _file!.Write(stored);
                _ring = new KeyRing(stored, _options.Access);
            }

            return _ring.SignerAt(now);
        }
    }

    // Whoever could wait has called PrepareAsync, and then there is nothing to wait for.
    private SecurityKey NewestOf(SharedKeys shared)
    {
        var now = _time.GetUtcNow();
        if (shared.Current.IsDueAt(now))
        {
            var preparing = Task.Run(() => PrepareAsync().AsTask());
            _ = !shared.Current.IsEmpty || preparing.Wait(MaxWait);
        }

        return shared.Current is { IsEmpty: false } ring
            ? ring.SignerAt(now)
            : throw new OnlineMlException(RefusalKind.Unavailable, "There is no key to sign a token with, as Redis cannot be reached; try again later.") { RetryAfter = MaxWait };
    }
}
