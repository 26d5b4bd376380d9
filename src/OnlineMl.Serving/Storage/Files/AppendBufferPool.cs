namespace OnlineMl.Serving.Storage.Files;

/// <summary>Buffers that are used again, as long as they are not too large or too many.</summary>
internal sealed class AppendBufferPool(int maxCount)
{
    private const int MaxKeptBytes = 4 * 1024 * 1024;
    private readonly Stack<AppendBuffer> _buffers = new();

    public AppendBuffer Rent()
    {
        lock (_buffers)
        {
            return _buffers.TryPop(out var buffer) ? buffer : new AppendBuffer();
        }
    }

    public void Return(AppendBuffer buffer)
    {
        buffer.Clear();
        lock (_buffers)
        {
            if (_buffers.Count < maxCount && buffer.Capacity <= MaxKeptBytes)
            {
                _buffers.Push(buffer);
            }
        }
    }
}
