using Microsoft.Win32.SafeHandles;

namespace OnlineMl.Serving.Storage.Files;

internal sealed class DiskFile(SafeFileHandle handle) : IOpenFile
{
    public long Length => RandomAccess.GetLength(handle);

    public ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(handle, bytes, offset, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void BeginFlush(long offset, int length)
    {
        if (OperatingSystem.IsLinux())
        {
            UnixFile.BeginFlush(handle, offset, length);
        }
    }

    public void Flush()
    {
        if (OperatingSystem.IsLinux())
        {
            UnixFile.FlushData(handle);
        }
        else
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    public void Forget(long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            UnixFile.Forget(handle, offset, length);
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Dispose() => handle.Dispose();
}
