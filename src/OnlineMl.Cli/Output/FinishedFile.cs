using System.IO.Compression;
using ZstdSharp;

namespace OnlineMl.Cli.Output;

/// <summary>A file that appears under its name only when all of it is written.</summary>
internal sealed class FinishedFile : IDisposable
{
    private readonly string _path;
    private readonly string _unfinished;
    private readonly bool _mayOverwrite;
    private Stream? _stream;
    private FileStream? _file;

    /// <param name="path">Its name; what ends in .gz or .zst is compressed.</param>
    /// <param name="mayOverwrite">Whether it may take the place of another file.</param>
    /// <exception cref="IOException">There is such a file.</exception>
    public FinishedFile(string path, bool mayOverwrite)
    {
        var isDevice = !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);
        if (!mayOverwrite && !isDevice && Path.Exists(path))
        {
            throw new IOException($"There is a '{path}' already; --force writes over it.");
        }

        _path = path;
        _mayOverwrite = mayOverwrite;
        _unfinished = isDevice ? path : path + ".part";
    }

    /// <summary>What to write to.</summary>
    public Stream Stream => _stream ??= Open();

    /// <summary>Gives the file its name, after everything is written.</summary>
    public void Finish()
    {
        Stream.Dispose();
        _stream = null;
        _file = null;
        if (_unfinished != _path)
        {
            File.Move(_unfinished, _path, _mayOverwrite);
        }
    }

    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            if (_unfinished != _path)
            {
                File.Delete(_unfinished);
            }
        }
    }

    private Stream Open()
    {
        _file = new FileStream(_unfinished, _unfinished == _path ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.None);
        return Path.GetExtension(_path).ToUpperInvariant() switch
        {
            ".GZ" => new GZipStream(_file, CompressionLevel.Optimal),
            ".ZST" => new CompressionStream(_file, leaveOpen: false),
            _ => _file,
        };
    }
}
