using System.Buffers;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Hosting;

/// <summary>Reads files of models into memory that the budget of the models has for them.</summary>
internal sealed class ModelFileReading(ModelEviction eviction, ServingContext context)
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Reads a file to its end.</summary>
    /// <returns>The file. It is to be disposed of before other memory is reserved, which may wait for it.</returns>
    /// <exception cref="OnlineMlException">The file is larger than all models together may be.</exception>
    public async Task<ReadFile> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        if (!file.CanSeek)
        {
            using var buffer = new MemoryStream();
            await CopyAsync(file, buffer, cancellationToken).ConfigureAwait(false);
            return new ReadFile(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), await ReserveAsync(buffer.Length, cancellationToken).ConfigureAwait(false));
        }

        var length = Math.Max(0, file.Length - file.Position);
        Check(length);
        var reservation = await ReserveAsync(length, cancellationToken).ConfigureAwait(false);
        try
        {
            var bytes = GC.AllocateUninitializedArray<byte>((int)length);
            var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return new ReadFile(bytes.AsMemory(0, read), reservation);
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }

    private async Task CopyAsync(Stream file, MemoryStream buffer, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (int read; (read = await file.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                Check(buffer.Length + read);
                buffer.Write(piece, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private Task<MemoryReservation> ReserveAsync(long bytes, CancellationToken cancellationToken) =>
        eviction.ReserveAsync(new ModelEntry("~file"), MemoryBudget.ExpectedSizeOf(bytes), cancellationToken);

    private void Check(long bytes)
    {
        var most = Math.Min(context.Memory.Bytes, Array.MaxLength);
        if (bytes > most)
        {
            throw new OnlineMlException(RefusalKind.TooLarge, $"The file has {bytes} bytes or more, and one may have {most} where models may take {context.Memory.Bytes} bytes of memory.")
            {
                Limit = nameof(OnlineMlMemoryOptions.MemoryBudget),
            };
        }
    }
}
