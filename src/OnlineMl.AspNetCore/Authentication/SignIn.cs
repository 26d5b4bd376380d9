using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Sharing;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Finds out whether a user and a secret belong together.</summary>
/// <remarks>Failed sign-ins are counted and logged, and an address with many of them has to wait. Hashing is slow by design: a few go on at a time,
/// and the secret that was right once is known by a quick digest with a key of this process.</remarks>
internal sealed partial class SignIn(UserDirectory users, TimeProvider time, AccessInstruments instruments, ILogger<SignIn> logger, ICallCounter? counter = null) : IDisposable
{
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly FailedSignIns _failed = new(time, counter);
    private readonly SemaphoreSlim _turns = new(2, 2);
    private readonly Dictionary<string, (string Hash, byte[] Digest)> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    // Takes as long as the hash of a user who is there.
    private readonly Lazy<string> _nobody = new(() => HashedSecret.Make(""));

    /// <summary>The user who signs in; null when the name or the secret is wrong.</summary>
    /// <exception cref="OnlineMlException">The address has to wait.</exception>
    public async Task<KnownUser?> TryAsync(HttpContext context, string name, string secret)
    {
        var address = CallerAddress.Of(context);
        if (await _failed.FindWaitAsync(address).ConfigureAwait(false) is var wait && wait > TimeSpan.Zero)
        {
            instruments.RefusedSignIns.Record(1);
            throw new OnlineMlException(RefusalKind.TooManyRequests, $"More than {FailedSignIns.Most} sign-ins failed within a minute; try again later.") { RetryAfter = wait };
        }

        await users.RefreshAsync().ConfigureAwait(false);
        var user = users.Find(name);
        if (await IsRightAsync(user, secret, context.RequestAborted).ConfigureAwait(false))
        {
            return user;
        }

        if (user is null && users.IsUnknown)
        {
            throw RiverChallenge.Unknown;
        }

        await _failed.CountAsync(address).ConfigureAwait(false);
        instruments.RefusedSignIns.Record(1);
        LogRefused(LogText.Of(name), address);
        return null;
    }

    public void Dispose() => _turns.Dispose();

    private async Task<bool> IsRightAsync(KnownUser? user, string secret, CancellationToken cancellation)
    {
        var digest = Digest(secret);
        if (user is not null && !HashedSecret.IsHash(user.Secret))
        {
            return CryptographicOperations.FixedTimeEquals(Digest(user.Secret), digest);
        }

        if (user is null && !users.All.Any(each => HashedSecret.IsHash(each.Secret)))
        {
            return CryptographicOperations.FixedTimeEquals(_key, digest);
        }

        if (user is not null && IsKnown(user, digest))
        {
            return true;
        }

        if (!await _turns.WaitAsync(LongestTurn, cancellation).ConfigureAwait(false))
        {
            throw new OnlineMlException(RefusalKind.Unavailable, "Too many sign in at once; try again later.") { RetryAfter = LongestTurn };
        }

        try
        {
            var isRight = HashedSecret.IsOf(user?.Secret ?? _nobody.Value, secret) && user is not null;
            if (isRight)
            {
                lock (_gate)
                {
                    _known[user!.Name] = (user.Secret, digest);
                }
            }

            return isRight;
        }
        finally
        {
            _turns.Release();
        }
    }

    private bool IsKnown(KnownUser user, byte[] digest)
    {
        lock (_gate)
        {
            return _known.TryGetValue(user.Name, out var known) && known.Hash == user.Secret && CryptographicOperations.FixedTimeEquals(known.Digest, digest);
        }
    }

    private byte[] Digest(string secret) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in as '{User}' from {Address} was refused.")]
    private partial void LogRefused(string user, string address);
}
