using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>Numbers that are written into a simulated file each time one is set.</summary>
internal sealed class SimulatedNumbers(IOpenFile file) : IMappedNumbers
{
    private bool _isDisposed;

    public void Set(int index, long value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        file.Write(BitConverter.GetBytes(value), index * sizeof(long));
    }

    public void Dispose()
    {
        _isDisposed = true;
        file.Dispose();
    }
}
