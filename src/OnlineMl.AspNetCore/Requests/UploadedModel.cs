using System.Text;
using System.Text.Unicode;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>A model as it was uploaded: a spec in JSON, or a file.</summary>
internal sealed class UploadedModel : IDisposable
{
    private const string PickleMessage =
        "The body is a Python pickle, which is not read because it can run code. Send the model as a JSON spec instead, " +
        "such as [\"StandardScaler\", {\"LinearRegression\": {\"intercept_lr\": 0.1}}], or a file that the download or export endpoint gave.";

    private const string NeitherMessage =
        "The body is neither a spec in JSON nor a model file. A spec is a JSON object, list or text; a name alone needs quotation marks: \"LinearRegression\".";

    /// <summary>The first byte of a pickle of protocol 2 or later; that of a model file is above it.</summary>
    public const byte PickleMark = 0x80;

    private readonly byte[] _text = [];
    private readonly UploadedFile? _file;

    /// <param name="file">The file on the disk, which goes when this is disposed of.</param>
    public UploadedModel(UploadedFile file) => _file = file;

    /// <param name="text">The body, which does not begin as a file does.</param>
    /// <exception cref="OnlineMlException">The body is empty, a Python pickle, or neither a spec nor a file.</exception>
    public UploadedModel(byte[] text)
    {
        _text = text;
        var content = Text.Trim(" \t\r\n"u8);
        if (content.IsEmpty)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "The body is empty; send the model's spec as JSON.");
        }

        if (content[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            // A pickle of protocol 0 or 1 begins with the text of an operation and ends with the operation STOP.
            throw content[^1] == (byte)'.' ? Pickle() : new OnlineMlException(RefusalKind.BadRequest, NeitherMessage);
        }
    }

    /// <summary>Whether it is a spec.</summary>
    public bool IsSpec => _file is null;

    /// <summary>The uploaded file.</summary>
    public Stream File => _file?.Content ?? throw new InvalidOperationException("A spec is no file.");

    private ReadOnlySpan<byte> Text => _text.AsSpan(JsonScanner.MarkLength(_text));

    /// <summary>Why a pickle is refused.</summary>
    public static OnlineMlException Pickle() => new(RefusalKind.UnsupportedFormat, PickleMessage);

    /// <exception cref="OnlineMlException">The body is not UTF-8.</exception>
    public string ReadSpec() => Utf8.IsValid(Text)
        ? Encoding.UTF8.GetString(Text)
        : throw new OnlineMlException(RefusalKind.BadRequest, "The body is not valid UTF-8.");

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
