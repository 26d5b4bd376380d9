using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class AppendBufferPoolTests
{
    [Fact]
    public void ABufferThatWasReturned_IsUsedAgainEmpty()
    {
        var pool = new AppendBufferPool(2);
        var buffer = pool.Rent();
        buffer.Add(1, [1, 2, 3], 0, null);
        pool.Return(buffer);

        Assert.Same(buffer, pool.Rent());
        Assert.Equal((0, 0), (buffer.Length, buffer.Events.Length));
        Assert.NotSame(buffer, pool.Rent());
    }

    [Fact]
    public void BuffersThatAreTooManyOrTooLarge_AreLetGo()
    {
        var pool = new AppendBufferPool(1);
        var (one, other) = (pool.Rent(), pool.Rent());
        pool.Return(one);
        pool.Return(other);
        Assert.Same(one, pool.Rent());
        Assert.NotSame(other, pool.Rent());

        one.Add(1, new byte[5_000_000], 0, null);
        pool.Return(one);
        Assert.NotSame(one, pool.Rent());
    }
}
