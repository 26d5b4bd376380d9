using System.Buffers;
using System.Globalization;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>An uploaded file on the disk, which goes when this is disposed of or the process ends; what it takes is counted until then.</summary>
internal sealed class UploadedFile : IDisposable
{
    private readonly HeldBytes _held;
    private long _taken;

    /// <param name="folder">Where it is put.</param>
    /// <param name="held">Counts what all of them take.</param>
    public UploadedFile(string folder, HeldBytes held)
    {
        _held = held;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{ModelFolders.UploadPrefix}{Guid.NewGuid():n}"));
        Content = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        });

        // Only Windows closes the files of a process that was killed with what they were opened with.
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
    }

    /// <summary>What has come.</summary>
    public FileStream Content { get; }

    /// <summary>Adds what comes.</summary>
    /// <exception cref="OnlineMlException">The disk is full, or all uploaded files together would take too much of it.</exception>
    public async Task WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_held.TryTake(bytes.Length))
        {
            throw new OnlineMlException(
                RefusalKind.Unavailable, $"The model files that come at once take as much of the disk as {nameof(OnlineMlEndpointOptions.MaxHeldUploadBytes)} allows; send it again later.")
            {
                Limit = nameof(OnlineMlEndpointOptions.MaxHeldUploadBytes),
                RetryAfter = ServingContext.RetryAfter,
            };
        }

        _taken += bytes.Length;
        try
        {
            foreach (var piece in bytes)
            {
                await Content.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException e)
        {
            throw ServingContext.Refusal(StorageFailure.Because("The file cannot be kept while it is checked", e));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        _held.Return(Interlocked.Exchange(ref _taken, 0));
    }
}
