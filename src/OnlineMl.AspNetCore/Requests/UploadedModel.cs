using System.Text;
using System.Text.Unicode;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>A model as it was uploaded: a spec in JSON, or a file.</summary>
internal sealed class UploadedModel
{
    private const string PickleMessage =
        "The body is a Python pickle, which is not read because it can run code. Send the model as a JSON spec instead, " +
        "such as [\"StandardScaler\", {\"LinearRegression\": {\"intercept_lr\": 0.1}}], or a file that the download or export endpoint gave.";

    private const string NeitherMessage =
        "The body is neither a spec in JSON nor a model file. A spec is a JSON object, list or text; a name alone needs quotation marks: \"LinearRegression\".";

    private const byte LeastOfFiles = 0x80;

    private readonly byte[] _body;

    /// <exception cref="OnlineMlException">The body is empty, a Python pickle, or neither a spec nor a file.</exception>
    public UploadedModel(byte[] body)
    {
        _body = body;
        var content = Text.Trim(" \t\r\n"u8);
        if (content.IsEmpty)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "The body is empty; send the model's spec as JSON.");
        }

        IsSpec = content[0] is (byte)'{' or (byte)'[' or (byte)'"';
        if (!IsSpec && IsPickle(content))
        {
            throw new OnlineMlException(RefusalKind.UnsupportedFormat, PickleMessage);
        }

        if (!IsSpec && content[0] < LeastOfFiles)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, NeitherMessage);
        }
    }

    public bool IsSpec { get; }

    private ReadOnlySpan<byte> Text => _body.AsSpan(JsonScanner.MarkLength(_body));

    /// <exception cref="OnlineMlException">The body is not UTF-8.</exception>
    public string ReadSpec() => Utf8.IsValid(Text)
        ? Encoding.UTF8.GetString(Text)
        : throw new OnlineMlException(RefusalKind.BadRequest, "The body is not valid UTF-8.");

    public Stream OpenFile() => new MemoryStream(_body, writable: false);

    // A pickle begins with its protocol (from 2 on) or with the text of an operation (0 and 1), and ends with the operation STOP.
    // A model file begins with a byte above the protocol's, so that the two are never mistaken for each other.
    private static bool IsPickle(ReadOnlySpan<byte> content) =>
        content[0] == 0x80 || (content[0] < LeastOfFiles && content[^1] == (byte)'.');
}
