using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace OnlineMl.Client.Batches;

/// <summary>Idempotency keys for the examples of one batch: a number behind 96 random bits that no other batch has.</summary>
internal sealed class BatchKeys
{
    private readonly string _batch = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
    private long _last;

    /// <summary>A key that was not there before.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_batch}.{++_last}");
}
