namespace OnlineMl.Cli.Formats;

/// <summary>Makes a stream seekable, which formats with a directory at their end need.</summary>
internal static class SeekableCopy
{
    /// <summary>The stream itself when it is seekable, else what it has, in memory.</summary>
    public static Stream Of(Stream stream)
    {
        stream = Datasets.Compression.Unpacked(stream);
        if (stream.CanSeek)
        {
            return stream;
        }

        var copy = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(copy);
        }

        copy.Position = 0;
        return copy;
    }
}
