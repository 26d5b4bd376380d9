using System.Buffers;
using System.Globalization;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>The bytes of snapshots, in hashes of pieces, so that no command is so large that others wait for it.</summary>
internal sealed class SnapshotPieces(RedisConnection connection, ModelKeys keys)
{
    private const int PieceBytes = 1 << 20;

    // A snapshot that was not taken into use by then is of somebody who has died.
    private static readonly TimeSpan LongestUpload = TimeSpan.FromHours(1);

    /// <summary>Puts a snapshot beside the model.</summary>
    /// <returns>Where it is.</returns>
    public async Task<RedisKey> PutAsync(ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var upload = keys.Upload(id);
        var count = 0;
        await PutAsync(upload, "id", id.ToByteArray()).ConfigureAwait(false);
        for (var rest = snapshot; !rest.IsEmpty; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = rest.Slice(0, Math.Min(PieceBytes, rest.Length));
            await PutAsync(upload, count.ToString(CultureInfo.InvariantCulture), piece.IsSingleSegment ? piece.First : piece.ToArray()).ConfigureAwait(false);
            rest = rest.Slice(piece.End);
        }

        await PutAsync(upload, "pieces", count).ConfigureAwait(false);
        return upload;
    }

    /// <summary>Reads a snapshot; null when it is gone, or was replaced meanwhile.</summary>
    public async Task<SharedSnapshot?> ReadAsync(long position, CancellationToken cancellationToken)
    {
        var key = keys.Snapshot(position);
        var head = await connection.RunAsync(database => database.HashGetAsync(key, ["id", "pieces", "batch"])).ConfigureAwait(false);
        if (head[0].IsNull || !head[1].TryParse(out int count))
        {
            return null;
        }

        var pieces = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var number = i.ToString(CultureInfo.InvariantCulture);
            var read = await connection.RunAsync(database => database.HashGetAsync(key, ["id", number])).ConfigureAwait(false);
            if (read[0] != head[0] || read[1].IsNull)
            {
                return null;
            }

            pieces[i] = (byte[])read[1]!;
        }

        return new SharedSnapshot(RedisFormat.ToBatch(head[2]), PieceSequence.Of(pieces));
    }

    private Task<RedisResult> PutAsync(RedisKey upload, RedisValue name, RedisValue value) =>
        connection.EvaluateAsync(RedisScript.PutPiece, [upload], [name, value, (long)LongestUpload.TotalSeconds]);
}
