using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Receives uploaded models. A spec is small and kept in memory; a file goes to the disk as it comes, and only if it begins as a model file does.</summary>
/// <remarks>So nobody takes memory with what is no model. Files that came whole are read into memory few at a time.</remarks>
internal sealed class UploadReceiver(OnlineMlOptions options) : IDisposable
{
    // What a file begins with tells what it is; what is white space only is a spec that has not begun.
    private const int BeginningBytes = 64;
    private const int FilesInMemory = 2;

    private readonly HeldBytes _held = new(options.Endpoint.MaxHeldUploadBytes);
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
        return await SaveAsync(request).ConfigureAwait(false);
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

    private async Task<UploadedModel> SaveAsync(HttpRequest request)
    {
        var (mostBytes, limit) = options.Endpoint.MaxHeldUploadBytes < options.Endpoint.MaxUploadBytes
            ? ((int)options.Endpoint.MaxHeldUploadBytes, nameof(OnlineMlEndpointOptions.MaxHeldUploadBytes))
            : (options.Endpoint.MaxUploadBytes, nameof(OnlineMlEndpointOptions.MaxUploadBytes));
        if (request.ContentLength > mostBytes)
        {
            throw RequestBody.TooLarge(mostBytes, limit);
        }

        var file = new UploadedFile(options.Storage.StoragePath is { } path ? Directory.CreateDirectory(path).FullName : Path.GetTempPath(), _held);
        try
        {
            await CopyAsync(request.BodyReader, file, mostBytes, limit, request.HttpContext.RequestAborted).ConfigureAwait(false);
            file.Content.Position = 0;
            return new UploadedModel(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static async Task CopyAsync(PipeReader reader, UploadedFile file, int mostBytes, string limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (file.Content.Position + read.Buffer.Length > mostBytes)
                {
                    throw RequestBody.TooLarge(mostBytes, limit);
                }

                await file.WriteAsync(read.Buffer, cancellationToken).ConfigureAwait(false);
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

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
