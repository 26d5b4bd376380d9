using OnlineMl.State;

namespace OnlineMl.Tests;

public class ClassTableTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(200)]
    public void GetOrAdd_NumbersClassesInOrderOfArrival(int count)
    {
        var table = new ClassTable();
        var twin = new ClassTable();
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(-1, table.IndexOf($"class {i}"));
            Assert.Equal(i, table.GetOrAdd($"class {i}"));
        }

        StateFormat.CopyTo(table, twin);
        foreach (var copy in new[] { table, twin })
        {
            Assert.Equal((count, count - 1, 0, -1), (copy.Count, copy.GetOrAdd($"class {count - 1}"), copy.IndexOf("class 0"), copy.IndexOf(0)));
            Assert.Equal(count, copy.GetOrAdd(true));
            Assert.Equal(true, copy.Labels[^1]);
        }
    }
}
