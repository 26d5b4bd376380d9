using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.State;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Receives uploaded models. A spec is small and kept in memory; a file goes to the disk as it comes, and only if it begins as a model file does.</summary>
/// <remarks>So nobody takes memory with what is no model. Files that came whole are read into memory few at a time.</remarks>
internal sealed class UploadReceiver(OnlineMlOptions options) : IDisposable
{
    // What a file begins with tells what it is; what is white space only is a spec that has not begun.
    private const int BeginningBytes = 64;
    private const int FilesInMemory = 2;

    private readonly SemaphoreSlim _turns = new(FilesInMemory, FilesInMemory);

    /// <summary>Receives the body of a request.</summary>
    /// <exception cref="OnlineMlException">It is too large, compressed, a pickle, or no model.</exception>
    public async Task<UploadedModel> ReceiveAsync(HttpRequest request)
    {
        RequestBody.CheckEncoding(request);
        RequestBody.AllowAnySize(request.HttpContext);
        var reader = request.BodyReader;
        var read = await reader.ReadAtLeastAsync(BeginningBytes).ConfigureAwait(false);
        var beginning = read.Buffer.Slice(0, Math.Min(BeginningBytes, read.Buffer.Length)).ToArray();
        reader.AdvanceTo(read.Buffer.Start, read.IsCompleted ? read.Buffer.End : read.Buffer.Start);
        var content = beginning.AsSpan(JsonScanner.MarkLength(beginning)).TrimStart(" \t\r\n"u8);
        if (content.IsEmpty || content[0] < UploadedModel.PickleMark)
        {
            return new UploadedModel(await RequestBody.ReadBytesAsync(
                request, Math.Min(options.Endpoint.MaxSpecBytes, options.Endpoint.MaxUploadBytes), nameof(OnlineMlEndpointOptions.MaxSpecBytes)).ConfigureAwait(false));
        }

        if (content[0] == UploadedModel.PickleMark)
        {
            throw UploadedModel.Pickle();
        }

        CheckBeginning(beginning);
        return await SaveAsync(request, options.Endpoint.MaxUploadBytes).ConfigureAwait(false);
    }

    /// <summary>Waits until a file may be read into memory, until what is returned is disposed of.</summary>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turns);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private static void CheckBeginning(byte[] beginning)
    {
        try
        {
            ModelFile.CheckBeginning(beginning);
        }
        catch (StateFormatException e)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
        }
    }

    private async Task<UploadedModel> SaveAsync(HttpRequest request, int mostBytes)
    {
        if (request.ContentLength > mostBytes)
        {
            throw RequestBody.TooLarge(mostBytes, nameof(OnlineMlEndpointOptions.MaxUploadBytes));
        }

        var file = Create();
        try
        {
            await CopyAsync(request.BodyReader, file, mostBytes, request.HttpContext.RequestAborted).ConfigureAwait(false);
            file.Position = 0;
            return new UploadedModel(file);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private FileStream Create()
    {
        var folder = options.Storage.StoragePath is { } path ? Directory.CreateDirectory(path).FullName : Path.GetTempPath();
        return new FileStream(
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{ModelFolders.UploadPrefix}{Guid.NewGuid():n}")),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                BufferSize = 0,
            });
    }

    private static async Task CopyAsync(PipeReader reader, FileStream file, int mostBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (file.Position + read.Buffer.Length > mostBytes)
                {
                    throw RequestBody.TooLarge(mostBytes, nameof(OnlineMlEndpointOptions.MaxUploadBytes));
                }

                await WriteAsync(file, read.Buffer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static async Task WriteAsync(FileStream file, ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var piece in bytes)
            {
                await file.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException e)
        {
            throw ServingContext.Refusal(StorageFailure.Because("The file cannot be kept while it is checked", e));
        }
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
