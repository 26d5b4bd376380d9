using System.Net;
using System.Net.Http.Headers;

namespace OnlineMl.Client.Connections;

/// <summary>A model file as the body of a request: a stream from a position to its end. It can be sent again, and the stream stays open.</summary>
internal sealed class ModelFileContent : HttpContent
{
    private readonly Stream _file;
    private readonly long _start;

    public ModelFileContent(Stream file, long start)
    {
        _file = file;
        _start = start;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _file.Length - _start;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _file.Position = _start;
        return _file.CopyToAsync(stream, cancellationToken);
    }
}
