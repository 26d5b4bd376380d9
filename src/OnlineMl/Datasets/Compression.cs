namespace OnlineMl.Datasets;

/// <summary>Recognises compressed streams.</summary>
public static class Compression
{
    /// <summary>The stream itself, or what is packed in it when it begins like a gzip file, whose reading throws an <see cref="InvalidDataException"/> when its end is
    /// missing.</summary>
    public static Stream Unpacked(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var start = new byte[2];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        Stream whole;
        if (stream.CanSeek)
        {
            stream.Seek(-length, SeekOrigin.Current);
            whole = stream;
        }
        else
        {
            whole = new PrefixedStream(start.AsMemory(0, length), stream);
        }

        return start is [0x1F, 0x8B] && length == 2 ? new WholeGzip(whole) : whole;
    }
}
