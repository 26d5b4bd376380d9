using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Numbers in a file that is mapped into memory. The file is not held open for it.</summary>
internal sealed class MappedNumbers : IMappedNumbers
{
    private readonly SafeMemoryMappedViewHandle _numbers;

    public MappedNumbers(string path, int count)
    {
        // Its place on the disk is taken here, where a full disk is an exception and not the end of the process.
        var length = count * sizeof(long);
        File.WriteAllBytes(path, new byte[length]);
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, length);

        // Only the handle is kept: to dispose of the accessor is to wait for the disk, which nobody needs.
        _numbers = file.CreateViewAccessor(0, length).SafeMemoryMappedViewHandle;
    }

    public void Set(int index, long value) => _numbers.Write((ulong)index * sizeof(long), value);

    public void Dispose() => _numbers.Dispose();
}
