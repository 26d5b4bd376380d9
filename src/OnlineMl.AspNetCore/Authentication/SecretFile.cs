using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>A JSON file that only its owner may read (mode 0600), replaced whole.</summary>
internal sealed class SecretFile<T>(string path, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Changes whenever the file does; null while there is none.</summary>
    public (DateTime Written, long Length)? Version => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;

    /// <summary>What it says; null while there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public T? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not as OnlineMl writes it: {e.Message}", e);
        }
    }

    /// <summary>Replaces it.</summary>
    public void Write(T value)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(unfinished, options))
        {
            JsonSerializer.Serialize(stream, value, type);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
