using System.Security.Cryptography;

namespace OnlineMl.Serving.Calls;

/// <summary>Makes identifiers that nobody can guess: UUIDs of version 4 (RFC 9562, 2024). Random numbers are asked of the system for many at
/// a time, as asking takes longer than all the rest. Safe for use by several threads at once.</summary>
internal sealed class IdentifierSource
{
    private const int UuidBytes = 16;
    private readonly Lock _lock = new();
    private readonly byte[] _random = new byte[256 * UuidBytes];
    private int _left;

    public string Next()
    {
        Span<byte> uuid = stackalloc byte[UuidBytes];
        lock (_lock)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(_random);
                _left = _random.Length;
            }

            _left -= UuidBytes;
            _random.AsSpan(_left, UuidBytes).CopyTo(uuid);
        }

        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x40);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new Guid(uuid, bigEndian: true).ToString();
    }
}
